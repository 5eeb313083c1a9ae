"""What is recognised in the made-up mails of `mails.yaml`: topic, requests, urgency, custody."""

from pathlib import Path

import pytest
import yaml

from pdinbox.policy.case import gather_case
from pdinbox.policy.requests import recognise_requests
from pdinbox.policy.topics import recognise_topic
from tests.unit.policy.rulebook import a_document, a_mail, policy

MAILS = yaml.safe_load(Path(__file__).with_name("mails.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mail", MAILS, ids=[mail["name"] for mail in MAILS])
def test_a_mail_is_understood_as_a_person_would(mail):
    message = a_mail(mail.get("text", ""), subject=mail.get("subject", ""))
    documents = tuple(a_document(form) for form in mail.get("forms", ()))

    topic = recognise_topic(message, documents, policy=policy())
    requests = recognise_requests(message, policy=policy())
    case = gather_case(message, documents, policy=policy())

    assert (topic.id, topic.is_elsewhere) == (mail.get("topic", "pd"), mail.get("redirected", False))
    assert set(requests) == set(mail.get("requests", ()))
    assert set(case.urgency) == set(mail.get("urgency", ()))
    assert case.custody.value == mail.get("custody", "unknown")


def test_there_are_mails_enough_of_every_kind():
    assert len(MAILS) >= 60
    assert {mail.get("topic", "pd") for mail in MAILS} == {"not_understood", *(rule.id for rule in policy().topics.rules)}
