"""The daily digest: when it is its time, which span it is about, and that it says nothing of any case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pdinbox.flows.digest import (
    DESK,
    Counted,
    DigestTimes,
    digest_calendar,
    digest_key,
    digest_plan,
    digest_text,
    digest_words,
    is_time,
    offices_without_mailbox,
    span_of,
)
from pdinbox.model.digest import Tally
from pdinbox.model.inquiry import State
from tests.builders import an_inquiry
from tests.journeys.rig import book
from tests.unit.flows.offices import office_book

TIMES = DigestTimes(hour=7, weekdays=frozenset(range(5)))
CHICAGO = digest_calendar("CHI", book=book())


def there(day: int, hour: int, minute: int = 0, *, month: int = 11, zone: str = "America/Chicago") -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (there(24, 6, 59), False),
        (there(24, 7), True),
        (there(24, 23, 59), True),
        (there(26, 9), False),
        (there(28, 9), False),
        (there(30, 7), True),
    ],
    ids=["before the hour", "at the hour", "late on that day", "Thanksgiving", "Saturday", "Monday"],
)
def test_it_goes_out_on_business_days_from_the_hour_on_by_the_offices_own_clock(moment, expected):
    assert is_time(moment, times=TIMES, calendar=CHICAGO) is expected


def test_only_on_the_chosen_days():
    fridays = DigestTimes(hour=7, weekdays=frozenset({4}))

    assert is_time(there(27, 8), times=fridays, calendar=CHICAGO) and not is_time(there(24, 8), times=fridays, calendar=CHICAGO)


def test_new_counts_from_the_digest_before_over_weekend_and_holiday():
    span = span_of(there(27, 9), times=TIMES, calendar=CHICAGO)
    after_weekend = span_of(there(30, 7), times=TIMES, calendar=CHICAGO)

    assert (span.since, span.until) == (there(25, 7), there(28, 0))
    assert after_weekend.since == there(27, 7)


def test_a_day_has_one_key_whatever_the_hour_and_offices_have_their_own():
    keys = {digest_key("CHI", now=there(24, hour), calendar=CHICAGO) for hour in (0, 7, 23)}

    assert keys == {"digest_office:CHI:2026-11-24"}
    assert digest_key(DESK, now=there(24, 7), calendar=digest_calendar(DESK, book=book())) == "digest_desk:desk:2026-11-24"


def words(office: str, *inquiries, **counted):
    now = there(24, 8)
    span = span_of(now, times=TIMES, calendar=CHICAGO)
    return digest_words(
        office, Counted(tally=Tally(overdue=1, with_office=2), first=inquiries, **counted), span=span, calendar=CHICAGO, book=book()
    )


def test_it_names_numbers_and_dates_and_no_person():
    late = an_inquiry(state=State.WITH_OFFICE, due_at=there(23, 17))
    said = digest_text("CHI", words("CHI", late), book=book())

    assert "- PD-2026-000001-R, with the field office, overdue since November 23, 2026" in said
    for word in ("Ejemplo", "Ana", "912345678", "dana", "stay", "removal"):
        assert word not in said, word


def test_of_a_restricted_inquiry_it_names_the_number_alone():
    said = digest_text("CHI", words("CHI", an_inquiry(restricted=("asylum",), due_at=there(23, 17))), book=book())

    assert "\n- PD-2026-000001-R\n" in said and "November 23, 2026" not in said and "asylum" not in said


def test_the_desks_names_the_offices_that_can_not_be_asked_and_the_mails_that_wait():
    said = digest_text(DESK, words(DESK, held_mails=3, without_mailbox=("DAL",)), book=book())

    assert "Dallas Field Office" in said and "Mails that wait for a person: 3" in said


def test_offices_without_a_mailbox_are_found():
    books = office_book()
    posts = dict(books.posts) | {"NYC": replace(books.posts["CHI"], code="NYC", mailbox="")}

    assert offices_without_mailbox(("CHI", "LOS", "NYC"), book=replace(books, posts=posts)) == ("LOS", "NYC")


def test_it_is_a_letter_of_no_inquiry_with_a_line_for_the_operator():
    plan = digest_plan("CHI", words("CHI"), to="chi@office.example.gov", at=there(24, 8), book=book())
    (letter,) = plan.letters

    assert (letter.inquiry, letter.kind, letter.to.email) == ("", "digest_office", "chi@office.example.gov")
    assert letter.subject.startswith("Digest of Tuesday, November 24") and letter.message_id.endswith("@desk.example.org")
    assert plan.log[0].inquiry == "" and plan.inquiries == ()
    assert (
        digest_plan("CHI", words("CHI"), to="chi@office.example.gov", at=there(24, 8) + timedelta(hours=3), book=book()).letters[0].key
        == letter.key
    )
