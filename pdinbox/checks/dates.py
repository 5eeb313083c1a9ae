"""Tests of dates: there, legible, not in the future, not written after the mail that brings them, not too old."""

import re
from datetime import date, datetime, timedelta

from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.message import Message
from pdinbox.model.rule import Rule

_PATTERNS = ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%m-%d-%Y", "%m.%d.%Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%d %B %Y", "%d %b %Y")
"""The form asks for mm/dd/yyyy; the others are what people write, all with the month before the day or in letters."""
_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
"""As most of the world writes it; tried last, so it is read only where the first number is no month."""
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_SPANISH = re.compile(r"(?P<day>\d{1,2})\.? (?:de )?(?P<month>[a-z]+),?(?: del? )?\s*(?P<year>\d{4})", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_MAILS_DAY = timedelta(days=1)
"""East of here it is tomorrow already."""
_WORST_FIRST = ("future", "missing", "after_mail", "unreadable", "old", "dated")


def dated(subject: Subject, rule: Rule) -> Observation | None:
    """The worst of the dates: after today, missing, after the mail, unreadable, older than `oldest_days`, or good."""
    keys = rule.listed("items")
    if not all(subject.has_page_of(key) for key in keys):
        return None
    read = [(_judged(key, subject, rule), key) for key in keys]
    result, key = min(read, key=lambda one: _WORST_FIRST.index(one[0]))
    return Observation(result=result, mark=subject.paper.mark(key), confidence=subject.confidence_in(key))


def _judged(key: str, subject: Subject, rule: Rule) -> str:
    if not subject.is_sure(key, rule):
        return "unreadable"
    text = subject.paper.says(key).strip()
    return _dated(text, today=subject.today, sent=_sent(subject.message), oldest=rule.number("oldest_days")) if text else "missing"


def _dated(text: str, *, today: date, sent: date | None, oldest: float | None) -> str:
    day = read_date(text)
    if day is None:
        return "unreadable"
    if day > today:
        return "future"
    if sent is not None and day > sent + _MAILS_DAY:
        return "after_mail"
    return "old" if oldest is not None and day < today - timedelta(days=oldest) else "dated"


def _sent(message: Message | None) -> date | None:
    return message.sent_at.date() if message and message.sent_at else None


def read_date(text: str) -> date | None:
    """A date as people write it in the United States or in Spanish, None where it is none."""
    tidy = _ORDINAL.sub("", " ".join(text.replace("Sept ", "Sep ").replace(".", "." if text.count(".") == 2 else "").split()))
    for pattern in (*_PATTERNS, *_DAY_FIRST):
        try:
            day = datetime.strptime(tidy, pattern).date()  # noqa: DTZ007  a form's date has no time and no zone
        except ValueError:
            continue
        return day if day.year >= 1900 else None
    return _in_spanish(tidy)


def _in_spanish(text: str) -> date | None:
    """'2 de noviembre de 2026'; setiembre is September too."""
    found = _SPANISH.fullmatch(text)
    month = found["month"].lower().replace("setiembre", "septiembre") if found else ""
    if not found or month not in _MONTHS:
        return None
    try:
        return date(int(found["year"]), _MONTHS.index(month) + 1, int(found["day"]))
    except ValueError:
        return None
