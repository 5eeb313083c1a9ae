"""The memory double of `health_ports.Health`."""

from dataclasses import replace
from datetime import datetime

from pdinbox.adapters.memory_rows import Memory
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.model.health import MailboxHealth, YearKept
from pdinbox.model.inquiry import State
from pdinbox.model.letter import Letter, LetterState

_ENDED_BADLY = frozenset({LetterState.REFUSED, LetterState.UNCERTAIN})


class MemoryHealth:
    """Counts and what is stuck."""

    _memory: Memory

    def mailbox_health(self) -> tuple[MailboxHealth, ...]:
        """Every mailbox that anything ever came in through, by name."""
        with self._memory.lock:
            kept = list(self._memory.messages.values())
            unfiled = [place[0] for place, sighting in self._memory.sightings.items() if sighting.filed_at is None]
        return tuple(
            MailboxHealth(
                name=name,
                last_at=max(one.kept_at for one in kept if one.arrival.mailbox == name),
                waiting=sum(one.is_waiting for one in kept if one.arrival.mailbox == name),
                held=sum(one.is_held for one in kept if one.arrival.mailbox == name),
                unfiled=unfiled.count(name),
            )
            for name in sorted({one.arrival.mailbox for one in kept})
        )

    def stuck_letters(self, *, limit: int = 100) -> tuple[Letter, ...]:
        """Letters that did not go out at the first try, the newest first."""
        with self._memory.lock:
            found = [
                one
                for one in self._memory.letters.values()
                if one.state in _ENDED_BADLY or one.state is LetterState.BOUNCED or (one.key in self._memory.due and one.attempts)
            ]
        return tuple(sorted(found, key=lambda one: (-one.created_at.timestamp(), one.key))[:limit])

    def send_again(self, key: str, at: datetime) -> bool:
        """A letter that ended refused or uncertain is ready once more; False where it is not such a one."""
        with self._memory.lock:
            found = self._memory.letters.get(key)
            if found is None or found.state not in _ENDED_BADLY or key in self._memory.due:
                return False
            self._memory.letters[key] = replace(found, state=LetterState.READY, attempts=0, not_before=at)
            self._memory.due[key] = at
            return True

    def years_kept(self) -> tuple[YearKept, ...]:
        """What is kept by year, the newest first."""
        with self._memory.lock:
            inquiries, kept = list(self._memory.inquiries.values()), list(self._memory.messages.values())
        pending = {*OPEN, State.REDIRECTED}
        years = sorted({*(one.opened_at.year for one in inquiries), *(one.kept_at.year for one in kept)}, reverse=True)
        return tuple(
            YearKept(
                year=year,
                inquiries=sum(one.opened_at.year == year for one in inquiries),
                ended=sum(one.opened_at.year == year and one.state not in pending for one in inquiries),
                mails=sum(one.kept_at.year == year for one in kept),
                octets=sum(one.arrival.size for one in kept if one.kept_at.year == year),
            )
            for year in years
        )
