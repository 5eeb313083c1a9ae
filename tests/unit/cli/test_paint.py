"""What a terminal shows: whole numbers, no line longer than the terminal, words that no colour is needed for."""

import io
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from pdinbox.cli.paint import at_time, words
from pdinbox.cli.paint_judgement import findings_table, route_lines, verdict_line
from pdinbox.cli.paint_queue import QueueView, held_view
from pdinbox.cli.paint_thread import inquiry_view, restricted_view
from pdinbox.flows.thread_view import thread_view
from pdinbox.inquiries.deadlines import awaiting, due_of, started
from pdinbox.model.calendar import Calendar
from pdinbox.model.clock import Awaited
from pdinbox.model.inquiry import State
from pdinbox.model.ledger import Event, HeldMessage
from pdinbox.model.plan import Join, Role
from pdinbox.model.route import Candidate, Route
from tests.builders import DIGEST, NOW, a_dossier, a_letter, a_verdict, an_inquiry
from tests.unit.cli.typed import COMPLETE, UNSIGNED

CHICAGO = ZoneInfo("America/Chicago")
LONG = an_inquiry(
    client_family_name="Martínez García de la Torre",
    client_given_name="Noemí Guadalupe",
    requests=("stay-of-removal", "release", "order-of-supervision"),
    urgency=("removal-imminent", "medical", "detained"),
    verdict=a_verdict("needs_person"),
)


def shown(renderable: object, *, width: int = 80) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None).print(renderable)
    return stream.getvalue()


def queue_of(*inquiries):
    return QueueView(inquiries=inquiries, now=NOW, zone=CHICAGO)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_number_is_whole_and_no_line_is_longer_than_the_terminal(width):
    out = shown(queue_of(LONG, an_inquiry()), width=width)

    assert out.count("PD-2026-000001-R") == 2 and all(len(line) <= width for line in out.splitlines())


def test_even_forty_columns_lose_nothing():
    out = shown(queue_of(LONG), width=40)

    assert "PD-2026-000001-R due Dec 7 CHI" in out and "needs person" in out and "Guadalupe" in out and "! removal" in out
    assert all(len(line) <= 40 for line in out.splitlines())


def test_a_wide_terminal_gives_an_inquiry_one_line():
    assert len(shown(queue_of(an_inquiry()), width=140).strip().splitlines()) == 4


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_restricted_inquiry_names_nobody_unless_asked_to(width):
    hidden = an_inquiry(restricted=("asylum",))

    masked = shown(queue_of(hidden), width=width)
    asked = shown(replace(queue_of(hidden), shows_restricted=True), width=width)

    assert "Ejemplo" not in masked and "(restricted)" in masked and "Ejemplo" in asked


def test_a_restricted_inquiry_alone_says_what_is_due_and_nothing_of_the_case():
    out = shown(restricted_view(an_inquiry(restricted=("vawa",)), zone=CHICAGO))

    assert "PD-2026-000001-R" in out and "--restricted shows it" in out
    assert "Ejemplo" not in out and "912" not in out and "A-number" not in out


def test_a_redirected_inquiry_says_that_a_person_confirms_it():
    assert "redirected, to confirm" in shown(queue_of(an_inquiry(state=State.REDIRECTED)), width=200)


def test_urgency_needs_no_colour():
    assert "! removal" in shown(queue_of(LONG)) and "! removal imminent, medical, detained" in shown(queue_of(LONG), width=200)


def test_a_due_day_is_the_desks_day():
    late_evening = NOW.replace(hour=3) + timedelta(days=10)

    assert "Dec 2" in shown(queue_of(an_inquiry(due_at=late_evening))) and "Dec 3" not in shown(queue_of(an_inquiry(due_at=late_evening)))


def test_times_name_their_zone():
    assert at_time(NOW, zone=CHICAGO) == "Mon Nov 23, 2026 09:00 CST" and at_time(None, zone=CHICAGO) == "no date"


def test_ids_are_shown_as_words():
    assert words("stay-of-removal") == "stay of removal" and words("letters.sent") == "letters sent"


