"""The memory doubles of `queue_ports.SavedViews` and `queue_ports.BulkJobs`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.bulk import BulkItem, BulkJob
from pdinbox.model.saved_view import SavedView
from pdinbox.model.search import KeptSearch
from pdinbox.ports import Changed

_KEPT_FOR = timedelta(days=30)


class MemorySavedViews:
    """Views under a name, and searches under an id."""

    _memory: Memory

    def saved_views(self, *, person: str, offices: Sequence[str]) -> tuple[SavedView, ...]:
        """The person's own, then those that these offices share; by name."""
        with self._memory.lock:
            views = list(self._memory.views.values())
        chosen = (one for one in views if (person and one.owner == person) or (one.office and one.office in offices))
        return tuple(sorted(chosen, key=lambda one: (one.office, one.name, one.id)))

    def put_saved_view(self, view: SavedView) -> None:
        """Write it. Raises Changed where it stands at another version than the one before `view.version`."""
        with self._memory.lock:
            before = self._memory.views.get(view.id)
            if (before.version if before else 0) != view.version - 1:
                raise Changed(f"the view {view.id} has changed meanwhile")
            self._memory.views[view.id] = view

    def drop_saved_view(self, view_id: str) -> None:
        """It is gone; also where it was gone already."""
        with self._memory.lock:
            self._memory.views.pop(view_id, None)

    def keep_search(self, search: KeptSearch) -> None:
        """Keep it. Those that the same person made long before are forgotten."""
        with self._memory.lock:
            kept = self._memory.searches.values()
            old = [one.id for one in kept if one.person == search.person and one.at < search.at - _KEPT_FOR]
            for search_id in old:
                del self._memory.searches[search_id]
            self._memory.searches[search.id] = search

    def kept_search(self, search_id: str, *, person: str) -> KeptSearch | None:
        """That search, where it is that person's."""
        with self._memory.lock:
            found = self._memory.searches.get(search_id)
        return found if found and found.person == person else None


class MemoryBulkJobs:
    """Actions on many inquiries."""

    _memory: Memory

    def keep_job(self, job: BulkJob) -> None:
        """Write a new job with its items."""
        with self._memory.lock:
            self._memory.jobs[job.id] = job

    def bulk_job(self, job_id: str, *, person: str) -> BulkJob | None:
        """That job with its items in their order, where it is that person's."""
        with self._memory.lock:
            found = self._memory.jobs.get(job_id)
        return found if found and found.person == person else None

    def take_job(self, job_id: str, *, now: datetime, until: datetime) -> bool:
        """Commit that whoever asks works on it until then; False where it is ended or somebody else works on it."""
        with self._memory.lock:
            job, taken = self._memory.jobs.get(job_id), self._memory.taken_jobs.get(job_id)
            if job is None or job.ended_at is not None or (taken is not None and taken > now):
                return False
            self._memory.taken_jobs[job_id] = until
            return True

    def settle_items(self, job_id: str, items: Sequence[BulkItem], *, until: datetime) -> None:
        """Write what became of these, and go on working on it until then."""
        settled = {item.number: item for item in items}
        with self._memory.lock:
            job = self._memory.jobs[job_id]
            self._memory.jobs[job_id] = replace(job, items=tuple(settled.get(item.number, item) for item in job.items))
            self._memory.taken_jobs[job_id] = until

    def end_job(self, job_id: str, at: datetime) -> None:
        """Every item is done or skipped."""
        with self._memory.lock:
            self._memory.jobs[job_id] = replace(self._memory.jobs[job_id], ended_at=at)
