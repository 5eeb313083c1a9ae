"""The worker that writes digests: once a day each, after a restart too, and only to whom they are for."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.flows.digest import DESK, DigestTimes
from pdinbox.flows.timing import begun
from pdinbox.model.inquiry import State
from pdinbox.model.office_post import OfficePost
from pdinbox.model.plan import Plan
from pdinbox.ports import Refused
from pdinbox.worker.digest import Digester
from tests.builders import NOW, an_inquiry
from tests.unit.worker.crew import Crew, book

CHICAGO = OfficePost(code="CHI", mailbox="chi@office.example.gov")
SEATTLE = OfficePost(code="SEA", mailbox="sea@office.example.gov")
TIMES = DigestTimes(hour=7, weekdays=frozenset(range(5)))
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("America/Chicago"))


def digester(crew: Crew, *posts: OfficePost, operator: str = "ops@desk.example.gov") -> Digester:
    books = replace(book(), posts={post.code: post for post in posts or (CHICAGO, SEATTLE)})
    return Digester(store=crew.store, clock=crew.clock, log=crew.log, book=lambda: books, times=TIMES, operator=operator)


@pytest.fixture
def crew():
    made = Crew()
    inquiry = begun(an_inquiry(state=State.WITH_OFFICE), at=NOW, book=book())
    made.store.carry_out(Plan(at=NOW, serial=(2026, 1), inquiries=(replace(inquiry, clock=None, next_event_at=None),)))
    made.clock = MemoryClock(MORNING)
    return made


def all_written(one: Digester) -> int:
    count = 0
    while one.write_next():
        count += 1
    return count


def kinds(crew: Crew) -> list[tuple[str, str]]:
    crew.sender.send_all()
    return [(letter.kind, letter.to.email) for letter in crew.courier.sent]


def test_each_gets_one_a_day_and_a_restart_changes_nothing(crew):
    assert all_written(digester(crew)) == 2
    assert all_written(digester(crew)) == 0
    crew.clock.advance(timedelta(hours=5))
    assert all_written(digester(crew)) == 0

    assert kinds(crew) == [("digest_desk", "ops@desk.example.gov"), ("digest_office", "chi@office.example.gov")]


def test_the_next_business_day_brings_the_next_one(crew):
    days = []
    for day in range(9):
        if all_written(digester(crew, CHICAGO, operator="")):
            days.append((MORNING + timedelta(days=day)).day)
        crew.clock.advance(timedelta(days=1))

    assert days == [24, 25, 27, 30, 1, 2]


def test_an_office_with_nothing_to_be_said_gets_none(crew):
    all_written(digester(crew, SEATTLE, operator=""))

    assert kinds(crew) == []


def test_without_mailbox_switched_off_or_without_operator_nothing_goes_out(crew):
    posts = (OfficePost(code="CHI", supervisor="boss@office.example.gov"), replace(SEATTLE, code="CHI", has_digest=False))

    assert [all_written(digester(crew, post, operator="")) for post in posts] == [0, 0]


def test_before_the_hour_there_is_none(crew):
    crew.clock.set(MORNING - timedelta(hours=1))

    # it is eight o'clock at the desk in the East by then
    assert all_written(digester(crew)) == 1 and kinds(crew) == [("digest_desk", "ops@desk.example.gov")]


def test_the_timekeeper_writes_them_once_nothing_else_is_due(crew):
    timekeeper = replace(crew.timekeeper, digester=digester(crew))

    assert [timekeeper.keep_next() for _ in range(3)] == [True, True, False]
    assert crew.said("digest-written") == [{"office": "CHI"}, {"office": "desk"}]


def test_written_by_hand_it_is_that_days(crew):
    crew.clock.set(MORNING - timedelta(hours=3))
    one = digester(crew, CHICAGO, operator="")
    one.write("CHI")
    crew.clock.set(MORNING)

    assert all_written(one) == 0 and len(kinds(crew)) == 1
    with pytest.raises(Refused, match="one a day"):
        one.write("CHI")


@pytest.mark.parametrize(("office", "missing"), [("LOS", "offices.LOS"), (DESK, "operator")])
def test_by_hand_to_nobody_is_refused(crew, office, missing):
    with pytest.raises(Refused, match=missing):
        digester(crew, CHICAGO, operator="").write(office)


def test_the_text_can_be_looked_at_without_writing_anything(crew):
    text = digester(crew).text("CHI")

    assert "With the field office: 1" in text and "PD-2026-000001-R" in text and kinds(crew) == []
