"""One inquiry with its thread, and a plan, as a terminal shows them. Times are those of the desk's zone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import assert_never
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pdinbox.cli.paint import at_time, on_day, plain, words
from pdinbox.cli.paint_judgement import document_table, fate_of, findings_table, letter_panel, names_of, route_lines, verdict_line
from pdinbox.cli.paint_notes import internal_lines
from pdinbox.cli.paint_points import points_view
from pdinbox.cli.paint_queue import RESTRICTED
from pdinbox.inquiries.deadline_words import in_words
from pdinbox.model.a_number import show_a_number
from pdinbox.model.draft import Draft
from pdinbox.model.finding import Outcome
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Plan
from pdinbox.model.said import number_of
from pdinbox.model.thread_view import Attachment, Entry, EntryKind, OpenPoint, ThreadView, Visibility

_NO_KIN: Mapping[str, str] = MappingProxyType({})
LINES_SHOWN = 25
"""Of a mail's own words; `--full` shows all."""


def restricted_view(inquiry: Inquiry, *, zone: ZoneInfo, now: datetime | None = None) -> RenderableType:
    """A restricted inquiry for everybody: what is to be done until when, and nothing of the case or its thread."""
    words_of_it = f"{inquiry.number} is restricted ({', '.join(inquiry.restricted)}): --restricted shows it, and that is logged."
    route = replace(inquiry.route, candidates=(), reason="")
    masked = replace(inquiry, client_given_name="", client_family_name=RESTRICTED, a_number="", related=(), route=route)
    return Group(inquiry_lines(masked, zone=zone, now=now), Text(), plain(words_of_it, style="yellow"))


def inquiry_view(
    view: ThreadView,
    *,
    zone: ZoneInfo,
    full: bool,
    now: datetime | None = None,
    kin: Mapping[str, str] = _NO_KIN,
    drafts: Sequence[Draft] = (),
) -> RenderableType:
    """One inquiry: facts, what is open, notes and drafts apart, then the thread in order. With `now` it says how much time is left.

    `kin` says of related inquiries why they are (`flows.kin.kin_of`).
    """
    notes = [entry for entry in view.entries if entry.kind is EntryKind.NOTE]
    return Group(
        inquiry_lines(view.inquiry, zone=zone, now=now, kin=kin),
        *points_view(view, zone=zone),
        *_open_points(view.open_points),
        *internal_lines(notes, drafts, zone=zone),
        Text(),
        *(part for entry in view.entries if entry not in notes for part in _entry_view(entry, zone=zone, full=full)),
    )


