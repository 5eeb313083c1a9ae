"""The desk's calendar: whose clock counts, until when a business day lasts, and the days the desk is closed beside federal holidays."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`zone` is an IANA time zone; `closes` the end of a business day there; `closures` are extra days off."""

    zone: str
    closes: time = time(17, 0)
    closures: tuple[date, ...] = ()
