"""Whose clock counts, the hours of a business day there, the days off beside federal holidays, and how long everything may take."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`zone` is an IANA time zone; a business day lasts from `opens` to `closes` there; `closures` are extra days off.

    `office` is the code of the field office it belongs to, '' for the desk's own.
    """

    zone: str
    opens: time = time(8, 0)
    closes: time = time(17, 0)
    closures: tuple[date, ...] = ()
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What is due when, in business days. The days of each group count from one moment and grow from left to right.

    From the arrival: `review`. From the moment the sender was asked: `remind`, `closing_soon`, `close`. From the moment the field
    office was asked: `office_answer` (the date it is given), `office_remind`, `office_remind_again`, `escalate`. `pauses` says whether
    the time for the review stands still while the sender is awaited.
    """

    review: int
    remind: int
    closing_soon: int
    close: int
    office_answer: int
    office_remind: int
    office_remind_again: int
    escalate: int
    pauses: bool