def test_a_finding_that_a_later_mail_cured_is_open_no_more():
    unsigned = Event(at=NOW, dossier=a_dossier(findings=(UNSIGNED,)), join=Join(message=DIGEST, inquiry="", role=Role.OPENING))
    joined = Join(message=DIGEST, inquiry="", role=Role.FOLLOW_UP)
    cured = Event(at=NOW, dossier=a_dossier(findings=(replace(UNSIGNED, outcome=COMPLETE.outcome),)), join=joined)
    before = shown(inquiry_view(thread_view(an_inquiry(), (unsigned,)), zone=CHICAGO, full=False))
    after = shown(inquiry_view(thread_view(an_inquiry(), (unsigned, cured)), zone=CHICAGO, full=False))

    assert "What is open" in before and "What is open" not in after


def test_what_a_stranger_sent_is_not_open_in_the_inquiry():
    guess = Join(message=DIGEST, inquiry="", role=Role.POSSIBLE_FOLLOW_UP)
    strange = Event(at=NOW, dossier=a_dossier(findings=(UNSIGNED,)), join=guess)

    assert "What is open" not in shown(inquiry_view(thread_view(an_inquiry(), (strange,)), zone=CHICAGO, full=False))


def test_a_letter_that_did_not_arrive_says_why():
    letter = Event(at=NOW, letter=replace(a_letter(), trouble="550 no such mailbox"))

    assert "550 no such mailbox" in shown(inquiry_view(thread_view(an_inquiry(), (letter,)), zone=CHICAGO, full=False))


def test_a_case_without_an_office_names_those_in_question():
    either = tuple(Candidate(office=code, basis="client_zip", confidence=0.5, reason="the ZIP lies in both") for code in ("CHI", "SPM"))
    out = shown(route_lines(Route(office=None, basis="ambiguous", confidence=0.5, candidates=either, reason="Two offices may handle it.")))

    assert "a person decides" in out and "not taken: CHI" in out and "not taken: SPM" in out


def test_a_verdict_that_is_not_the_best_names_its_rules():
    assert "g28.client-signature" in shown(verdict_line(replace(a_verdict("deficient"), because=("g28.client-signature",))))


def test_no_findings_are_said_in_words():
    assert "none" in shown(findings_table(()))


def test_what_is_held_shows_its_whole_reason_in_any_width():
    reason = "May belong to PD-2026-000002-A, but only the inquiry number points here, and anybody can write a number."
    held = HeldMessage(digest=DIGEST, mailbox="national", reason=reason, since=NOW, attempts=1, sender="m@example.net", subject="Re: it")

    assert reason in " ".join(shown(held_view((held,), zone=CHICAGO), width=50).split()) and "No message" in shown(
        held_view((), zone=CHICAGO)
    )


def test_the_queue_and_the_inquiry_say_in_words_how_much_time_is_left():
    clock = started(NOW, days=2, calendar=Calendar(zone="America/Chicago"))
    running = an_inquiry(clock=clock, due_at=due_of(clock))
    asked = an_inquiry(clock=awaiting(clock, Awaited.SENDER, at=NOW, pauses=True), due_at=None)

    assert "Nov 25, 2 d 8 h left" in shown(queue_of(running), width=150)
    assert "paused, waiting for sender since Nov 23" in shown(queue_of(asked), width=150)
    head = shown(inquiry_view(thread_view(running, ()), zone=CHICAGO, full=False, now=NOW), width=150)
    assert "Wed Nov 25, 2026 17:00 CST, 2 d 8 h left (business time, America/Chicago)" in head
    assert "paused, waiting for sender" in shown(inquiry_view(thread_view(asked, ()), zone=CHICAGO, full=False, now=NOW), width=150)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_clock_in_the_queue_leaves_numbers_whole(width):
    clock = awaiting(started(NOW, days=2, calendar=Calendar(zone="America/Chicago")), Awaited.SENDER, at=NOW, pauses=True)
    out = shown(queue_of(replace(LONG, clock=clock, due_at=None)), width=width)

    assert "PD-2026-000001-R" in out and "paused" in out and all(len(line) <= width for line in out.splitlines())
