"""`ports.Desk` over every store: a plan is carried out whole or not at all, on facts that have not moved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.inquiry import LogEntry, State, inquiry_number
from pdinbox.model.ledger import Waiting
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Filing, Join, LetterChange, Plan, Role, Tray
from pdinbox.ports import Changed, Refused, Store
from tests.builders import NOW, a_message
from tests.contract.store_values import (
    LATER,
    a_dossier_of,
    a_joining,
    a_letter_of,
    an_arrival,
    an_opening,
    arrive,
    digest_of,
    known_to,
    open_inquiry,
)

FIRST = inquiry_number(year=2026, serial=1)
SECOND = inquiry_number(year=2026, serial=2)


def everything(store: Store) -> tuple[object, ...]:
    numbers = [inquiry.number for inquiry in store.queue()]
    return store.counts(), store.queue(), [store.history(number) for number in numbers], store.operator_lines(NOW - timedelta(days=1))


# --- waiting --------------------------------------------------------------------------------------------------------------------


def test_nothing_waits_at_an_empty_desk(store: Store) -> None:
    assert store.next_waiting() is None


def test_the_oldest_message_waits_first_and_one_batch_keeps_its_order(store: Store) -> None:
    arrive(store, "zulu", "alpha", at=LATER)
    arrive(store, "mike", at=NOW)
    order = []
    while waiting := store.next_waiting():
        order.append(waiting.digest)
        store.hold(waiting.digest, reason="next", at=LATER)

    assert order == [digest_of(name) for name in ("mike", "zulu", "alpha")]


def test_a_waiting_message_says_what_the_worker_needs(store: Store) -> None:
    store.keep([an_arrival(oversize=True, size=60_000_000)], NOW)

    assert store.next_waiting() == Waiting(
        digest=digest_of("first"),
        mailbox="national",
        size=60_000_000,
        attempts=0,
        received_at=NOW - timedelta(minutes=1),
        oversize=True,
    )


def test_an_attempt_is_counted_when_it_begins(store: Store) -> None:
    arrive(store, "first")

    store.begin(digest_of("first"), NOW)
    store.begin(digest_of("first"), LATER)

    waiting = store.next_waiting()
    assert waiting is not None
    assert waiting.attempts == 2


# --- plans ----------------------------------------------------------------------------------------------------------------------


def test_a_plan_opens_an_inquiry_with_its_letter_log_and_filing(store: Store) -> None:
    arrive(store, "first")
    plan = an_opening("first")

    store.carry_out(plan)

    assert store.inquiry(FIRST) == plan.inquiries[0]
    assert store.next_letter(NOW) == plan.letters[0]
    assert store.filing(digest_of("first")) == plan.filing
    assert store.next_waiting() is None
    dossier, log, letter = store.history(FIRST)
    assert (dossier.dossier, dossier.join, log.log, letter.letter) == (plan.dossier, plan.joins[0], plan.log[0], plan.letters[0])


def test_a_plan_carried_out_twice_is_refused_the_second_time_and_changes_nothing(store: Store) -> None:
    arrive(store, "first")
    store.carry_out(an_opening("first"))
    before = everything(store)

    with pytest.raises(Changed):
        store.carry_out(an_opening("first"))

    assert everything(store) == before


def test_a_taken_serial_is_refused_and_the_message_still_waits(store: Store) -> None:
    open_inquiry(store, "first", serial=1)
    arrive(store, "second")
    before = everything(store)

    with pytest.raises(Changed):
        store.carry_out(an_opening("second", serial=1))

    assert everything(store) == before
    assert store.next_waiting() is not None


def test_a_serial_that_is_not_the_next_is_refused(store: Store) -> None:
    arrive(store, "first")

    with pytest.raises(Changed):
        store.carry_out(an_opening("first", serial=2))


def test_serials_go_on_from_one_to_the_next_and_begin_anew_each_year(store: Store) -> None:
    open_inquiry(store, "first", serial=1)
    open_inquiry(store, "second", serial=2)

    assert known_to(store, a_dossier_of("third"), at=NOW).next_serial == (2026, 3)
    assert known_to(store, a_dossier_of("third"), at=NOW.replace(year=2027)).next_serial == (2027, 1)


def test_an_inquiry_that_moved_on_is_refused_whole(store: Store) -> None:
    inquiry = open_inquiry(store, "first")
    arrive(store, "second", "third")
    renewed = replace(inquiry, version=2, state=State.IN_REVIEW)
    store.carry_out(replace(a_joining("second", inquiry), inquiries=(renewed,)))
    before = everything(store)
    stale = replace(inquiry, version=2, state=State.CLOSED)

    with pytest.raises(Changed):
        store.carry_out(replace(a_joining("third", inquiry), inquiries=(stale,), letters=(a_letter_of(inquiry, key="another"),)))

    assert everything(store) == before
    assert store.inquiry(FIRST) == renewed
    waiting = store.next_waiting()
    assert waiting is not None
    assert waiting.digest == digest_of("third")


def test_a_version_without_the_one_before_is_refused(store: Store) -> None:
    inquiry = open_inquiry(store, "first")

    with pytest.raises(Changed):
        store.carry_out(Plan(at=LATER, inquiries=(replace(inquiry, version=3),)))


def test_an_inquiry_is_opened_once(store: Store) -> None:
    inquiry = open_inquiry(store, "first")

    with pytest.raises(Changed):
        store.carry_out(Plan(at=LATER, inquiries=(inquiry,)))


def test_two_inquiries_never_share_a_token(store: Store) -> None:
    inquiry = open_inquiry(store, "first")
    arrive(store, "second")

    with pytest.raises(Changed):
        store.carry_out(an_opening("second", serial=2, token=inquiry.token))


def test_a_plan_without_a_message_is_carried_out(store: Store) -> None:
    inquiry = open_inquiry(store, "first")
    line = LogEntry(at=LATER, actor="reviewer", event="state-changed", inquiry=FIRST, words="Closed")
    closed = replace(inquiry, version=2, state=State.CLOSED)

    store.carry_out(Plan(at=LATER, inquiries=(closed,), log=(line,)))

    assert store.inquiry(FIRST) == closed
    assert store.history(FIRST)[-1].log == line


def test_a_filing_without_a_dossier_settles_the_message(store: Store) -> None:
    arrive(store, "first")
    filing = Filing(message=digest_of("first"), tray=Tray.AUTOMATIC, reason="a list")

    store.carry_out(Plan(at=NOW, filing=filing))

    assert store.filing(digest_of("first")) == filing


def test_letters_joins_and_lines_that_are_there_are_left_alone(store: Store) -> None:
    inquiry = open_inquiry(store, "first")
    opening = an_opening("first")
    store.sending(opening.letters[0].key, NOW)
    before = everything(store)

    store.carry_out(Plan(at=LATER, joins=opening.joins, letters=(replace(opening.letters[0], subject="Other words"),), log=opening.log))

    assert inquiry == store.inquiry(FIRST)
    assert everything(store) == before


def test_a_plan_that_points_to_nothing_is_refused_whole(store: Store) -> None:
    arrive(store, "first")
    before = everything(store)
    plan = an_opening("first")
    stray = a_letter_of(plan.inquiries[0], key="stray", inquiry="PD-2026-999999-A")

    for broken in (
        replace(plan, letters=(stray,)),
        replace(plan, joins=(Join(message=digest_of("nobody"), inquiry=FIRST, role=Role.OPENING),)),
        replace(plan, joins=(Join(message=digest_of("first"), inquiry=SECOND, role=Role.OPENING),)),
        replace(plan, log=(LogEntry(at=NOW, actor="desk", event="x", inquiry=SECOND, words="x"),)),
    ):
        with pytest.raises(Refused):
            store.carry_out(broken)

    assert everything(store) == before


def test_a_message_nobody_kept_is_not_settled(store: Store) -> None:
    with pytest.raises(Changed):
        store.carry_out(an_opening("first"))

    assert store.counts()["messages"] == 0


def test_a_letter_that_came_back_is_marked(store: Store) -> None:
    inquiry = open_inquiry(store, "first")
    key = a_letter_of(inquiry).key

    store.carry_out(Plan(at=LATER, letter_changes=(LetterChange(key=key, state=LetterState.BOUNCED, trouble="no such user"),)))

    letter = store.history(FIRST)[-1].letter
    assert letter is not None
    assert (letter.state, letter.trouble) == (LetterState.BOUNCED, "no such user")
    assert store.next_letter(LATER) is None


def test_a_letter_about_no_inquiry_is_sent_too(store: Store) -> None:
    letter = a_letter_of(an_opening().inquiries[0], inquiry="")

    store.carry_out(Plan(at=NOW, letters=(letter,)))

    assert store.next_letter(NOW) == letter


# --- held -----------------------------------------------------------------------------------------------------------------------


def test_a_held_message_waits_for_a_person_and_no_longer_for_the_worker(store: Store) -> None:
    arrive(store, "first")
    store.begin(digest_of("first"), NOW)

    store.hold(digest_of("first"), reason="it crashed the reader", at=LATER, message=a_message(subject="Stay"))

    assert store.next_waiting() is None
    assert store.filing(digest_of("first")) is None
    (held,) = store.held()
    assert (held.digest, held.mailbox, held.reason, held.since) == (digest_of("first"), "national", "it crashed the reader", LATER)
    assert (held.attempts, held.sender, held.subject) == (1, "dana@firm.example.com", "Stay")
    assert [line.event for line in store.operator_lines(NOW)] == ["message-held"]


def test_held_messages_are_listed_oldest_first(store: Store) -> None:
    arrive(store, "first", "second")
    store.hold(digest_of("second"), reason="why", at=NOW)
    store.hold(digest_of("first"), reason="why", at=LATER)

    assert [held.digest for held in store.held()] == [digest_of("second"), digest_of("first")]


def test_a_plan_that_files_as_held_keeps_the_dossier_and_the_guess(store: Store) -> None:
    inquiry = open_inquiry(store, "first")
    arrive(store, "second")

    store.carry_out(a_joining("second", inquiry, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD, subject="Re: my case", new_text="Mine."))

    (held,) = store.held()
    assert (held.reason, held.subject, held.text, held.since) == ("because", "Re: my case", "Mine.", LATER)
    assert store.filing(digest_of("second")) is None
    assert [event.join.role for event in store.history(FIRST) if event.join] == [Role.OPENING, Role.POSSIBLE_FOLLOW_UP]


def test_a_plan_made_before_the_message_was_held_is_refused(store: Store) -> None:
    arrive(store, "first")
    store.hold(digest_of("first"), reason="why", at=NOW)

    with pytest.raises(Changed):
        store.carry_out(an_opening("first"))

    assert store.queue() == ()


def test_a_settled_message_is_not_held(store: Store) -> None:
    open_inquiry(store, "first")

    store.hold(digest_of("first"), reason="too late", at=LATER)

    assert store.held() == ()
    assert store.filing(digest_of("first")) is not None


def test_a_released_message_waits_again_with_a_fresh_count_and_the_ruling(store: Store) -> None:
    arrive(store, "first")
    store.begin(digest_of("first"), NOW)
    store.hold(digest_of("first"), reason="why", at=NOW)

    store.release(digest_of("first"), at=LATER, ruling="new")

    waiting = store.next_waiting()
    assert waiting is not None
    assert waiting.attempts == 0
    assert store.held() == ()
    assert known_to(store, a_dossier_of("first")).ruling == "new"
    assert known_to(store, a_dossier_of("second")).ruling == ""


def test_the_thread_that_a_person_named_is_known_although_the_message_does_not_point_there(store: Store) -> None:
    inquiry = open_inquiry(store, "first")
    arrive(store, "second")
    store.hold(digest_of("second"), reason="why", at=NOW)

    store.release(digest_of("second"), at=LATER, ruling=inquiry.number)

    known = known_to(store, a_dossier_of("second"))
    assert [linked.thread.inquiry.number for linked in known.threads] == [inquiry.number]
    assert known_to(store, a_dossier_of("third")).threads == ()


def test_releasing_forgets_what_the_message_might_have_belonged_to(store: Store) -> None:
    inquiry = open_inquiry(store, "first")
    arrive(store, "second")
    store.carry_out(a_joining("second", inquiry, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD))

    store.release(digest_of("second"), at=LATER, ruling="new")
    store.carry_out(an_opening("second", serial=2))

    assert [event.join.role for event in store.history(FIRST) if event.join] == [Role.OPENING]
    assert [event.join.role for event in store.history(SECOND) if event.join] == [Role.OPENING]


def test_a_dismissed_message_is_settled_without_an_inquiry(store: Store) -> None:
    arrive(store, "first")
    store.hold(digest_of("first"), reason="why", at=NOW)

    store.dismiss(digest_of("first"), at=LATER, actor="kim", reason="advertising")

    assert store.filing(digest_of("first")) == Filing(message=digest_of("first"), tray=Tray.PROCESSED, reason="advertising")
    assert store.held() == ()
    assert store.next_waiting() is None
    assert [(line.actor, line.event) for line in store.operator_lines(LATER)] == [("kim", "message-dismissed")]


@pytest.mark.parametrize("name", ["waiting", "settled", "unknown"])
def test_only_a_held_message_is_released_or_dismissed(store: Store, name: str) -> None:
    arrive(store, "waiting")
    open_inquiry(store, "settled")

    with pytest.raises(Refused, match="is not held"):
        store.release(digest_of(name), at=LATER)
    with pytest.raises(Refused, match="is not held"):
        store.dismiss(digest_of(name), at=LATER, actor="kim", reason="x")

    assert store.operator_lines(NOW) == ()


def test_an_attempt_taken_back_does_not_count(store: Store) -> None:
    arrive(store, "first")
    digest = digest_of("first")
    store.begin(digest, NOW)
    store.begin(digest, NOW)

    store.spare(digest)

    waiting = store.next_waiting()
    assert waiting and waiting.attempts == 1


def test_nothing_is_taken_back_that_was_not_begun(store: Store) -> None:
    arrive(store, "first")

    store.spare(digest_of("first"))

    waiting = store.next_waiting()
    assert waiting and waiting.attempts == 0


def test_a_persons_ruling_comes_back_with_the_message(store: Store) -> None:
    arrive(store, "first")
    store.hold(digest_of("first"), reason="too many parts", at=NOW)

    store.release(digest_of("first"), at=NOW, ruling="new")

    waiting = store.next_waiting()
    assert waiting and waiting.ruling == "new"


def test_a_message_that_was_begun_and_not_finished_keeps_nobody_else_waiting(store: Store) -> None:
    arrive(store, "first", "second")
    store.begin(digest_of("first"), NOW)
    behind = store.next_waiting()
    store.begin(digest_of("second"), LATER)

    again = store.next_waiting()

    assert behind and behind.digest == digest_of("second")
    assert again and again.digest == digest_of("first")


def test_a_released_message_waits_like_a_new_one(store: Store) -> None:
    arrive(store, "first")
    store.begin(digest_of("first"), NOW)
    store.hold(digest_of("first"), reason="for a person", at=NOW)
    arrive(store, "second", at=LATER)

    store.release(digest_of("first"), at=LATER)

    waiting = store.next_waiting()
    assert waiting and waiting.digest == digest_of("first")


def test_who_released_a_message_is_written_down(store: Store) -> None:
    arrive(store, "first")
    store.hold(digest_of("first"), reason="for a person", at=NOW)

    store.release(digest_of("first"), at=LATER, ruling="new", actor="maria")

    assert [line.actor for line in store.operator_lines(NOW) if line.event == "message-released"] == ["maria"]
