"""Tables about rules: mistakes, examples, explanations, what is in force, and what would change."""

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from pdinbox.cli.paint import plain, table

if TYPE_CHECKING:
    from pdinbox.bootstrap.rule_check import Checked


def mistakes_view(found: "Checked") -> RenderableType:
    """Mistakes first, then warnings, each with where it stands."""
    made = table("", "where", "what is wrong, and what is allowed", title=found.source)
    for mark, style, told in (("!!", "bold red", found.mistakes), ("?", "yellow", found.warnings)):
        for one in told:
            where = Group(Text(f"{one.file}:{one.line}" if one.line else one.file), Text(one.key, style="dim"))
            made.add_row(Text(mark, style=style), where if one.key else Text(one.file), plain(one.message))
    return made
