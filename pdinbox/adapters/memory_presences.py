"""The memory double of `presence_ports.Presences`."""

from datetime import datetime

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.presence import STALE_AFTER, Presence
from pdinbox.ports import Refused


class MemoryPresences:
    """Who looks at what."""

    _memory: Memory

    def seen(self, presence: Presence) -> None:
        """That person is there. Raises Refused for an inquiry that is not there."""
        with self._memory.lock:
            if presence.inquiry not in self._memory.inquiries:
                raise Refused("presence at an inquiry that is not there")
            self._memory.presences[presence.inquiry, presence.person] = presence

    def present(self, number: str, now: datetime) -> tuple[Presence, ...]:
        """Whoever is there, by name."""
        with self._memory.lock:
            there = [one for one in self._memory.presences.values() if one.inquiry == number and one.seen_at > now - STALE_AFTER]
        return tuple(sorted(there, key=lambda one: one.person))

    def forget_gone(self, now: datetime) -> None:
        """Whoever is long gone, from whatever inquiry, is forgotten."""
        with self._memory.lock:
            gone = [key for key, one in self._memory.presences.items() if one.seen_at <= now - STALE_AFTER]
            for key in gone:
                del self._memory.presences[key]

    def left(self, number: str, person: str) -> None:
        """That person is gone."""
        with self._memory.lock:
            self._memory.presences.pop((number, person), None)
