"""Jobs on PostgreSQL: made with their rows or not at all, one a row, at the row's time, and anew for whatever row has none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from pdinbox.model.letter import Delivered, Delivery
from pdinbox.model.picture import PictureWish
from pdinbox.model.plan import Plan
from pdinbox.model.work import ACKNOWLEDGEMENT, PRIORITIES, Kind, Swept
from pdinbox.ports import Changed
from pdinbox.store.open import SqlStore, open_store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_letter_of, an_arrival, an_opening, arrive, digest_of, open_inquiry
from tests.servers.postgres import postgres

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
STALLED = timedelta(0)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store(postgres().emptied_database())
    yield opened
    opened.close()


def asked(statement: str, **values: Any) -> list[dict[str, Any]]:
    with psycopg.connect(postgres().emptied_url, autocommit=True, row_factory=dict_row) as connection:
        found = connection.execute(statement, values)
        return found.fetchall() if found.description else []


def jobs(status: str = "todo") -> list[tuple[str, str, datetime | None]]:
    """Queue, lock and time of each, in the order they are taken."""
    rows = asked("SELECT * FROM procrastinate_jobs WHERE status = %(status)s ORDER BY priority DESC, id", status=status)
    return [(row["queue_name"], row["lock"], row["scheduled_at"]) for row in rows]


def take(kind: Kind) -> int:
    """A worker that died long ago took a job of that kind."""
    asked("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
    worker = "(SELECT max(id) FROM procrastinate_workers)"
    job = asked(f"SELECT id FROM procrastinate_fetch_job_v2(ARRAY[%(queue)s], {worker})", queue=kind.value)[0]
    return int(job["id"])


def test_a_kept_message_has_a_job_and_a_second_copy_makes_none(store):
    arrive(store, "first", "second")
    arrive(store, "first")

    assert jobs() == [("examine", f"examine:{digest_of(name)}", None) for name in ("first", "second")]


def test_an_answer_to_a_letter_is_examined_while_nothing_else_of_its_inquiry_is_done(store):
    inquiry = open_inquiry(store)
    letter = next(event.letter for event in store.history(inquiry.number) if event.letter)
    answers = ("nobody@firm.example.com", letter.message_id)
    store.keep([an_arrival("answer", answers=answers), an_arrival("other", answers=("nobody@firm.example.com",))], NOW)

    locks = {lock for queue, lock, _ in jobs() if queue == "examine"}
    assert (
        f"thread:{inquiry.number}" in locks and f"examine:{digest_of('other')}" in locks and f"examine:{digest_of('answer')}" not in locks
    )


def test_a_plan_makes_the_jobs_of_its_letters_and_moments_in_its_own_transaction(store):
    arrive(store, "first", "late")
    store.carry_out(an_opening("first", next_event_at=NOW + MINUTE))
    number = store.queue()[0].number
    before = jobs()
    with pytest.raises(Changed):
        store.carry_out(an_opening("late", serial=1))

    assert (
        jobs()
        == before
        == [
            ("send", f"thread:{number}", None),
            ("examine", f"examine:{digest_of('first')}", None),
            ("examine", f"examine:{digest_of('late')}", None),
            ("deadline", f"deadline:{number}", NOW + MINUTE),
        ]
    )


def test_an_acknowledgement_goes_before_every_other_letter(store):
    inquiry = open_inquiry(store, letters=False)
    store.carry_out(Plan(at=NOW, letters=(a_letter_of(inquiry, key="reminder:1"), a_letter_of(inquiry))))

    rows = asked("SELECT priority FROM procrastinate_jobs WHERE queue_name = 'send' ORDER BY priority")
    assert [row["priority"] for row in rows] == [PRIORITIES[Kind.SEND], ACKNOWLEDGEMENT]


def test_what_is_due_far_ahead_has_no_job_until_the_sweep_finds_it_near(store):
    opened = open_inquiry(store, letters=False, next_event_at=NOW + DAY)
    store.sweep(NOW)
    assert jobs() == []

    assert store.sweep(NOW + DAY - MINUTE) == Swept(found=((Kind.DEADLINE, 1),))
    assert jobs() == [("deadline", f"deadline:{opened.number}", NOW + DAY)]


def test_a_moment_that_comes_nearer_moves_its_job(store):
    opened = open_inquiry(store, letters=False, next_event_at=NOW + 30 * MINUTE)
    store.carry_out(Plan(at=LATER, inquiries=(replace(opened, version=2, next_event_at=LATER),)))

    assert [job for job in jobs() if job[0] == "deadline"] == [("deadline", f"thread:{opened.number}", None)]


def test_a_letter_to_be_tried_again_has_a_job_at_its_time_with_a_lock_of_its_own(store):
    open_inquiry(store)
    key = store.next_letter(LATER).key
    take(Kind.SEND)
    store.sending(key, LATER, taker="one")
    store.settle(key, Delivered(outcome=Delivery.LATER, words="busy"), at=LATER, retry_at=LATER + MINUTE)

    assert [job for job in jobs() if job[0] == "send"] == [("send", f"send:{key}", LATER + MINUTE)]


def test_a_released_message_has_a_job_again(store):
    arrive(store, "first")
    take(Kind.EXAMINE)
    store.hold(digest_of("first"), reason="because", at=NOW)
    store.release(digest_of("first"), at=LATER)

    assert jobs() == [("examine", f"examine:{digest_of('first')}", None)]


def test_the_sweep_makes_a_job_for_each_row_that_has_none_and_only_once(store):
    arrive(store, "first", "second", "third")
    store.carry_out(an_opening("first", next_event_at=NOW))
    store.wish_for(PictureWish(message=digest_of("first"), at=NOW))
    asked("DELETE FROM procrastinate_jobs WHERE args ->> 'key' <> %(kept)s", kept=digest_of("third"))

    assert store.sweep(LATER) == Swept(found=((Kind.EXAMINE, 1), (Kind.SEND, 1), (Kind.DEADLINE, 1), (Kind.DRAW, 1)))
    assert store.sweep(LATER) == Swept() and len(jobs()) == 5


def test_a_row_whose_job_was_given_up_is_left_to_a_person(store):
    arrive(store, "first")
    asked("SELECT procrastinate_finish_job_v1(%(id)s, 'failed', false)", id=take(Kind.EXAMINE))

    assert store.sweep(LATER) == Swept() and jobs() == [] and len(jobs("failed")) == 1


def test_health_tells_jobs_in_hand_from_stalled_and_given_up_ones_and_the_last_can_be_tried_again(store):
    arrive(store, "first", "second")
    asked("SELECT procrastinate_finish_job_v1(%(id)s, 'failed', false)", id=take(Kind.EXAMINE))
    take(Kind.EXAMINE)

    def examine(stalled):
        health = store.engine_health(LATER, stalled=stalled)
        return next((one.in_hand, one.stalled, one.given_up) for one in health.queues if one.kind is Kind.EXAMINE)

    assert examine(timedelta(0)) == (1, 1, 1) and examine(timedelta(hours=2)) == (1, 0, 1)
    (lost,) = store.jobs_given_up()
    assert (lost.kind, lost.key) == (Kind.EXAMINE, digest_of("first")) and lost.since is not None
    assert store.job_again(Kind.EXAMINE, lost.key) and not store.job_again(Kind.EXAMINE, lost.key)
    assert store.jobs_given_up() == () and [row for _, row, _ in jobs()] == [f"examine:{digest_of('first')}"]


def test_jobs_of_rows_that_need_nothing_are_forgotten(store):
    arrive(store, "first", "second")
    store.hold(digest_of("first"), reason="because", at=NOW)
    store.sweep(LATER)

    assert jobs() == [("examine", f"examine:{digest_of('second')}", None)]


def test_a_dead_workers_job_is_given_back_unless_another_waits_for_its_row(store):
    arrive(store, "first", "second")
    take(Kind.EXAMINE)
    take(Kind.EXAMINE)
    store.hold(digest_of("second"), reason="because", at=NOW)
    store.release(digest_of("second"), at=LATER)

    assert store.take_over(LATER, stalled=timedelta(hours=2), longest=DAY) == Swept()
    assert store.take_over(LATER, stalled=STALLED, longest=DAY) == Swept(taken_over=2)
    assert {lock for _, lock, _ in jobs()} == {f"examine:{digest_of(name)}" for name in ("first", "second")}
    assert len(jobs()) == 2 and jobs("doing") == []


def test_a_tick_makes_one_job_and_none_while_that_waits(store):
    assert store.tick("numbers", at=NOW, every=MINUTE)
    assert not store.tick("numbers", at=NOW + MINUTE, every=MINUTE)
    take(Kind.ERRAND)

    assert store.tick("numbers", at=NOW + 2 * MINUTE, every=MINUTE) and not store.tick("numbers", at=NOW + 2 * MINUTE, every=MINUTE)
    assert jobs() == [("errand", "errand:numbers", None)]
