"""Inquiries as a terminal shows them: the queue, what is held, one inquiry with its thread. Times are those of the desk's zone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pdinbox.cli.kin import kin_of
from pdinbox.cli.options import number_of
from pdinbox.cli.paint import NARROW, at_time, on_day, plain, table, verdict_word, words
from pdinbox.cli.paint_judgement import document_table, fate_of, findings_table, letter_panel, names_of, route_lines, verdict_line
from pdinbox.model.a_number import show_a_number
from pdinbox.model.family import Member, member_of
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.ledger import Event, HeldMessage
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.plan import Dossier, Plan, Role

SHORT = {
    State.WAITING_FOR_DOCUMENTS: "papers awaited",
    State.READY_FOR_REVIEW: "to review",
    State.IN_REVIEW: "in review",
    State.WITH_OFFICE: "with office",
    State.REDIRECTED: "redirected",
    State.RESOLVED: "resolved",
    State.CLOSED: "closed",
}
TINY = 60
"""Columns; below it no table can be read, and each inquiry is a few lines."""
MOST_BESIDE = 3
"""Related inquiries that the queue names; `show` names all."""
LINES_SHOWN = 25
"""Of a mail's own words; `--full` shows all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """The queue, first due first. `now` tells what is overdue."""

    inquiries: Sequence[Inquiry]
    now: datetime
    zone: ZoneInfo

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
        for column in made.columns[:4]:
            column.no_wrap = True
        for one in self.inquiries:
            made.add_row(one.number, self._due(one), one.route.office or "?", *(self._narrow(one) if narrow else self._wide(one)))
        yield made

    def _block(self, one: Inquiry) -> RenderableType:
        head = Text.assemble((one.number, "bold"), " due ", self._due(one), f" {one.route.office or '?'}")
        state = Text.assemble(SHORT[one.state], ", ", verdict_word(one.verdict.outcome))
        return Group(head, *(Padding(part, (0, 0, 0, 2)) for part in (state, _client(one), _asks(one), _urgency(one)) if part.plain))

    def _due(self, one: Inquiry) -> Text:
        if one.due_at is None:
            return Text("")
        style = "bold red" if one.due_at < self.now else ""
        return Text(one.due_at.astimezone(self.zone).strftime("%b %-d"), style=style)

    def _narrow(self, one: Inquiry) -> tuple[Text, ...]:
        state = Text.assemble(SHORT[one.state], "\n", verdict_word(one.verdict.outcome))
        urgency = _urgency(one)
        return state, _client(one), Text("\n").join((_asks(one), urgency)) if urgency else _asks(one)

    def _wide(self, one: Inquiry) -> tuple[Text, ...]:
        return Text(SHORT[one.state]), verdict_word(one.verdict.outcome), _client(one), _asks(one), _urgency(one)


def _client(one: Inquiry) -> Text:
    """The name, and the inquiries to be seen beside this one, by the end of their numbers."""
    beside = ", ".join(number.partition("-")[2] for number in one.related[:MOST_BESIDE])
    more = f" +{len(one.related) - MOST_BESIDE}" if len(one.related) > MOST_BESIDE else ""
    return Text("\n").join(part for part in (plain(one.client), Text(f"see {beside}{more}" if beside else "", style="dim")) if part.plain)


def _asks(one: Inquiry) -> Text:
    return plain(", ".join(words(request) for request in one.requests) or words(one.topic))


def _urgency(one: Inquiry) -> Text:
    return Text(f"! {', '.join(words(word) for word in one.urgency)}" if one.urgency else "", style="red")


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


def inquiry_view(
    inquiry: Inquiry, events: Sequence[Event], *, zone: ZoneInfo, full: bool, family: tuple[Inquiry, ...] = ()
) -> RenderableType:
    """One inquiry: facts, what is open, then the thread in order. `family` are those that share a mail with it (`family_of`)."""
    return Group(
        inquiry_lines(inquiry, zone=zone, kin=kin_of(events)),
        *_open_points(events, members=tuple(map(member_of, (inquiry, *family)))),
        Text(),
        *(part for event in events for part in _event_view(event, zone=zone, full=full)),
    )


