"""A reviewer's day at the terminal, with a real Dovecot and a real SMTP sink: from the queue to the answer in the attorney's hands."""

import json
from email import message_from_bytes
from email.policy import SMTP

import pytest

from pdinbox.adapters.smtp_sink import SmtpSink
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from tests.builders import a_letter
from tests.journeys.desk import pdinbox
from tests.journeys.people import CLIENT, LAWYER, g28, reply, request
from tests.journeys.test_operator import ENV, place  # noqa: F401  the fixture

pytestmark = pytest.mark.long


def test_from_the_queue_to_the_answer_and_open_again_by_a_reply(place):  # noqa: F811  the fixture
    _, config, dovecot, user, sink = place
    dovecot.append(user, [request()])

    def run(*words, by="ann", hold="0", status=0):
        done = pdinbox(*words, "--config", str(config), *(("--as", by) if by else ()), env={**ENV, "PDINBOX_DESK__HOLD_SECONDS": hold})
        assert done.status == status, done.out + done.err
        return done

    def desk_goes_round():
        return run("once", by="")

    desk_goes_round()
    (number,) = [json.loads(line)["number"] for line in run("queue", "--unassigned", "--json").out.splitlines()]
    run("claim", number)
    assert run("queue", "--mine", "--json").lines[0]["assignee"] == "ann"
    run("note", number, "--text", "The officer in Chicago is on leave.")

    run("ask", number, "-i", "The birth certificate of the younger child.", hold="600")
    run("undo", number)
    desk_goes_round()
    assert subjects(sink) == [f"[{number}] We received your inquiry"], "what was taken back never leaves"
    run("send", number)
    desk_goes_round()
    asked = mails(sink)[-1]
    assert "1. The birth certificate of the younger child." in text_of(asked) and asked["To"].addresses[0].addr_spec == LAWYER.email
    assert state(run, number) == State.WAITING_FOR_DOCUMENTS

    dovecot.append(user, [reply(letter_in(asked), "Here it is.", attachments=(g28(),))])
    desk_goes_round()
    assert state(run, number) == State.READY_FOR_REVIEW
    run("claim", number)

    run("draft", number, "--outcome", "granted-in-part", "--text", "The check-ins are every three months from now on.")
    preview = run("preview", number).out
    assert f"{CLIENT.given_name} {CLIENT.family_name}" in preview
    run("send", number, hold="600")
    assert state(run, number) == State.RESOLVED
    run("undo", number)
    assert state(run, number) == State.IN_REVIEW
    before = len(mails(sink))
    run("send", number)
    desk_goes_round()
    answer = mails(sink)[-1]
    assert len(mails(sink)) == before + 1 and answer["Subject"] == f"[{number}] Your inquiry: our answer"
    assert text_of(answer).split() == preview.partition("\n\n")[2].split(), "what was previewed is what was read"
    assert "too late" in run("undo", number, status=1).err
    assert not any("on leave" in text_of(mail) for mail in mails(sink)), "a note is for reviewers only"
    assert html_of(answer).count("<h2>") == 2

    dovecot.append(user, [reply(letter_in(answer), "Thank you. One more question: from which month on?")])
    desk_goes_round()
    shown = run("show", number, "--json", by="").lines[0]["inquiry"]
    assert (shown["state"], shown["outcome"], shown["assignee"]) == (State.READY_FOR_REVIEW, "", "ann")
    assert [json.loads(line)["number"] for line in run("queue", "--mine", "--json").out.splitlines()] == [number]
    who = [event["log"]["actor"] for event in run("show", number, "--json", by="").lines[0]["events"] if "log" in event]
    assert who.count("ann") == 10, "ten actions, ten lines"


def mails(sink: SmtpSink):
    return [message_from_bytes(one, policy=SMTP) for one in (taken.octets for taken in sink.taken())]


def subjects(sink: SmtpSink) -> list[str]:
    return [mail["Subject"] for mail in mails(sink)]


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def html_of(mail) -> str:
    return mail.get_body(("html",)).get_content()


def letter_in(mail):
    return a_letter(subject=mail["Subject"], octets=mail.as_bytes(), text=text_of(mail), state=LetterState.SENT)


def state(run, number: str) -> str:
    return run("show", number, "--json", by="").lines[0]["inquiry"]["state"]
