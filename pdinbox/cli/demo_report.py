"""What the demo shows at its end: each mail with its inquiry, verdict, office and letters, and where to look next."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from fixtures.inbox import Story, case_rows
from pdinbox.cli.paint import NARROW, plain, table, verdict_word, words
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.ledger import Event
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Role
from pdinbox.model.said import number_of
from pdinbox.ports import Records

SAID_ALREADY: Final = frozenset({"complete", "deficient", "unverified", "to a person"})
INSTEAD: Final = {Role.POSSIBLE_FOLLOW_UP: "held", Role.BOUNCE: "bounce", Role.AUTOMATIC: "automatic"}
"""What a mail in such a role is said to be, in the place of the verdict, which it does not touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One mail of the demo and what became of it."""

    story: Story
    number: str
    verdict: Text
    office: str
    letters: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The table; on a narrow terminal the mail's name says enough."""

    lines: Sequence[Line]

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """Rich's own hook."""
        wide = options.max_width >= NARROW
        made = table("mail", "inquiry", "verdict", "office", "letters", *(("what it shows",) if wide else ()))
        for column in made.columns:
            column.no_wrap = options.max_width >= 80
        left = options.max_width - sum(_width(self.lines, cell) + 2 for cell in range(5))
        act = 1
        for line in self.lines:
            if line.story.act != act:
                made.add_section()
                act = line.story.act
            shows = Text(_point(line.story), style="dim")
            shows.truncate(max(left, 1), overflow="ellipsis")
            made.add_row(*_cells(line), *((shows,) if wide else ()))
        yield made


def _cells(line: Line) -> tuple[str | Text, ...]:
    return line.story.name, line.number, line.verdict, line.office, line.letters


def _width(lines: Sequence[Line], cell: int) -> int:
    return max((len(_cells(line)[cell]) for line in lines), default=0)


def _point(story: Story) -> str:
    """What the mail shows, without the word that stands under 'verdict' already."""
    head, found, tail = story.shows.partition("; ")
    return tail if found and head in SAID_ALREADY else story.shows


def demo_report(records: Records, *, stories: Mapping[str, Story], seconds: float) -> RenderableType:
    """Each mail's fate and the totals. `stories` are by the digest of their mail, in the order of arrival."""
    inquiries = records.queue(states=tuple(State), limit=1000)
    threads = {inquiry.number: records.history(inquiry.number) for inquiry in inquiries}
    lines = tuple(_line(records, digest, story=story, inquiries=inquiries, threads=threads) for digest, story in stories.items())
    return Group(Lines(lines=lines), Text(), _totals(records.counts(), seconds=seconds), Text())


def next_steps(records: Records, *, config: Path, letters: Path) -> RenderableType:
    """Commands to type, each on a line of its own that is to be printed without wrapping."""
    inquiries = records.queue(states=tuple(State), limit=1000)
    longest = max(inquiries, key=lambda one: len(records.history(one.number))).number if inquiries else "NUMBER"
    return Group(*_next_steps(longest, config, letters))


def _line(
    records: Records,
    digest: str,
    *,
    story: Story,
    inquiries: Sequence[Inquiry],
    threads: Mapping[str, Sequence[Event]],
) -> Line:
    found = [
        (inquiry, event.join.role)
        for inquiry in sorted(inquiries, key=lambda one: one.number)
        for event in threads[inquiry.number]
        if event.join is not None and event.join.message == digest
    ]
    if found:
        inquiry, role = found[0]
        return _joined(story, inquiry=inquiry, role=role, letters=_letters(threads[inquiry.number], digest), others=len(found) - 1)
    filing = records.filing(digest)
    fate = "a copy" if filing is None else words(filing.tray.value)
    return Line(story=story, number="", verdict=Text(fate, style="dim"), office="", letters=Text("none", style="dim"))


def _joined(story: Story, *, inquiry: Inquiry, role: Role, letters: Text, others: int) -> Line:
    """`others` are further inquiries that the same mail belongs to."""
    instead = INSTEAD.get(role)
    return Line(
        story=story,
        number=f"{inquiry.number} +{others}" if others else inquiry.number,
        verdict=Text(instead, style="dim") if instead else verdict_word(inquiry.verdict.outcome),
        office="" if instead else inquiry.route.office or "person",
        letters=letters,
    )


def _letters(events: Sequence[Event], digest: str) -> Text:
    """The kinds of the letters that answer that mail; a state is named only where it is not the usual one."""
    told = [event.letter for event in events if event.letter is not None and event.letter.answers == digest]
    parts = [
        Text(words(letter.kind))
        if letter.state is LetterState.SENT
        else Text(f"{words(letter.kind)}, {words(letter.state.value)}", style="red")
        for letter in told
    ]
    return Text("; ").join(parts) if parts else Text("none", style="dim")


def _totals(counts: Mapping[str, int], *, seconds: float) -> Text:
    mails, sent = counts.get("messages", 0), sum(count for name, count in counts.items() if name.startswith("letters."))
    head = f"{number_of(mails, 'mail')} taken in and {number_of(sent, 'letter')} written in {seconds:.0f} seconds. "
    states = (f"{count} {words(name.partition('.')[2])}" for name, count in counts.items() if count and name.startswith("inquiries."))
    held = counts.get("messages.held", 0)
    return Text(f"{head}Inquiries: {', '.join(states)}. {number_of(held, 'mail')} held for a person.")


def _next_steps(number: str, config: Path, letters: Path) -> Iterator[Text]:
    program = sys.argv[0] if Path(sys.argv[0]).name == "pdinbox" else "pdinbox"
    steps = (
        ("the pending queue, first due first", f"{program} queue -c {config}"),
        ("one inquiry: what is open, its thread, letters, log", f"{program} show {number} -c {config}"),
        ("the case directory, by A-number", f"{program} cases show {case_rows('')[-2][0]} -c {config}"),
        ("what waits for a person", f"{program} held list -c {config}"),
        ("every letter as it went out", f"ls {letters}"),
        ("judge a file of your own", f"{program} check --accept-samples FILE.pdf"),
    )
    yield Text("Where to look next", style="bold")
    for purpose, command in steps:
        yield Text(f"  {purpose}", style="dim")
        # not wrapped, so that it can be copied
        yield plain(f"    {command}")
