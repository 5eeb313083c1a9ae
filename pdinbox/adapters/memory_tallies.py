"""The memory double of `tally_ports.Tallies`."""

from collections import Counter
from collections.abc import Mapping

from pdinbox.adapters.memory_rows import Memory
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.model.digest import Span, Tally
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState


class MemoryTallies:
    """Counts over dictionaries."""

    _memory: Memory

    def tally(self, span: Span, *, office: str | None = None) -> Tally:
        """The counts of that field office's inquiries, or of all."""
        with self._memory.lock:
            chosen = [one for one in self._memory.inquiries.values() if office is None or one.route.office == office]
            came_back = {letter.inquiry for letter in self._memory.letters.values() if letter.state is LetterState.BOUNCED}
        pending = [one for one in chosen if one.state in OPEN]
        dates = [one.due_at for one in pending if one.due_at]
        states = Counter(one.state for one in pending)
        return Tally(
            new=sum(one.opened_at >= span.since for one in chosen),
            due=sum(span.now <= date < span.until for date in dates),
            overdue=sum(date < span.now for date in dates),
            held=states[State.HELD],
            bounced=sum(one.number in came_back for one in pending),
            waiting=states[State.WAITING_FOR_DOCUMENTS],
            ready=states[State.READY_FOR_REVIEW],
            in_review=states[State.IN_REVIEW],
            with_office=states[State.WITH_OFFICE],
        )

    def open_by_office(self) -> Mapping[str, int]:
        """How many open inquiries each field office has, by its code; an office with none is not named."""
        with self._memory.lock:
            codes = Counter(one.route.office for one in self._memory.inquiries.values() if one.state in OPEN)
        return {code: codes[code] for code in sorted(code for code in codes if code)}

    def has_letter(self, key: str) -> bool:
        """Whether a letter of that key was ever written."""
        with self._memory.lock:
            return key in self._memory.letters
