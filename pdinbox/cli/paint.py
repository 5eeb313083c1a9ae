"""Words and tables in the one look of this program. What a sender wrote is shown as plain text: no markup, no control characters."""

import unicodedata
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from rich import box
from rich.table import Table
from rich.text import Text

from pdinbox.model.finding import Outcome
from pdinbox.model.verdict import Authority

COLOURS: Final = {
    Outcome.PASSED: "green",
    Outcome.MUST_FIX: "red",
    Outcome.TO_CHECK: "yellow",
    Authority.AUTHORISED: "green",
    Authority.DEFICIENT: "red",
    Authority.UNVERIFIED: "yellow",
    Authority.NEEDS_PERSON: "magenta",
}
NARROW: Final = 110
"""Columns; below it a table puts two things into one cell instead of squeezing all."""


def plain(text: str, *, style: str = "") -> Text:
    """Text of unknown origin: control characters become '·', so that no terminal obeys a sender."""
    safe = "".join(sign if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"} else "·" for sign in text)
    return Text(safe, style=style)


def words(value: str) -> str:
    """'must_fix' as 'must fix', 'stay-of-removal' as 'stay of removal', 'letters.sent' as 'letters sent'."""
    return value.replace("_", " ").replace("-", " ").replace(".", " ")


def table(*columns: str, title: str = "", header: bool = True) -> Table:
    """A table; its cells are folded, never cut."""
    made = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        show_header=header,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def on_day(at: datetime | None, *, zone: ZoneInfo) -> str:
    """'Mon Nov 23, 2026' where the desk is."""
    return at.astimezone(zone).strftime("%a %b %-d, %Y") if at else "no date"


def at_time(at: datetime | None, *, zone: ZoneInfo) -> str:
    """'Mon Nov 23, 2026 18:38 EST' where the desk is."""
    return at.astimezone(zone).strftime("%a %b %-d, %Y %H:%M %Z") if at else "no date"


def verdict_word(outcome: Authority) -> Text:
    """The verdict in its colour."""
    return Text(words(outcome.value), style=COLOURS[outcome])
