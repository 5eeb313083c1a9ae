"""What is for reviewers only, apart from the thread: their notes, and drafts that are no letter yet."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from pdinbox.cli.paint import at_time, plain
from pdinbox.model.draft import Draft
from pdinbox.model.thread_view import Entry


def internal_lines(notes: Sequence[Entry], drafts: Sequence[Draft], *, zone: ZoneInfo) -> tuple[RenderableType, ...]:
    """Nothing where there are neither; else a block under its own head."""
    from pdinbox.flows.review_drafts import described

    if not notes and not drafts:
        return ()
    parts: list[RenderableType] = [Text(), Text("For reviewers only, never shown to the sender", style="bold magenta")]
    for entry in notes:
        parts += [plain(f"{at_time(entry.at, zone=zone)}  note, {entry.who}", style="dim"), Padding(plain(entry.words), (0, 0, 0, 2))]
    parts += [plain(f"{at_time(one.at, zone=zone)}  draft, {one.author}: {described(one)}", style="dim") for one in drafts]
    return tuple(parts)
