"""Numbers in words: one spelling for pages, sentences and tables."""

from datetime import date
from typing import Final

from pdinbox.web.dashboard.charts import Cell

NONE: Final = "–"
"""Where there is no number, because nothing was counted."""
_HOUR: Final = 60


def hours(minutes: int | None) -> str:
    """'6.2 h' of working time."""
    return NONE if minutes is None else f"{minutes / _HOUR:,.1f} h"


def whole_percent(share: float | None) -> str:
    """'92%'; what is not all is never called all."""
    if share is None:
        return NONE
    return f"{min(round(share * 100), 99) if share < 1 else 100}%"


def fine_percent(share: float | None) -> str:
    """'4.1%'."""
    return NONE if share is None else f"{share * 100:.1f}%"


def many(count: int, one: str, more: str = "") -> str:
    """'1 inquiry', '12 inquiries'."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def day_words(day: date) -> str:
    """'Nov 23'."""
    return f"{day:%b} {day.day}"


def span_words(first: date, last: date) -> tuple[str, str]:
    """'Nov 2' and 'Nov 23'; with the years where these differ."""
    years = ("", "") if first.year == last.year else (f", {first.year}", f", {last.year}")
    return f"{day_words(first)}{years[0]}", f"{day_words(last)}{years[1]}"


def count_cell(count: int, href: str = "") -> Cell:
    """A number, with the view that holds it; no view of nothing."""
    return Cell(words=f"{count:,}", value=count, href=href if count else "")


def name_cell(name: str, href: str = "") -> Cell:
    """What a row is about."""
    return Cell(words=name, value=name, href=href)


def hours_cell(minutes: int | None, href: str = "") -> Cell:
    """Working time, in hours."""
    return Cell(words=hours(minutes), value=None if minutes is None else round(minutes / _HOUR, 1), href="" if minutes is None else href)


def percent_cell(share: float | None, href: str = "", *, is_fine: bool = False) -> Cell:
    """A share, in percent, with the view that holds it; no view of nothing."""
    words = fine_percent(share) if is_fine else whole_percent(share)
    return Cell(words=words, value=None if share is None else round(share * 100, 1), href=href if share else "")
