"""Lines and tables of `pdinbox rules replay`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from pdinbox.cli.paint import plain, table
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.bootstrap.replay import Replayed
    from pdinbox.cli.rules_replay import Tally


def change_lines(one: "Replayed") -> Iterator[RenderableType]:
    """A line for each thing that would be otherwise: number, what, before → after, because."""
    for change in one.changes:
        line = Text(f"{one.stored.inquiry.number}  ", style="bold")
        line.append(f"{change.what:<9} ", style="dim")
        line.append_text(plain(f"{change.before} → {change.after}  "))
        line.append_text(plain(f"because of {', '.join(change.rules)}", style="dim"))
        yield line


def tally_view(tally: "Tally", *, before: str, after: str) -> RenderableType:
    """The counts, by what would be otherwise and by the rule that makes it so."""
    parts: list[RenderableType] = []
    if tally.by_rule:
        made = table("what", "rule", "inquiries", title="By rule")
        for (what, rule), count in tally.by_rule.most_common():
            made.add_row(what, plain(rule), f"{count:,}")
        parts += [Text(), made, Text()]
    rules = f"{before} (in force) and {after} (edited)" if before != after else f"{before}, both times the same version"
    looked_at = number_of(tally.looked_at, "inquiry", "inquiries")
    parts.append(Text(f"{looked_at} judged by {rules}: {tally.changed:,} would be otherwise. Nothing was changed."))
    if tally.older:
        parts.append(Text(f"{number_of(tally.older, 'stored verdict')} of another version than the one in force."))
    if tally.unlike_stored:
        verb = "is" if tally.unlike_stored == 1 else "are"
        words = "stored otherwise than the edited rules would have it (by older rules, a person, or facts of their time): see --json."
        parts.append(Text(f"{tally.unlike_stored:,} {verb} {words}"))
    if tally.incomplete:
        parts.append(Text(f"{tally.incomplete:,} could not be judged: their first mail is not kept as it was examined.", style="yellow"))
    return Group(*parts)
