"""The way through the queue: the view that an inquiry was opened from, carried on by every link of its page."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from pdinbox.web.errors import NotFound
from pdinbox.web.queue.views import look_of, shown_at, views_of
from pdinbox.web.visit import Visit

_OWN: Final = frozenset(("paper", "page", "finding", "zoom", "turn", "history", "asked", "draft", "writing", "go", "message", "file"))
"""What else stands in the address of the page and its parts; the rest is the view's."""
_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """`view` is the part of the queue's address after '?', '' where it was opened from nowhere."""

    view: str = ""

    @property
    def back(self) -> str:
        """The queue as it was."""
        return f"/queue?{self.view}" if self.view else "/queue"

    @property
    def keep(self) -> str:
        """What every link of the page carries on, so that the way is not lost."""
        return f"&{self.view}" if self.view else ""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The same for a form that is sent by GET."""
        return tuple(parse_qsl(self.view))


def way_of(visit: Visit) -> Way:
    """The way in the address of this visit."""
    if "view" not in visit.request.query_params:
        return Way()
    view = urlencode([(name, value) for name, value in visit.request.query_params.multi_items() if name not in _OWN])
    return Way(view=view) if len(view) <= _LONGEST else Way()


def beside(visit: Visit, number: str, *, is_after: bool) -> str:
    """The inquiry before or after that one in the view; '' where there is none, or no such view of this visitor's."""
    try:
        shown = shown_at(way_of(visit).view, views_of(visit))
    except NotFound:
        return ""
    before, after = visit.site.desk.store.queue_neighbours(number, shown.view, sight=visit.sight, look=look_of(visit))
    return after if is_after else before
