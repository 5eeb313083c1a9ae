"""The queue, and what is held, as a terminal shows them. Times are those of the desk's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text

from pdinbox.cli.paint import NARROW, at_time, plain, table, verdict_word, words
from pdinbox.inquiries.business_time import length_of_day
from pdinbox.inquiries.deadline_words import in_words
from pdinbox.inquiries.deadlines import time_left
from pdinbox.inquiries.lifecycle import to_settle
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.ledger import HeldMessage
from pdinbox.model.said import number_of

SHORT = {
    State.RECEIVED: "received",
    State.WAITING_FOR_DOCUMENTS: "papers awaited",
    State.READY_FOR_REVIEW: "to review",
    State.IN_REVIEW: "in review",
    State.WITH_OFFICE: "with office",
    State.REDIRECTED: "redirected, to confirm",
    State.RESOLVED: "resolved",
    State.CLOSED: "closed",
    State.HELD: "held",
    State.DUPLICATE: "duplicate",
    State.WITHDRAWN: "withdrawn",
}
TINY = 60
"""Columns; below it no table can be read, and each inquiry is a few lines."""
RESTRICTED = "(restricted)"
"""Instead of the client, where the law protects even that there is a case."""
MOST_BESIDE = 3
"""Related inquiries that the queue names; `show` names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """The queue, first due first. `now` tells what is overdue; restricted inquiries name nobody unless `shows_restricted`."""

    inquiries: Sequence[Inquiry]
    now: datetime
    zone: ZoneInfo
    shows_restricted: bool = False

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """Rich's own hook: below `NARROW` columns two things share a cell."""
        if not self.inquiries:
            yield Text("No inquiry.", style="dim")
            return
        if options.max_width < TINY:
            yield from (self._block(one) for one in self.inquiries)
            return
        narrow = options.max_width < NARROW
        columns = ("state, verdict", "client", "asks for") if narrow else ("state", "verdict", "client", "asks for", "urgency")
        made = table(
            "number", "due", "office", *columns, title=f"{number_of(len(self.inquiries), 'inquiry', 'inquiries')}, first due first"
        )
        for column in (made.columns[0], *made.columns[2:4]):
            column.no_wrap = True
        made.columns[1].min_width = 8 if any(one.clock for one in self.inquiries) else None
        for one in self.inquiries:
            made.add_row(one.number, self._due(one), one.route.office or "?", *(self._narrow(one) if narrow else self._wide(one)))
        yield made

    def _block(self, one: Inquiry) -> RenderableType:
        head = Text.assemble((one.number, "bold"), " due ", self._due(one), f" {one.route.office or '?'}")
        state = Text.assemble(_state(one), ", ", verdict_word(one.verdict.outcome))
        return Group(head, *(Padding(part, (0, 0, 0, 2)) for part in (state, self._client(one), _asks(one), _urgency(one)) if part.plain))

    def _due(self, one: Inquiry) -> Text:
        day = one.due_at.astimezone(self.zone).strftime("%b %-d") if one.due_at else ""
        said = in_words(one.clock, now=self.now) if one.clock else ""
        return Text(", ".join(part for part in (day, said) if part), style=self._due_style(one))

    def _due_style(self, one: Inquiry) -> str:
        if one.due_at is None:
            return "dim"
        if one.due_at < self.now:
            return "bold red"
        return "bold yellow" if one.clock and time_left(one.clock, now=self.now) < length_of_day(one.clock.calendar) else ""

    def _narrow(self, one: Inquiry) -> tuple[Text, ...]:
        state = Text.assemble(_state(one), "\n", verdict_word(one.verdict.outcome))
        urgency = _urgency(one)
        return state, self._client(one), Text("\n").join((_asks(one), urgency)) if urgency else _asks(one)

    def _wide(self, one: Inquiry) -> tuple[Text, ...]:
        return _state(one), verdict_word(one.verdict.outcome), self._client(one), _asks(one), _urgency(one)

    def _client(self, one: Inquiry) -> Text:
        """The name, and the inquiries to be seen beside this one, by the end of their numbers; of a restricted one neither."""
        if one.is_restricted and not self.shows_restricted:
            return Text(RESTRICTED)
        beside = ", ".join(number.partition("-")[2] for number in one.related[:MOST_BESIDE])
        more = f" +{len(one.related) - MOST_BESIDE}" if len(one.related) > MOST_BESIDE else ""
        return Text("\n").join(
            part for part in (plain(one.client), Text(f"see {beside}{more}" if beside else "", style="dim")) if part.plain
        )


def _state(one: Inquiry) -> Text:
    """The state, and who has it."""
    return Text.assemble(SHORT[one.state], *((", ", plain(one.assignee)) if one.assignee else ()))


def _asks(one: Inquiry) -> Text:
    return plain(", ".join(words(request) for request in one.requests) or words(one.topic))


def _urgency(one: Inquiry) -> Text:
    """Why it comes first, and what a mail said that a person must settle."""
    said = dict.fromkeys(point.kind for point in to_settle(one))
    return Text("\n").join(
        part
        for part in (
            Text(f"! {', '.join(words(word) for word in one.urgency)}" if one.urgency else "", style="red"),
            Text(f"? {', '.join(words(kind) for kind in said)}" if said else "", style="bold yellow"),
        )
        if part.plain
    )


def held_view(held: Sequence[HeldMessage], *, zone: ZoneInfo) -> RenderableType:
    """Messages that wait for a person, each with the reason."""
    if not held:
        return Text("No message is held.", style="dim")
    parts: list[RenderableType] = [Text(f"{number_of(len(held), 'message')} held for a person, oldest first", style="bold")]
    for one in held:
        head = Text.assemble((one.digest[:12], "bold"), f"  {at_time(one.since, zone=zone)}  from ", plain(one.sender or "nobody"))
        body = Group(plain(f"Subject: {one.subject}"), plain(one.reason, style="yellow"))
        parts += [Text(), head, Padding(body, (0, 0, 0, 2))]
    return Group(*parts)
