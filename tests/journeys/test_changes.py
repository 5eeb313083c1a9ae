"""A mail says of the inquiry itself that it is taken back, that another attorney has it, that somebody moved: a person settles it."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from fixtures.mails import Writer
from fixtures.papers.g28 import Filling
from fixtures.papers.pens import Pen
from fixtures.people import representative
from pdinbox.cli.paint_points import ways_to_settle
from pdinbox.cli.paint_queue import QueueView
from pdinbox.cli.paint_thread import inquiry_view
from pdinbox.flows.review import Move, Refusal, Reviewer, take_step
from pdinbox.flows.review_points import represented, settled
from pdinbox.flows.thread_view import thread_of, thread_view
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.model.inquiry import State
from pdinbox.model.plan import Plan
from tests.journeys.people import CLIENT, LAWYER, about, g28, reply, request
from tests.journeys.rig import OWN
from tests.journeys.test_deadlines import days_pass
from tests.journeys.test_families import UTC_ZONE
from tests.journeys.test_threads import DETAINED

UNSIGNED = Filling(client_signature=Pen.NONE)
SUCCESSOR = replace(representative(34), family_name="Brand", given_name="Karl", email="karl@brandlaw.example.com")
COPIED = {"Cc": SUCCESSOR.email}
ANN = Reviewer(name="ann", role=Actor.REVIEWER)
IN_TWO_LANGUAGES = pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("We withdraw this inquiry. Thank you.", "withdrawal"),
        ("Retiramos esta consulta. Gracias.", "withdrawal"),
        ("I no longer represent my client in this matter.", "attorney"),
        ("Ya no represento a la señora.", "attorney"),
        ("Please note that my client has a new address.", "address"),
        ("Mi cliente se mudó la semana pasada.", "address"),
        ("He was transferred to another facility last night.", "transfer"),
        ("Lo trasladaron anoche a otro centro.", "transfer"),
    ],
)


def kinds(rig) -> list[str]:
    return [point.kind for point in rig.inquiry.points]


def events(rig) -> list[str]:
    return [event.log.event for event in rig.history() if event.log]


def painted(made) -> str:
    console = Console(file=StringIO(), width=200, color_system=None)
    console.print(made)
    return console.file.getvalue()


def thread(rig):
    return thread_of(rig.inquiry, rig.history(), own=OWN)


def decide(rig, decided) -> Plan:
    assert isinstance(decided, Plan), decided
    rig.store.carry_out(decided)
    return decided


@IN_TWO_LANGUAGES
def test_what_a_mail_says_of_the_inquiry_is_before_the_reviewer_until_one_settles_it(rig, words, kind):
    (letter,) = rig.turn(request())

    (answer,) = rig.turn(reply(letter, words))

    queue = painted(QueueView(inquiries=rig.inquiries, now=rig.clock.now(), zone=UTC_ZONE))
    shown = painted(inquiry_view(thread_view(rig.inquiry, rig.history()), zone=UTC_ZONE, full=False))
    assert kinds(rig) == [kind] and f"? {kind}" in queue and f"pdinbox settle {rig.inquiry.number} {kind}" in shown
    assert f"says-{kind}" in events(rig) and "What you told us" in answer.text
    refused = settled(rig.inquiry, kind, reason=" ", by=ANN, at=rig.clock.now())
    assert isinstance(refused, Refusal) and "say how" in refused.words
    decide(rig, settled(rig.inquiry, kind, reason="called the firm", by=ANN, at=rig.clock.now()))
    assert kinds(rig) == [] and events(rig)[-1] == "point-settled"


def test_what_a_first_mail_says_changes_nothing_yet(rig):
    rig.turn(
        request(text=f"{about()}My client was transferred to Adelanto ICE Processing Center and has a new address. We ask for a stay.\n")
    )

    assert kinds(rig) == []


def test_nothing_of_what_is_quoted_counts(rig):
    (letter,) = rig.turn(request())
    (answer,) = rig.turn(reply(letter, "We withdraw this inquiry."))
    decide(rig, settled(rig.inquiry, "withdrawal", reason="a mistake", by=ANN, at=rig.clock.now()))

    rig.turn(reply(answer, "Thank you."))

    assert kinds(rig) == []


def test_a_withdrawn_inquiry_that_waited_is_asked_for_nothing_and_never_closes_by_itself(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=UNSIGNED),)))
    assert rig.inquiry.state is State.WAITING_FOR_DOCUMENTS

    (answer,) = rig.turn(reply(letter, "We would like to withdraw our request."))

    assert rig.inquiry.state is State.READY_FOR_REVIEW and rig.inquiry.due_at is not None
    assert "still missing" not in answer.subject + answer.text and "You do not need to send anything" in answer.text
    assert days_pass(rig, 120) == [] and rig.inquiry.state is State.READY_FOR_REVIEW and kinds(rig) == ["withdrawal"]


def test_what_was_withdrawn_and_is_asked_for_more_is_not_closed_while_that_is_unsettled(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=UNSIGNED),)))
    rig.turn(reply(letter, "We withdraw this inquiry."))
    one = rig.inquiry
    waiting = replace(
        one, state=State.WAITING_FOR_DOCUMENTS, version=one.version + 1, clock=None, due_at=None, next_event_at=rig.clock.now()
    )
    rig.store.carry_out(Plan(at=rig.clock.now(), inquiries=(waiting,)))

    days_pass(rig, 120)

    assert rig.inquiry.state is State.HELD and rig.inquiry.points


def test_the_step_that_does_what_was_said_needs_no_settling(rig):
    (letter,) = rig.turn(request())
    rig.turn(reply(letter, "We withdraw this inquiry."))

    decide(rig, take_step(rig.inquiry, Move(step=Step.WITHDRAW, reason="wrote so"), by=ANN, at=rig.clock.now(), book=rig.book))

    assert rig.inquiry.state is State.WITHDRAWN and thread_view(rig.inquiry, rig.history()).to_settle == ()
    rig.turn(reply(letter, "Please take it up again, that was a mistake."))
    assert rig.inquiry.state is State.READY_FOR_REVIEW and kinds(rig) == []


def successor_writes(rig, *, copied=True):
    """The first lawyer copies the second, who answers the desk's letter with a form of his own."""
    (letter,) = rig.turn(request(headers=COPIED if copied else {}))
    writer = Writer(name=SUCCESSOR.full_name, email=SUCCESSOR.email)
    return letter, rig.turn(reply(letter, "I take this over.", writer=writer, attachments=(g28(CLIENT, SUCCESSOR),)))


