"""The part of the store's door that pages and searches: everything a person sees of many inquiries, by what that person may see."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pdinbox.model.bulk import BulkItem, BulkJob
from pdinbox.model.queue import PAGE, Cursor, Filters, Look, QueuePage, QueueRow, View
from pdinbox.model.saved_view import SavedView
from pdinbox.model.search import Found, KeptSearch, Search
from pdinbox.model.sight import Sight
from pdinbox.model.trace import Trace, TracePage


class Queues(Protocol):
    """Every question takes a `Sight` and answers with nothing beyond it."""

    def queue_page(self, view: View, *, sight: Sight, look: Look, cursor: Cursor | None = None, limit: int = PAGE) -> QueuePage:
        """A page of the view, from the cursor on; a cursor whose inquiry is gone begins at the beginning."""

    def queue_rows(self, view: View, *, sight: Sight, look: Look, most: int) -> Iterator[QueueRow]:
        """The rows of the view in its order, at most so many, read page by page: as many as there are cost no more memory than a page."""

    def queue_counts(self, wanted: Mapping[str, Filters], *, sight: Sight, look: Look) -> Mapping[str, int]:
        """How many inquiries each of these finds, at most `MOST_COUNTED` each; those over pending inquiries in one pass."""

    def queue_row(self, number: str, *, sight: Sight) -> QueueRow | None:
        """The row of that inquiry; None where there is none, or none that may be seen."""

    def queue_neighbours(self, number: str, view: View, *, sight: Sight, look: Look) -> tuple[str, str]:
        """The numbers before and after that one in the view, '' where there is none."""

    def search_page(
        self, search: Search, *, filters: Filters, sight: Sight, look: Look, before: int | None = None, limit: int = PAGE
    ) -> Found:
        """What the search finds among all inquiries, pending or not, that the filters let through; what was written last comes first."""

    def search_numbers(self, search: Search, *, filters: Filters, sight: Sight, look: Look, most: int) -> tuple[str, ...]:
        """The numbers of what the search finds, over all its pages and in their order, at most so many."""


class Traces(Protocol):
    """What an office keeps of inquiries that a person sent from it to another one. Whoever sees every office has none."""

    def sent_on(self, *, sight: Sight, before: int | None = None, limit: int = PAGE) -> TracePage:
        """The last first: what was sent on from offices in sight to one that is not, from that place on. Each time is one trace."""

    def trace(self, number: str, *, sight: Sight) -> Trace | None:
        """The last time that inquiry was sent on from an office in sight; None where it was not, or may be seen itself."""


class SavedViews(Protocol):
    """Views under a name, and searches under an id."""

    def saved_views(self, *, person: str, offices: Sequence[str]) -> tuple[SavedView, ...]:
        """The person's own, then those that these offices share; by name."""

    def put_saved_view(self, view: SavedView) -> None:
        """Write it. Raises Changed where it stands at another version than the one before `view.version`."""

    def drop_saved_view(self, view_id: str) -> None:
        """It is gone; also where it was gone already."""

    def keep_search(self, search: KeptSearch) -> None:
        """Keep it. Those that the same person made long before are forgotten."""

    def kept_search(self, search_id: str, *, person: str) -> KeptSearch | None:
        """That search, where it is that person's."""


class BulkJobs(Protocol):
    """Actions on many inquiries, kept so that nothing of them is forgotten when the program stops."""

    def keep_job(self, job: BulkJob) -> None:
        """Write a new job with its items."""

    def bulk_job(self, job_id: str, *, person: str) -> BulkJob | None:
        """That job with its items in their order, where it is that person's."""

    def take_job(self, job_id: str, *, now: datetime, until: datetime) -> bool:
        """Commit that whoever asks works on it until then; False where it is ended or somebody else works on it."""

    def settle_items(self, job_id: str, items: Sequence[BulkItem], *, until: datetime) -> None:
        """Write what became of these, and go on working on it until then."""

    def end_job(self, job_id: str, at: datetime) -> None:
        """Every item is done or skipped."""


class QueueStore(Queues, Traces, SavedViews, BulkJobs, Protocol):
    """The whole of it."""
