"""The worker that does what is due by rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.timing import begun
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Plan
from pdinbox.ports import Changed, Unavailable
from tests.builders import NOW, a_letter, an_inquiry
from tests.unit.worker.crew import Crew, book
from tests.unit.worker.test_schedule import running, until


def with_waiting(crew: Crew) -> Crew:
    inquiry = begun(an_inquiry(state=State.WAITING_FOR_DOCUMENTS), at=NOW, book=book())
    crew.store.carry_out(Plan(at=NOW, serial=(2026, 1), inquiries=(inquiry,)))
    crew.write = lambda call: (
        a_letter(key=call.key, kind=call.kind, message_id=f"{call.kind}@desk.invalid", created_at=call.at, state=LetterState.READY),
    )
    return crew


def only(crew: Crew):
    return crew.store.inquiry("PD-2026-000001-R")


def test_nothing_is_done_before_its_time():
    crew = with_waiting(Crew())

    assert not crew.timekeeper.keep_next() and crew.said("deadline-kept") == []


def test_a_year_of_rounds_reminds_warns_and_closes_each_once():
    crew = with_waiting(Crew())

    for _ in range(365):
        crew.clock.advance(timedelta(days=1))
        while crew.timekeeper.keep_next():
            pass
        crew.sender.send_all()

    assert [letter.kind for letter in crew.courier.sent] == ["reminder", "closing_soon", "closed_without_answer"]
    assert only(crew).state is State.CLOSED
    assert [said["what"] for said in crew.said("deadline-kept")] == ["reminder-written", "closing-soon-written", "closed-without-answer"]


def test_what_somebody_else_changed_meanwhile_is_left_for_the_next_round():
    class Changing(Crew):
        def __init__(self) -> None:
            super().__init__()
            self.changes = [Changed("it moved on")]
            carry_out = self.store.carry_out
            self.store.carry_out = lambda plan: self._carry_out(plan, carry_out)

        def _carry_out(self, plan, carry_out):
            if self.changes and plan.serial is None:
                raise self.changes.pop()
            carry_out(plan)

    crew = with_waiting(Changing())
    crew.clock.advance(timedelta(days=30))

    assert not crew.timekeeper.keep_next() and crew.said("deadline-changed") == [{"inquiry": "PD-2026-000001-R"}]
    assert crew.timekeeper.keep_next()


def test_the_daemon_keeps_the_dates_by_itself():
    crew = with_waiting(Crew())
    crew.clock.advance(timedelta(days=30))

    with running(crew.daemon()):
        assert until(lambda: crew.courier.sent)

    assert [letter.kind for letter in crew.courier.sent] == ["reminder"]


def test_a_store_that_is_away_is_said_and_nothing_is_lost():
    crew = with_waiting(Crew())
    crew.clock.advance(timedelta(days=30))
    timekeeper = crew.timekeeper
    away = replace(timekeeper, house=type("Away", (), {"carry_out": lambda self, plan: (_ for _ in ()).throw(Unavailable("away"))})())

    with pytest.raises(Unavailable):
        away.keep_next()
    assert only(crew).version == 1 and timekeeper.keep_next()
