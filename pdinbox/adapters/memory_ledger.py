"""The memory double of `ports.Ledger`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pdinbox.adapters.memory_rows import KeptMessage, Memory, Place, Sighting
from pdinbox.flows.ledger_lines import another_copy, reused_message_id
from pdinbox.model.ledger import Arrival, Kept, Unfiled


class MemoryLedger:
    """Messages and sightings in dictionaries."""

    _memory: Memory

    def unseen(self, mailbox: str, epoch: str, keys: frozenset[str]) -> frozenset[str]:
        """Those of the keys that have no sighting in this epoch."""
        with self._memory.lock:
            return frozenset(key for key in keys if (mailbox, epoch, key) not in self._memory.sightings)

    def keep(self, arrivals: Sequence[Arrival], at: datetime) -> tuple[Kept, ...]:
        """A message for each new content, a sighting for each arrival. Doing it again changes nothing."""
        with self._memory.lock:
            return tuple(self._keep(arrival, at) for arrival in arrivals)

    def has_seen(self, mailbox: str) -> bool:
        """Whether anything ever came in through that mailbox."""
        with self._memory.lock:
            return any(place[0] == mailbox for place in self._memory.sightings)

    def missed(self, mailbox: str, epoch: str, key: str, error: str, at: datetime) -> int:  # noqa: PLR0917  the port's order
        """Count a failed fetch of that key; returns the count so far. The double keeps neither `error` nor `at`."""
        del error, at
        with self._memory.lock:
            self._memory.missed[mailbox, epoch, key] = self._memory.missed.get((mailbox, epoch, key), 0) + 1
            return self._memory.missed[mailbox, epoch, key]

    def unfiled(self, mailbox: str, epoch: str, limit: int) -> tuple[Unfiled, ...]:
        """Sightings to be filed on the server, of that epoch, first seen first."""
        with self._memory.lock:
            lying = [
                (sighting.seen_at, key, tray)
                for (in_mailbox, in_epoch, key), sighting in self._memory.sightings.items()
                if (in_mailbox, in_epoch) == (mailbox, epoch)
                and sighting.filed_at is None
                and (tray := self._memory.messages[sighting.message].tray) is not None
            ]
        return tuple(Unfiled(epoch=epoch, key=key, tray=tray) for _, key, tray in sorted(lying)[:limit])

    def filed(self, mailbox: str, epoch: str, keys: Iterable[str], at: datetime) -> None:
        """They lie in their tray now (or are gone)."""
        with self._memory.lock:
            for key in keys:
                if sighting := self._memory.sightings.get((mailbox, epoch, key)):
                    sighting.filed_at = at

    def _keep(self, arrival: Arrival, at: datetime) -> Kept:
        place: Place = (arrival.mailbox, arrival.epoch, arrival.key)
        if seen := self._memory.sightings.get(place):
            return Kept(key=arrival.key, message=seen.message, is_new=False, reused_message_id=False)
        home = self._home(arrival)
        is_new = home is None
        is_reused = is_new and self._bears_known_id(arrival)
        if home is None:
            home = arrival.digest
            self._memory.messages[home] = KeptMessage(arrival=arrival, kept_at=at)
        elif not self._was_renumbered(arrival, home):
            self._memory.log[another_copy(arrival, message=home, at=at)] = None
        if is_reused:
            self._memory.log[reused_message_id(arrival, at=at)] = None
        self._memory.sightings[place] = Sighting(message=home, seen_at=at)
        return Kept(key=arrival.key, message=home, is_new=is_new, reused_message_id=is_reused)

    def _home(self, arrival: Arrival) -> str | None:
        for digest, kept in self._memory.messages.items():
            if kept.arrival.content_digest == arrival.content_digest or digest == arrival.digest:
                return digest
        return None

    def _bears_known_id(self, arrival: Arrival) -> bool:
        return bool(arrival.message_id) and any(kept.arrival.message_id == arrival.message_id for kept in self._memory.messages.values())

    def _was_renumbered(self, arrival: Arrival, home: str) -> bool:
        return any(
            sighting.message == home and mailbox == arrival.mailbox and epoch != arrival.epoch
            for (mailbox, epoch, _), sighting in self._memory.sightings.items()
        )
