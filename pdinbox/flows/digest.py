"""counts -> the daily digest of a field office, or of the desk: when it is its time, which span it is about, what it says. Numbers only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.inquiries.business_time import is_business_day
from pdinbox.inquiries.lifecycle import STATES
from pdinbox.letters.compose import Occasion, compose
from pdinbox.letters.contexts import day_in_words, weekday_in_words
from pdinbox.letters.office_contexts import DeskDigest, DigestLine, OfficeDigest
from pdinbox.model.calendar import Calendar
from pdinbox.model.digest import Span, Tally
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.message import Address
from pdinbox.model.plan import Plan
from pdinbox.model.token import make_token

DESK: Final = ""
"""In place of an office's code."""
FIRST_DUE: Final = 20
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTimes:
    """From which hour on, by the clock of whom the digest is for, and on which weekdays (Monday is 0)."""

    hour: int
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was found for one digest. `first` are open inquiries, first due first; the other two are the desk's alone."""

    tally: Tally
    first: tuple[Inquiry, ...]
    held_mails: int = 0
    without_mailbox: tuple[str, ...] = ()


def digest_calendar(office: str, *, book: Book) -> Calendar:
    """By whose clock and days off: that office's, or the desk's."""
    known = book.geography.offices_by_code.get(office)
    return book.policy.deadlines.calendar_of(office, zone=known.time_zone) if known else book.policy.deadlines.calendar


def is_time(now: datetime, *, times: DigestTimes, calendar: Calendar) -> bool:
    """Whether that day's digest may go out by now. One that is late, because the desk was away, goes out on the same day."""
    here = now.astimezone(ZoneInfo(calendar.zone))
    return here.hour >= times.hour and _is_day(here.date(), times=times, calendar=calendar)


def span_of(now: datetime, *, times: DigestTimes, calendar: Calendar) -> Span:
    """From the digest before until the end of the day."""
    zone = ZoneInfo(calendar.zone)
    today = now.astimezone(zone).date()
    before = today - _DAY
    # at a desk that never has a digest by rule it is yesterday
    earlier = (today - place * _DAY for place in range(1, 31))
    before = next((day for day in earlier if _is_day(day, times=times, calendar=calendar)), before)
    since = datetime.combine(before, time(times.hour), tzinfo=zone)
    return Span(since=since.astimezone(UTC), now=now, until=datetime.combine(today + _DAY, time(), tzinfo=zone).astimezone(UTC))


def digest_key(office: str, *, now: datetime, calendar: Calendar) -> str:
    """One a day, whatever is restarted."""
    return f"{_kind(office)}:{office or 'desk'}:{now.astimezone(ZoneInfo(calendar.zone)).date().isoformat()}"


def digest_words(office: str, counted: Counted, *, span: Span, calendar: Calendar, book: Book) -> OfficeDigest:
    """What it says."""
    zone = ZoneInfo(calendar.zone)
    words = {
        "day": weekday_in_words(span.now.astimezone(zone).date(), language="en"),
        "new_since": weekday_in_words(span.since.astimezone(zone).date(), language="en"),
    }
    first = tuple(_line(one, now=span.now, zone=zone) for one in counted.first)
    if office != DESK:
        return OfficeDigest(office=book.geography.office_name(office), tally=counted.tally, first=first, **words)
    names = tuple(book.geography.office_name(code) or code for code in counted.without_mailbox)
    return DeskDigest(office="", tally=counted.tally, first=first, held_mails=counted.held_mails, without_mailbox=names, **words)


def digest_text(office: str, words: OfficeDigest, *, book: Book) -> str:
    """The same as text, to be looked at."""
    return book.letters.render(_kind(office), words, language="en").text


def digest_plan(office: str, words: OfficeDigest, *, to: str, at: datetime, book: Book) -> Plan:
    """The letter, with its line in the operator's log."""
    key = digest_key(office, now=at, calendar=digest_calendar(office, book=book))
    occasion = Occasion(
        key=key,
        kind=_kind(office),
        answers=None,
        to=Address(email=to, name=words.office),
        inquiry="",
        # no inquiry has it: it only makes the Message-ID one of ours, so that a bounce is known
        token=make_token(hashlib.sha256(key.encode()).digest()[:16]),
        language="en",
        policy=book.policy.version,
        at=at,
    )
    letter = compose(lambda _: words, occasion=occasion, desk=book.desk, letters=book.letters)
    said = f"The digest for {words.office or 'the desk'} was written"
    line = LogEntry(at=at, actor="desk", event="digest-written", inquiry="", words=said, facts=(("letter", key),))
    return Plan(at=at, letters=(letter,), log=(line,))


def offices_without_mailbox(codes: Sequence[str], *, book: Book) -> tuple[str, ...]:
    """Those of the offices to which nothing can be sent."""
    return tuple(code for code in codes if code not in book.posts or not book.posts[code].mailbox)


def _kind(office: str) -> str:
    return "digest_desk" if office == DESK else "digest_office"


def _is_day(day: date, *, times: DigestTimes, calendar: Calendar) -> bool:
    return day.weekday() in times.weekdays and is_business_day(day, calendar=calendar)


def _line(inquiry: Inquiry, *, now: datetime, zone: ZoneInfo) -> DigestLine:
    """Of a restricted one nothing but its number."""
    if inquiry.is_restricted:
        return DigestLine(number=inquiry.number)
    due = ""
    if inquiry.due_at:
        day = day_in_words(inquiry.due_at.astimezone(zone).date(), language="en")
        due = f"overdue since {day}" if inquiry.due_at < now else f"due {day}"
    return DigestLine(number=inquiry.number, state=STATES[inquiry.state][0], due=due)
