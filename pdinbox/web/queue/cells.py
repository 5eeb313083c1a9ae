"""One row of the queue -> what its cells say. Pages and downloads say the same words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pdinbox.inquiries.business_time import length_of_day
from pdinbox.inquiries.deadline_words import in_words
from pdinbox.inquiries.deadlines import time_left
from pdinbox.inquiries.lifecycle import STATES
from pdinbox.inquiries.suggested import suggested_letter
from pdinbox.model.a_number import show_a_number
from pdinbox.model.clock import Clock
from pdinbox.model.draft import DraftKind
from pdinbox.model.inquiry import Custody, State
from pdinbox.model.queue import Column, QueueRow
from pdinbox.policy.schema import Reason
from pdinbox.web.queue.views import office_names, zone_of
from pdinbox.web.render import moment, zone_name
from pdinbox.web.visit import Visit

TITLES: Final[Mapping[Column, str]] = {
    Column.DUE: "Answer due",
    Column.NUMBER: "Inquiry",
    Column.CLIENT: "Client",
    Column.REQUEST: "Request",
    Column.FINDINGS: "Findings",
    Column.STATUS: "Status",
    Column.ASSIGNEE: "Assigned to",
    Column.RECEIVED: "Received",
    Column.SENDER: "Sender",
    Column.OFFICE: "Field office",
    Column.LETTER: "Template suggested",
    Column.LAST_MESSAGE: "Last message",
    Column.ZONE: "Time zone",
}
_LETTERS: Final = {DraftKind.ASK: "Ask for more", DraftKind.RESOLUTION: "Resolution"}
_ARTICLES: Final = ("a ", "an ", "the ")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCell:
    """`icon` and `kind` go with the words, never alone. `tip` gives the moment, its zone and what is counted."""

    words: str
    icon: str = ""
    kind: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What one row says. `beside` are the words under the client's name."""

    row: QueueRow
    number: str
    due: DueCell
    client: str
    a_number: str
    request: str
    must_fix: int
    to_check: int
    status: str
    assignee: str
    received: str
    sender: str
    sender_email: str
    office: str
    letter: str
    last_message: str
    zone: str
    is_detained: bool
    is_restricted: bool
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is needed to put rows into words, gathered once for a page, or for a file, which has no tips."""

    now: datetime
    zone: str
    person: str
    people: Mapping[str, str]
    requests: Mapping[str, str]
    offices: Mapping[str, str]
    has_tips: bool = True

    def cells(self, row: QueueRow) -> Cells:
        """That row's."""
        one = row.inquiry
        facts = row.facts
        letter = suggested_letter(one, has_open_points=bool(facts.must_fix or facts.to_check))
        return Cells(
            row=row,
            number=one.number,
            due=self.due(row),
            client=", ".join(part for part in (one.client_family_name, one.client_given_name) if part) or "Not named",
            a_number=show_a_number(one.a_number).replace("A", "A ", 1) if one.a_number else "",
            request=", ".join(self.requests.get(request, _plain(request)) for request in one.requests) or "Not recognized",
            must_fix=facts.must_fix,
            to_check=facts.to_check,
            status=status_words(row),
            assignee=self.person_name(one.assignee),
            received=short_moment(one.opened_at, self.zone, now=self.now),
            sender=one.representative.name or one.representative.email,
            sender_email=one.representative.email if one.representative.name else "",
            office=self.offices.get(one.route.office or "", one.route.office or "A person decides"),
            letter=_LETTERS[letter] if letter else "",
            last_message=short_moment(facts.last_message_at, self.zone, now=self.now) if facts.last_message_at else "",
            zone=zone_name(one.clock.calendar.zone, self.now) if one.clock else "",
            is_detained=one.custody is Custody.DETAINED,
            is_restricted=one.is_restricted,
            state=one.state,
        )

    def person_name(self, name: str) -> str:
        """'You', the name that is shown of somebody, or 'Nobody'."""
        if not name:
            return "Nobody"
        return "You" if name == self.person else self.people.get(name, name)

    def due(self, row: QueueRow) -> DueCell:
        """The deadline words."""
        one = row.inquiry
        clock = one.clock
        if clock is None:
            return DueCell(words=f"Due {moment(one.due_at, self.zone)}", icon="schedule") if one.due_at else DueCell(words="No date")
        said = in_words(clock, now=self.now)
        words = f"{said[:1].upper()}{said[1:]}"
        tip = self._tip(clock, due_at=one.due_at) if self.has_tips else ""
        if clock.stopped_at is not None:
            # settled is more than answered: the row knows whether an answer was written
            words = words.replace("Settled", "Answered", 1) if row.answered_at else words
            is_late = clock.left < timedelta(0)
            return DueCell(words=words, icon="warning" if is_late else "check", kind="overdue" if is_late else "passed", tip=tip)
        if not clock.is_running:
            return DueCell(words=words, icon="pause", kind="paused", tip=tip)
        left = time_left(clock, now=self.now)
        if left <= timedelta(0):
            return DueCell(words=words, icon="warning", kind="overdue", tip=tip)
        return DueCell(
            words=words, **({"icon": "warning", "kind": "soon"} if left < length_of_day(clock.calendar) else {"icon": "schedule"}), tip=tip
        )

    def _tip(self, clock: Clock, *, due_at: datetime | None) -> str:
        """As in 'Dec 7, 2026, 5:00 PM CT. 16 working hours left, Dallas, federal holidays off'."""
        calendar = clock.calendar
        left = time_left(clock, now=self.now)
        hours = abs(left) // timedelta(hours=1)
        spent = "left" if left > timedelta(0) else "over"
        where = self.offices.get(calendar.office, zone_name(calendar.zone, self.now))
        counted = f"{hours} working {'hour' if hours == 1 else 'hours'} {spent}, {where}, federal holidays off."
        return f"{moment(due_at, calendar.zone)}. {counted}" if due_at else counted


def saying_for(visit: Visit) -> Saying:
    """For the pages of this visit."""
    book = next(iter(visit.site.desk.books().values()))
    return Saying(
        now=visit.at,
        zone=zone_of(visit),
        person=visit.account.name,
        people={one.name: one.shown_name for one in visit.site.people()},
        requests={one.id: request_words(one) for one in book.policy.requests},
        offices=office_names(visit),
    )


def request_words(request: Reason) -> str:
    """'Stay of removal' for 'a stay of removal'."""
    said = dict(request.words).get("en", request.id)
    plain = next((said.removeprefix(article) for article in _ARTICLES if said.startswith(article)), said)
    return f"{plain[:1].upper()}{plain[1:]}"


def status_words(row: QueueRow) -> str:
    """The state's name; 'Ready to send' where a letter is written and not sent."""
    if row.inquiry.state is State.IN_REVIEW and row.is_drafted:
        return "Ready to send"
    return state_words(row.inquiry.state)


def state_words(state: State) -> str:
    """'In review'."""
    said = STATES[state][0]
    return f"{said[:1].upper()}{said[1:]}"


def short_moment(at: datetime, zone: str, *, now: datetime) -> str:
    """'Nov 13, 8:00 PM' this year, with the year in others."""
    local = at.astimezone(ZoneInfo(zone))
    year = "" if local.year == now.astimezone(ZoneInfo(zone)).year else f" {local.year},"
    return f"{local:%b} {local.day},{year} {local.hour % 12 or 12}:{local:%M %p}"


def _plain(word: str) -> str:
    said = word.replace("_", " ").replace("-", " ")
    return f"{said[:1].upper()}{said[1:]}"
