"""What mails said that a person must settle, as a terminal shows it: who said it, when, and the commands that settle it."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.text import Text

from pdinbox.cli.paint import at_time, plain, table
from pdinbox.flows.changing import in_words
from pdinbox.model.inquiry import Point
from pdinbox.model.thread_view import ThreadView


def points_view(view: ThreadView, *, zone: ZoneInfo) -> tuple[RenderableType, ...]:
    """A table, () where nothing is to be settled."""
    if not view.to_settle:
        return ()
    made = table("when", "what a mail said", "from", "settle with", title="For a person to settle")
    for one in view.to_settle:
        ways = Text("\n").join(plain(f"pdinbox {way}") for way in ways_to_settle(one, number=view.inquiry.number))
        made.add_row(at_time(one.at, zone=zone), plain(in_words(one, view.inquiry), style="bold"), plain(one.address or "nobody"), ways)
    return Text(), made


def ways_to_settle(point: Point, *, number: str) -> Iterator[str]:
    """The commands, first those that do what was said."""
    match point.about:
        case "inquiry":
            yield f'withdraw {number} --reason "…"'
        case "representative" if point.is_claim:
            yield f"represent {number} --to {point.address}"
        case "place" if not point.is_routed:
            yield from (f're-route {number} {office} --reason "…"' for office in point.offices)
        case _:
            pass
    yield f'settle {number} {point.kind} --reason "…"'
