"""Tests of signatures and their dates. A scan, photocopy or fax of ink is ink; a typed name never is (USCIS Policy Manual 1 B 2)."""

from datetime import date, datetime, timedelta

from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.document import Mark, Signature
from pdinbox.model.rule import Rule

_RESULTS = {
    Signature.INK: "signed",
    Signature.DIGITAL: "signed",
    Signature.TYPED: "typed",
    Signature.IMAGE: "pasted",
    Signature.DIGITAL_INVALID: "broken",
    Signature.NONE: "empty",
    Signature.UNSURE: "unsure",
}

_DATES = ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%m-%d-%Y", "%m.%d.%Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y")
"""The form asks for mm/dd/yyyy; the others are what people write, all with the month before the day or in letters."""


_WORST_FIRST = ("future", "missing", "unreadable", "old", "dated")


def signature(subject: Subject, rule: Rule) -> Observation | None:
    """What stands in the box; below the confidence `sure` any answer but a clear one is unsure."""
    key = rule.text("item")
    if not subject.has_page_of(key):
        return None
    mark = subject.paper.mark(key)
    result = _result(mark)
    if mark is None or result == "unread":
        return Observation(result="unread", mark=mark)
    if mark.confidence < (rule.number("sure") or 0):
        return Observation(result="unsure", mark=mark, confidence=mark.confidence)
    return Observation(result=result, mark=mark, confidence=mark.confidence)


def _result(mark: Mark | None) -> str:
    try:
        return _RESULTS[Signature(mark.value)] if mark and isinstance(mark.value, str) else "unread"
    except ValueError:
        return "unread"


def dated(subject: Subject, rule: Rule) -> Observation | None:
    """The worst of the dates: after today, missing, unreadable, older than `oldest_days`, or good."""
    keys = rule.listed("items")
    if not all(subject.has_page_of(key) for key in keys):
        return None
    oldest = rule.number("oldest_days")
    read = [(_dated(subject.paper.says(key).strip(), today=subject.today, oldest=oldest), subject.paper.mark(key)) for key in keys]
    result, mark = min(read, key=lambda one: _WORST_FIRST.index(one[0]))
    return Observation(result=result, mark=mark, confidence=mark.confidence if mark else 1.0)


def _dated(text: str, *, today: date, oldest: float | None) -> str:
    if not text:
        return "missing"
    day = read_date(text)
    if day is None:
        return "unreadable"
    if day > today:
        return "future"
    return "old" if oldest is not None and day < today - timedelta(days=oldest) else "dated"


def read_date(text: str) -> date | None:
    """A date as people write it in the United States, None where it is none or could be read in two ways."""
    tidy = " ".join(text.replace("Sept ", "Sep ").replace(".", "." if text.count(".") == 2 else "").split())
    for pattern in _DATES:
        try:
            day = datetime.strptime(tidy, pattern).date()  # noqa: DTZ007  a form's date has no time and no zone
        except ValueError:
            continue
        return day if day.year >= 1900 else None
    return None
