"""What people read of a clock, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pdinbox.inquiries.deadline_words import in_words
from pdinbox.inquiries.deadlines import awaiting, resumed, started, stopped
from pdinbox.model.calendar import Calendar
from pdinbox.model.clock import Awaited

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
"""9 o'clock in Chicago."""
CLOCK = started(MONDAY, days=3, calendar=Calendar(zone="America/Chicago"))


@pytest.mark.parametrize(
    ("after", "english", "spanish"),
    [
        (timedelta(), "3 d 8 h left", "quedan 3 d 8 h"),
        (timedelta(days=1, hours=5), "2 d 3 h left", "quedan 2 d 3 h"),
        (timedelta(days=1, hours=8), "2 d left", "quedan 2 d"),
        (timedelta(days=3, hours=3), "5 h left", "quedan 5 h"),
        (timedelta(days=3, hours=7, minutes=20), "40 min left", "quedan 40 min"),
        (timedelta(days=3, hours=7, minutes=59, seconds=30), "less than 1 min left", "quedan menos de 1 min"),
        (timedelta(days=3, hours=8), "less than 1 min overdue", "menos de 1 min de retraso"),
        (timedelta(days=4, hours=2), "3 h overdue", "3 h de retraso"),
        (timedelta(days=7, hours=2), "1 d overdue", "1 d de retraso"),
    ],
)
def test_time_is_said_in_business_days_and_hours(after, english, spanish):
    assert in_words(CLOCK, now=MONDAY + after) == english
    assert in_words(CLOCK, now=MONDAY + after, language="es") == spanish


def test_a_pause_says_for_whom_and_since_when():
    asked = awaiting(CLOCK, Awaited.SENDER, at=datetime(2026, 11, 20, 16, 0, tzinfo=UTC), pauses=True)

    assert in_words(asked, now=MONDAY + timedelta(days=40)) == "paused, waiting for sender since Nov 20"
    assert in_words(asked, now=MONDAY, language="es") == "en pausa, se espera al remitente desde el 20 nov"


def test_the_day_is_that_of_the_office():
    late = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

    assert "Nov 20" in in_words(awaiting(CLOCK, Awaited.SENDER, at=late, pauses=True), now=late)


def test_waiting_for_the_office_does_not_stop_the_time():
    with_office = awaiting(CLOCK, Awaited.OFFICE, at=MONDAY, pauses=False)

    assert in_words(with_office, now=MONDAY + timedelta(days=1)) == "2 d 8 h left, waiting for the field office since Nov 16"


def test_an_answered_one_says_whether_it_was_in_time():
    in_time = stopped(CLOCK, at=MONDAY + timedelta(days=1))
    late = stopped(CLOCK, at=MONDAY + timedelta(days=8))

    assert in_words(in_time, now=MONDAY + timedelta(days=90)) == "settled in time"
    assert in_words(late, now=MONDAY + timedelta(days=90)) == "settled 2 d late"
    assert in_words(late, now=MONDAY, language="es") == "terminada con 2 d de retraso"


def test_another_language_gets_english():
    assert in_words(CLOCK, now=MONDAY, language="fr") == "3 d 8 h left"


def test_a_clock_that_was_resumed_says_no_more_of_waiting():
    asked = awaiting(CLOCK, Awaited.SENDER, at=MONDAY, pauses=True)

    assert in_words(resumed(asked, at=MONDAY + timedelta(days=7)), now=MONDAY + timedelta(days=7)) == "3 d 8 h left"
    assert in_words(replace(CLOCK, waits=asked.waits), now=MONDAY).startswith("paused")