def inquiry_lines(inquiry: Inquiry, *, zone: ZoneInfo, kin: Mapping[str, str] = MappingProxyType({})) -> RenderableType:
    """The head of one inquiry. Facts that are not there are left out, but for those that a reviewer would miss."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="bold", min_width=7)
    made.add_column(overflow="fold")
    name = f"{inquiry.representative.name} <{inquiry.representative.email}>".strip()
    rows = {
        "Inquiry": f"{inquiry.number}, {words(inquiry.state.value)}",
        "Due": on_day(inquiry.due_at, zone=zone),
        "Client": ", ".join(part for part in (inquiry.client or "not named", _a_number(inquiry)) if part),
        "Writer": name,
        "Asks": ", ".join(words(one) for one in inquiry.requests) or f"not recognised; topic {words(inquiry.topic)}",
        "Custody": words(inquiry.custody.value),
        "Urgent": ", ".join(words(one) for one in inquiry.urgency),
        "Related": ", ".join(f"{number} ({kin[number]})" if number in kin else number for number in inquiry.related),
        "Opened": f"{at_time(inquiry.opened_at, zone=zone)}, mailbox {inquiry.mailbox}, language {inquiry.language}",
    }
    for label, value in rows.items():
        if value:
            made.add_row(label, plain(value))
    return Group(made, verdict_line(inquiry.verdict), route_lines(inquiry.route))


def _a_number(inquiry: Inquiry) -> str:
    return show_a_number(inquiry.a_number) if inquiry.a_number else "no A-number"


_COUNTING = frozenset({Role.OPENING, Role.FOLLOW_UP})
_NOTHING_ATTACHED = "no-representation"


def _open_points(events: Sequence[Event], *, members: tuple[Member, ...]) -> tuple[RenderableType, ...]:
    """What is not well by the latest mail that says anything about it; a finding that a later mail cured is history.

    `members` are this inquiry's person and those of its family, whose papers are shown with their own.
    """
    latest: dict[str, tuple[Dossier, list[Finding]]] = {}
    for event in events:
        if event.dossier is not None and event.join is not None and event.join.role in _COUNTING:
            latest |= {rule: (event.dossier, found) for rule, found in _by_rule(event.dossier, members=members).items()}
    brought = any(dossier.documents for dossier, _ in latest.values())
    open_ones = [
        (dossier, one)
        for dossier, found in latest.values()
        for one in found
        # a later mail without papers does not make the earlier papers go away
        if one.outcome is not Outcome.PASSED and not (brought and one.rule == _NOTHING_ATTACHED)
    ]
    if not open_ones:
        return ()
    names = [pair for dossier, _ in open_ones for pair in names_of(dossier.files)]
    made = findings_table([one for _, one in open_ones], names=names)
    if isinstance(made, Table):
        made.title = "What is open"
    return Text(), made


def _by_rule(dossier: Dossier, *, members: tuple[Member, ...]) -> dict[str, list[Finding]]:
    from pdinbox.policy.family import deal

    own = {"", *(document.key for document in deal(dossier.documents, members, is_first=True).shares[0])}
    found: dict[str, list[Finding]] = {}
    for one in dossier.findings:
        if len(members) > 1 and one.document not in own:
            continue
        found.setdefault(one.rule, []).append(one)
    return found


def _event_view(event: Event, *, zone: ZoneInfo, full: bool) -> Iterator[RenderableType]:
    at = at_time(event.at, zone=zone)
    if event.dossier is not None:
        message = event.dossier.message
        role = f", {words(event.join.role.value)}" if event.join else ""
        sender = message.sender.email if message.sender else "nobody"
        yield Rule(Text(f"{at}  mail{role}"), align="left", style="cyan")
        yield Text.assemble(("From     ", "bold"), plain(sender))
        yield Text.assemble(("Subject  ", "bold"), plain(message.subject))
        yield Text()
        yield from _mail_view(event.dossier, full=full)
        yield Text()
    elif event.letter is not None:
        yield from _letter_view(event.letter, at=at, full=full)
    elif event.log is not None:
        yield Rule(Text(f"{at}  {event.log.actor}", style="dim"), align="left", style="dim", characters=" ")
        yield Padding(plain(event.log.words, style="dim"), (0, 0, 1, 0))


def _mail_view(dossier: Dossier, *, full: bool) -> Iterator[RenderableType]:
    message = dossier.message
    yield plain(_folded(message.new_text.strip(), full=full))
    if message.quoted_text.strip():
        yield plain(message.quoted_text.strip(), style="dim") if full else _note(len(message.quoted_text.splitlines()), "quoted line")
    for file in dossier.files:
        yield Text.assemble(
            ("File     ", "bold"), plain(file.name or file.path), f" ({file.kind.value}, {file.size:,} octets) ", fate_of(file)
        )
    yield from (document_table(document) for document in dossier.documents if full)
    wrong = [one for one in dossier.findings if full or one.outcome is not Outcome.PASSED]
    if wrong:
        yield findings_table(wrong, names=names_of(dossier.files))
    passed = sum(one.outcome is Outcome.PASSED for one in dossier.findings)
    if passed and not full:
        yield Text(f"{number_of(passed, 'rule')} passed; --full shows them", style="dim")


def _letter_view(letter: Letter, *, at: str, full: bool) -> Iterator[RenderableType]:
    style = "green" if letter.state is LetterState.SENT else "yellow"
    yield Rule(Text.assemble(f"{at}  letter, {words(letter.kind)}, ", (words(letter.state.value), style)), align="left", style=style)
    if full:
        yield letter_panel(letter)
        return
    yield Text.assemble(("To       ", "bold"), plain(letter.to.email))
    yield Text.assemble(("Subject  ", "bold"), plain(letter.subject))
    if letter.trouble:
        yield plain(letter.trouble, style="red")
    yield _note(len(letter.text.strip().splitlines()), "line")
    yield Text()


def _folded(text: str, *, full: bool) -> str:
    lines = text.splitlines()
    if full or len(lines) <= LINES_SHOWN + 3:
        return text
    return "\n".join((*lines[:LINES_SHOWN], _note(len(lines) - LINES_SHOWN, "more line").plain))


def _note(count: int, thing: str) -> Text:
    return Text(f"[{number_of(count, thing)} not shown; --full shows all]", style="dim")


def plan_view(plan: Plan, *, zone: ZoneInfo) -> RenderableType:
    """Everything a plan would change, as `pdinbox try` says it."""
    return Group(*_plan_parts(plan, zone=zone))


def _plan_parts(plan: Plan, *, zone: ZoneInfo) -> Iterable[RenderableType]:
    for inquiry in plan.inquiries:
        yield Text(f"Would {'open' if inquiry.version == 1 else 'change'} inquiry {inquiry.number}", style="bold")
        yield inquiry_lines(inquiry, zone=zone)
        yield Text()
    if plan.dossier:
        yield findings_table(plan.dossier.findings, names=names_of(plan.dossier.files))
        for file in plan.dossier.files:
            yield Text.assemble(
                ("File     ", "bold"), plain(file.name or file.path), f" ({file.kind.value}, {file.size:,} octets) ", fate_of(file)
            )
        yield from (document_table(one) for one in plan.dossier.documents)
        yield Text()
    yield from (letter_panel(letter) for letter in plan.letters)
    if not plan.letters:
        yield Text("No letter would be sent.", style="bold")
    yield from (plain(f"Log  {entry.words}", style="dim") for entry in plan.log)
    if plan.filing:
        yield plain(f"The mail would be filed as {plan.filing.tray.value}: {plan.filing.reason}", style="bold")