def inquiry_lines(inquiry: Inquiry, *, zone: ZoneInfo, now: datetime | None = None, kin: Mapping[str, str] = _NO_KIN) -> RenderableType:
    """The head of one inquiry. Facts that are not there are left out, but for those that a reviewer would miss."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="bold", min_width=7)
    made.add_column(overflow="fold")
    name = f"{inquiry.representative.name} <{inquiry.representative.email}>".strip()
    rows = {
        "Inquiry": f"{inquiry.number}, {words(inquiry.state.value)}",
        "Has it": inquiry.assignee,
        "Outcome": words(inquiry.outcome),
        "Due": _due_line(inquiry, zone=zone, now=now),
        "Client": ", ".join(part for part in (inquiry.client or "not named", _a_number(inquiry)) if part),
        "Writer": name,
        "Asks": ", ".join(words(one) for one in inquiry.requests) or f"not recognised; topic {words(inquiry.topic)}",
        "Custody": words(inquiry.custody.value),
        "Urgent": ", ".join(words(one) for one in inquiry.urgency),
        "Related": ", ".join(f"{number} ({kin[number]})" if number in kin else number for number in inquiry.related),
        "Restricted": ", ".join(inquiry.restricted),
        "Opened": f"{at_time(inquiry.opened_at, zone=zone)}, mailbox {inquiry.mailbox}, language {inquiry.language}",
    }
    for label, value in rows.items():
        if value:
            made.add_row(label, plain(value))
    return Group(made, verdict_line(inquiry.verdict), route_lines(inquiry.route))


def _due_line(inquiry: Inquiry, *, zone: ZoneInfo, now: datetime | None) -> str:
    """'Mon Dec 7, 2026 17:00 EST, 9 d 7 h left (business time, America/Chicago)'."""
    clock = inquiry.clock
    if clock is None or now is None:
        return on_day(inquiry.due_at, zone=zone)
    said = in_words(clock, now=now)
    return f"{at_time(inquiry.due_at, zone=zone)}, {said} (business time, {clock.calendar.zone})" if inquiry.due_at else said


def _a_number(inquiry: Inquiry) -> str:
    if inquiry.client == RESTRICTED:
        return ""
    return show_a_number(inquiry.a_number) if inquiry.a_number else "no A-number"


def _open_points(points: Sequence[OpenPoint]) -> tuple[RenderableType, ...]:
    if not points:
        return ()
    names = [pair for point in points for pair in names_of(point.dossier.files)]
    made = findings_table([point.finding for point in points], names=names)
    if isinstance(made, Table):
        made.title = "What is open"
    return Text(), made


def _entry_view(entry: Entry, *, zone: ZoneInfo, full: bool) -> Iterator[RenderableType]:
    at = at_time(entry.at, zone=zone)
    match entry.kind:
        case EntryKind.MAIL | EntryKind.OFFICE_REPLY:
            yield from _mail_view(entry, at=at, full=full)
        case EntryKind.LETTER:
            yield from _letter_view(entry, at=at, full=full)
        case EntryKind.EVENT | EntryKind.NOTE:
            style = "bold" if entry.kind is EntryKind.NOTE else "dim"
            yield Rule(plain(f"{at}  {entry.who}", style="dim"), align="left", style="dim", characters=" ")
            yield Padding(plain(entry.words, style=style), (0, 0, 1, 0))
        case _:
            assert_never(entry.kind)


def _mail_view(entry: Entry, *, at: str, full: bool) -> Iterator[RenderableType]:
    inside = ", internal" if entry.visibility is Visibility.INTERNAL else ""
    yield Rule(Text(f"{at}  mail{f', {words(entry.role)}' if entry.role else ''}{inside}"), align="left", style="cyan")
    if entry.dossier is None:
        yield plain(f"{entry.trouble} ({entry.source[:12]})", style="yellow")
        yield Text()
        return
    yield Text.assemble(("From     ", "bold"), plain(entry.who or "nobody"))
    yield Text.assemble(("Subject  ", "bold"), plain(entry.words))
    yield Text()
    yield plain(_folded(entry.new_text.strip(), full=full))
    if entry.quoted_text.strip():
        yield plain(entry.quoted_text.strip(), style="dim") if full else _note(len(entry.quoted_text.splitlines()), "quoted line")
    yield from (_attachment_view(one) for one in entry.attachments)
    yield from (document_table(document) for document in entry.dossier.documents if full)
    wrong = [one for one in entry.findings if full or one.outcome is not Outcome.PASSED]
    if wrong:
        yield findings_table(wrong, names=names_of(entry.dossier.files))
    if entry.passed and not full:
        yield Text(f"{number_of(entry.passed, 'rule')} passed; --full shows them", style="dim")
    yield Text()


def _attachment_view(one: Attachment) -> Text:
    file = one.file
    seen = plain(f"; {'; '.join(one.seen_as)}" if one.seen_as else "")
    return Text.assemble(
        ("File     ", "bold"), plain(file.name or file.path), f" ({file.kind.value}, {file.size:,} octets) ", fate_of(file), seen
    )


def _letter_view(entry: Entry, *, at: str, full: bool) -> Iterator[RenderableType]:
    style = "green" if entry.delivery is LetterState.SENT else "yellow"
    state = words(entry.delivery.value) if entry.delivery else ""
    yield Rule(Text.assemble(f"{at}  letter, {words(entry.role)}, {entry.languages}, ", (state, style)), align="left", style=style)
    if full and entry.letter is not None:
        yield letter_panel(entry.letter)
        return
    yield Text.assemble(("To       ", "bold"), plain(", ".join(entry.to)))
    yield Text.assemble(("Subject  ", "bold"), plain(entry.words))
    if entry.trouble:
        yield plain(entry.trouble, style="red")
    yield _note(len(entry.text.strip().splitlines()), "line")
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
