"""The memory double of `queue_ports.Traces`."""

from collections.abc import Iterator

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.queue import PAGE
from pdinbox.model.sight import Sight
from pdinbox.model.trace import Trace, TracePage, left_by, page_of, reason_in, rerouted_to


class MemoryTraces:
    """Lines of the log, read backwards."""

    _memory: Memory

    def sent_on(self, *, sight: Sight, before: int | None = None, limit: int = PAGE) -> TracePage:
        """The last first: what was sent on from offices in sight to one that is not, from that place on."""
        with self._memory.lock:
            found = [one for one in self._traces(sight) if before is None or one.place < before]
        return page_of(found[: limit + 1], limit)

    def trace(self, number: str, *, sight: Sight) -> Trace | None:
        """The last time that inquiry was sent on from an office in sight; None where it was not, or may be seen itself."""
        with self._memory.lock:
            return next((one for one in self._traces(sight) if one.inquiry == number), None)

    def _traces(self, sight: Sight) -> Iterator[Trace]:
        offices = sight.offices or frozenset()
        for place, line in reversed(tuple(enumerate(self._memory.log))):
            left = left_by(line.event, line.words, line.facts)
            inquiry = self._memory.inquiries.get(line.inquiry)
            if not left or left not in offices or inquiry is None:
                continue
            if inquiry.route.office not in offices and (sight.restricted or not inquiry.is_restricted):
                yield Trace(
                    place=place,
                    inquiry=line.inquiry,
                    at=line.at,
                    actor=line.actor,
                    left=left,
                    office=rerouted_to(line.words, line.facts),
                    reason=reason_in(line.words),
                    is_restricted=inquiry.is_restricted,
                )
