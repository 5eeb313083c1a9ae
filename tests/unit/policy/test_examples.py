"""Every example in `rules/` is run: a rule, topic, request, reason or custody cue does what its example says."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from pdinbox.checks.registry import check
from pdinbox.inquiries.deadlines import answer_by, awaiting, due_of, met, milestones_of, next_milestone, resumed, started
from pdinbox.model.clock import Awaited
from pdinbox.model.message import Address
from pdinbox.policy.case import gather_case
from pdinbox.policy.confidential import find_protected
from pdinbox.policy.office_first import read_office_contact
from pdinbox.policy.requests import recognise_requests
from pdinbox.policy.topics import recognise_topic
from tests.unit.policy.rulebook import a_document, a_mail, case_of, document_of, mail_of, message_of, models, papers_of, policy

TODAY = date(2026, 11, 23)


def _rule_examples():
    rules = models()["representation.yaml"].rules
    return [pytest.param(rule, example, id=f"{rule.id}: {example.name}") for rule in rules for example in rule.examples]


def _examples(file: str, part: str):
    kinds = getattr(models()[file], part)
    return [pytest.param(kind.id, example, id=f"{kind.id}: {example.name}") for kind in kinds for example in kind.examples]


@pytest.mark.parametrize(("rule", "example"), _rule_examples())
def test_a_rule_judges_its_example_as_the_example_says(rule, example):
    documents = tuple(replace(document_of(paper), file=str(place)) for place, paper in enumerate(_papers(example)))
    message = message_of(example.message) if example.message else None

    findings = check(
        documents,
        message,
        rules=tuple(one for one in policy().rules if one.id == rule.id),
        today=TODAY,
        accept_samples=False,
        case=case_of(example.case),
    )

    about = {documents[0].key, ""} if documents else {""}
    judged = [finding.outcome.value for finding in findings if finding.document in about]
    assert judged == ([] if example.expect == "silent" else [example.expect])


def _papers(example):
    return [paper for paper in (example.document, example.beside) if paper]


@pytest.mark.parametrize("rule", policy().rules, ids=lambda rule: rule.id)
def test_every_outcome_of_a_rule_has_an_example(rule):
    text = next(one for one in models()["representation.yaml"].rules if one.id == rule.id)

    shown = {example.expect for example in text.examples}

    assert {outcome.outcome.value for outcome in rule.outcomes} <= shown


@pytest.mark.parametrize(("topic", "example"), _examples("topics.yaml", "topics"))
def test_a_topic_is_recognised_in_its_example(topic, example):
    documents = tuple(a_document(form) for form in example.forms)

    found = recognise_topic(mail_of(example), documents, policy=policy())

    assert (found.id == topic) is example.expect


@pytest.mark.parametrize(("request_id", "example"), _examples("requests.yaml", "requests"))
def test_a_request_is_recognised_in_its_example(request_id, example):
    found = recognise_requests(a_mail(example.text, subject=example.subject), policy=policy())

    assert (request_id in found) is example.expect


@pytest.mark.parametrize(("reason", "example"), _examples("urgency.yaml", "reasons"))
def test_a_reason_of_urgency_is_recognised_in_its_example(reason, example):
    case = gather_case(mail_of(example), papers_of(example), policy=policy())

    assert (reason in case.urgency) is example.expect


@pytest.mark.parametrize(("protection", "example"), _examples("confidentiality.yaml", "protections"))
def test_what_is_protected_is_recognised_in_its_example(protection, example):
    found = find_protected(mail_of(example), papers_of(example), file_names=example.files, policy=policy())

    assert (protection in [one.id for one in found]) is example.expect


@pytest.mark.parametrize("example", models()["office_first.yaml"].examples, ids=lambda example: example.name)
def test_whether_the_office_was_asked_first_is_read_as_its_example_says(example):
    message = a_mail(example.text, cc=tuple(Address(email=address) for address in example.cc))

    assert read_office_contact(message, policy=policy()).contacted == example.expect


@pytest.mark.parametrize("example", models()["case.yaml"].examples, ids=lambda example: example.name)
def test_custody_is_read_as_its_example_says(example):
    assert gather_case(a_mail(example.text), (), policy=policy()).custody.value == example.expect


@pytest.mark.parametrize("example", models()["deadlines.yaml"].examples, ids=lambda example: example.name)
def test_a_date_falls_where_its_example_says(example):
    zone = ZoneInfo(example.zone or policy().deadlines.calendar.zone)
    calendar = replace(policy().deadlines.calendar, zone=zone.key, closures=(*policy().deadlines.calendar.closures, *example.closures))
    promises = policy().deadlines.promises(("detained",) if example.urgent else ())
    since = example.since.replace(tzinfo=zone)

    assert _moment_of(example, since=since, calendar=calendar, promises=promises) == example.expect.replace(tzinfo=zone)


def _moment_of(example, *, since, calendar, promises):
    if example.what == "office_answer":
        return answer_by(since, calendar=calendar, promises=promises)
    clock = started(since, days=promises.review, calendar=calendar)
    if example.what == "review":
        for begins, ends in example.paused:
            begins, ends = begins.replace(tzinfo=since.tzinfo), ends.replace(tzinfo=since.tzinfo)
            clock = resumed(awaiting(clock, Awaited.SENDER, at=begins, pauses=True), at=ends)
        return due_of(clock)
    awaited = next(one for one in Awaited if example.what in [step.value for step, _ in milestones_of(one, promises)])
    clock = replace(awaiting(clock, awaited, at=since, pauses=True), is_due_said=True)
    while found := next_milestone(clock, promises=promises):
        if found[0].value == example.what:
            return found[1]
        clock = met(clock, found[0], at=found[1])
    raise AssertionError(f"nothing is called {example.what}")
