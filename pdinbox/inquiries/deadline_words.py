"""clock -> words for people: '2 d 3 h left', '1 d overdue', 'paused, waiting for sender since Nov 20'. Days and hours are business time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pdinbox.inquiries.business_time import length_of_day
from pdinbox.inquiries.deadlines import time_left
from pdinbox.model.clock import Awaited, Clock

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
_SAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "left": "{} left",
        "overdue": "{} overdue",
        "paused": "paused",
        "sender": "waiting for sender since {}",
        "office": "waiting for the field office since {}",
        "in_time": "settled in time",
        "late": "settled {} late",
        "moment": "less than 1 min",
        "day": "{month} {day}",
    },
    "es": {
        "left": "quedan {}",
        "overdue": "{} de retraso",
        "paused": "en pausa",
        "sender": "se espera al remitente desde el {}",
        "office": "se espera a la oficina local desde el {}",
        "in_time": "terminada a tiempo",
        "late": "terminada con {} de retraso",
        "moment": "menos de 1 min",
        "day": "{day} {month}",
    },
}


def in_words(clock: Clock, *, now: datetime, language: str = "en") -> str:
    """Where the clock stands, in English or Spanish ('es'); any other language gets English."""
    says = _SAYS.get(language, _SAYS["en"])
    if clock.stopped_at is not None:
        return says["in_time"] if clock.left >= timedelta(0) else says["late"].format(_amount(clock.left, clock=clock, says=says))
    parts = [_time(clock, now=now, says=says) if clock.is_running else says["paused"]]
    if clock.wait is not None:
        who = "sender" if clock.wait.awaited is Awaited.SENDER else "office"
        parts.append(says[who].format(_day(clock.wait.since, clock=clock, language=language)))
    return ", ".join(parts)


def _time(clock: Clock, *, now: datetime, says: Mapping[str, str]) -> str:
    left = time_left(clock, now=now)
    key = "left" if left > timedelta(0) else "overdue"
    return says[key].format(_amount(left, clock=clock, says=says))


def _amount(left: timedelta, *, clock: Clock, says: Mapping[str, str]) -> str:
    """Rounded down: nobody is promised time that is not there. A day late is a day, whatever the hours."""
    whole = abs(left)
    days, rest = divmod(whole, length_of_day(clock.calendar))
    hours, minutes = rest // _HOUR, rest // _MINUTE
    if days:
        return f"{days} d {hours} h" if hours and left > timedelta(0) else f"{days} d"
    return f"{hours} h" if hours else f"{minutes} min" if minutes else says["moment"]


def _day(at: datetime, *, clock: Clock, language: str) -> str:
    known = language if language in _SAYS else "en"
    day = at.astimezone(ZoneInfo(clock.calendar.zone)).date()
    return _SAYS[known]["day"].format(month=_MONTHS[known][day.month - 1], day=day.day)
