"""The way through the queue: the view that an inquiry was opened from, and the inquiries before and after it there."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from pdinbox.web.next_up import asked_view
from pdinbox.web.queue.views import look_of
from pdinbox.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """`view` is the part of the queue's address after '?', '' where it was opened from nowhere; `before` and `after` are numbers or ''."""

    view: str = ""
    before: str = ""
    after: str = ""

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


def way_of(visit: Visit, number: str) -> Way:
    """The way in the address of this visit; what else stands in the address, and views of others, are left out."""
    if "view" not in visit.request.query_params:
        return Way()
    shown = asked_view(visit, visit.request.url.query)
    if shown is None:
        return Way()
    before, after = visit.site.desk.store.queue_neighbours(number, shown.view, sight=visit.sight, look=look_of(visit))
    return Way(view=shown.query(), before=before, after=after)
