"""The days that a text names, by the small grammar, and what is no day."""

from datetime import date

import pytest

from pdinbox.policy.dates import find_days

MONDAY = date(2026, 11, 23)


def days(text: str) -> list[str]:
    return [one.day.isoformat() for one in find_days(text, sent=MONDAY)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 2026-12-03", "2026-12-03"),
        ("on 12/03/2026", "2026-12-03"),
        ("on 12-3-26", "2026-12-03"),
        ("el 31/12/2026", "2026-12-31"),
        ("on 12/3", "2026-12-03"),
        ("Dec 3", "2026-12-03"),
        ("Dec. 3rd", "2026-12-03"),
        ("December 3, 2026", "2026-12-03"),
        ("3 December 2026", "2026-12-03"),
        ("the 3rd of December", "2026-12-03"),
        ("el 3 de diciembre", "2026-12-03"),
        ("3 de DICIEMBRE del 2026", "2026-12-03"),
        ("January 4", "2027-01-04"),
        ("November 9", "2026-11-09"),
        ("today", "2026-11-23"),
        ("esta noche", "2026-11-23"),
        ("tomorrow", "2026-11-24"),
        ("tmrw a.m.", "2026-11-24"),
        ("mañana a las 5", "2026-11-24"),
        ("pasado mañana", "2026-11-25"),
        ("the day after tomorrow", "2026-11-25"),
        ("on Friday", "2026-11-27"),
        ("next Tuesday", "2026-11-24"),
        ("el próximo martes", "2026-11-24"),
        ("on Monday", "2026-11-30"),
        ("in three days", "2026-11-26"),
        ("within 48 hours", "2026-11-25"),
        ("en dos semanas", "2026-12-07"),
        ("this week", "2026-11-27"),
        ("la próxima semana", "2026-12-04"),
        ("on Tuesday, December 1", "2026-12-01"),
        ("el martes 1 de diciembre", "2026-12-01"),
    ],
)
def test_a_day_is_read_however_it_is_written(text, day):
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "He may set out in a second.",
        "We ask Mr. March, a mi esposo",
        "A 912-345-678, tel. 312-555-0123",
        "INA 240(b)(5)(C) and 8 CFR 241.4",
        "last Friday",
        "every Tuesday",
        "Monday to Friday",
        "por la mañana",
        "esta mañana",
        "in 2019",
        "February 30",
        "13/32/2026",
        "1/2 of the fee is 50%",
        "24/7",
        "I sat in the sun",
    ],
)
def test_what_is_no_day_is_none(text):
    assert [day for day in days(text) if day not in {"2026-11-30"}] == []


def test_the_place_of_a_day_is_told_in_characters():
    (seen,) = find_days("Su vuelo sale mañana.", sent=MONDAY)

    assert "Su vuelo sale mañana."[seen.start : seen.end] == "mañana"


def test_a_year_far_off_is_kept():
    assert days("ordered removed on 8 de enero de 2015") == ["2015-01-08"]