def test_another_lawyers_form_in_the_thread_is_a_reviewers_to_decide_and_tells_nothing(rig):
    _, (answer,) = successor_writes(rig)

    (point,) = rig.inquiry.points
    assert (point.kind, point.is_claim, point.address) == ("attorney", True, SUCCESSOR.email)
    assert rig.inquiry.representative.email == LAWYER.email, "nothing changed yet"
    assert answer.to.email == SUCCESSOR.email and CLIENT.family_name not in answer.text.replace(f"G-28 {CLIENT.family_name}.pdf", "")
    assert "who represents" in answer.text and "is filed under" not in answer.text
    assert next(ways_to_settle(point, number=rig.inquiry.number)) == f"represent {rig.inquiry.number} --to {SUCCESSOR.email}"


def test_after_the_decision_the_second_lawyer_is_told_and_the_first_is_not(rig):
    letter, _ = successor_writes(rig)

    plan = decide(rig, represented(thread(rig), SUCCESSOR.email, reason="", by=ANN, at=rig.clock.now(), book=rig.book))

    (told,) = plan.letters
    assert (told.kind, told.to.email) == ("status", SUCCESSOR.email) and CLIENT.family_name in told.text
    assert kinds(rig) == [] and rig.inquiry.representative.email == SUCCESSOR.email
    (answer,) = [one for one in rig.turn(reply(letter, "Here is one more letter of support.")) if one.kind == "updated"]
    assert answer.to.email == LAWYER.email and "is filed under" not in answer.text and "complete" not in answer.text
    assert rig.inquiry.representative.email == SUCCESSOR.email, "a later mail of the first one changes nothing back"


def test_nobody_speaks_for_it_by_a_reviewers_word_alone(rig):
    (letter,) = rig.turn(request(headers=COPIED))
    rig.turn(reply(letter, "I have a new attorney: Mr. Brand."))

    words = [
        represented(thread(rig), email, reason="", by=ANN, at=rig.clock.now(), book=rig.book).words
        for email in (SUCCESSOR.email, LAWYER.email)
    ]

    assert "no complete Form G-28" in words[0] and "speaks for it already" in words[1]


def test_a_strange_lawyers_form_is_held_and_joined_by_a_person_before_it_is_a_point(rig):
    _, letters = successor_writes(rig, copied=False)
    assert letters == () and len(rig.held) == 1 and kinds(rig) == []

    rig.store.release(rig.held[0].digest, at=rig.clock.now(), ruling=rig.inquiry.number)

    assert rig.turn() == () and kinds(rig) == ["attorney"] and rig.inquiry.points[0].is_claim


def test_a_transfer_whose_office_is_certain_goes_there_with_the_time_that_is_left_and_says_so(rig):
    (letter,) = rig.turn(request(text=DETAINED))
    before = rig.inquiry

    rig.turn(reply(letter, "My client was transferred to Stewart Detention Center."))

    (point,) = rig.inquiry.points
    line = next(event.log for event in rig.history() if event.log and event.log.event == "re-routed-by-rule")
    assert (rig.inquiry.route.office, point.offices, point.is_routed) == ("ATL", ("ATL",), True)
    assert "from LOS to ATL" in line.words and "stays used" in line.words
    assert rig.inquiry.clock.left <= before.clock.left


def test_a_transfer_of_one_whose_office_was_asked_is_proposed_and_a_reroute_settles_it(rig):
    (letter,) = rig.turn(request(text=DETAINED))
    one = rig.inquiry
    rig.store.carry_out(Plan(at=rig.clock.now(), inquiries=(replace(one, state=State.WITH_OFFICE, version=one.version + 1),)))

    rig.turn(reply(letter, "My client was transferred to Stewart Detention Center."))

    (point,) = rig.inquiry.points
    assert (rig.inquiry.route.office, point.offices, point.is_routed) == ("LOS", ("ATL",), False)
    assert f're-route {one.number} ATL --reason "…"' in tuple(ways_to_settle(point, number=one.number))
    decide(rig, take_step(rig.inquiry, Move(step=Step.REROUTE, office="ATL", reason="moved"), by=ANN, at=rig.clock.now(), book=rig.book))
    assert kinds(rig) == [] and rig.inquiry.route.office == "ATL"


def test_a_restricted_inquiry_says_of_what_was_written_no_more_than_its_kind(rig):
    (letter,) = rig.turn(request(text=f"{DETAINED}\nHer VAWA self-petition is pending.\n"))

    rig.turn(reply(letter, "My client was transferred to Stewart Detention Center."))

    lines = [event.log.words for event in rig.history() if event.log]
    assert kinds(rig) == ["transfer"] and not any("Stewart" in words for words in lines)
