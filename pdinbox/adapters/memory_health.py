"""The memory double of `health_ports.Health`."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

from pdinbox.adapters.memory_rows import KeptMessage, Memory
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.model.health import RATE_OVER, EngineHealth, GivenUp, MailboxHealth, ProcessHealth, QueueHealth, YearKept, process_of
from pdinbox.model.inquiry import State
from pdinbox.model.ledger import CHANGED_AGAIN, COULD_NOT, STOPPED
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.work import Kind, process_lease

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

    def engine_health(self, now: datetime, *, stalled: timedelta) -> EngineHealth:
        """What waits of each kind, what is in hand, and who works."""
        with self._memory.lock:
            kept, letters = list(self._memory.messages.values()), list(self._memory.letters.values())
            waiting = {
                Kind.EXAMINE: [one.kept_at for one in kept if one.is_waiting],
                Kind.SEND: [at for at in self._memory.due.values() if at <= now],
                Kind.DEADLINE: [
                    one.next_event_at for one in self._memory.inquiries.values() if one.next_event_at and one.next_event_at <= now
                ],
                Kind.DRAW: [one.at for one in self._memory.picture_wishes.values()],
                Kind.ERRAND: [],
            }
            refused = [one for one in letters if one.state in _ENDED_BADLY and one.key not in self._memory.due]
            given_up = {Kind.EXAMINE: sum(_is_held_by_the_desk(one) for one in kept), Kind.SEND: len(refused)}
            done = {
                Kind.EXAMINE: sum(one.settled_at is not None and one.settled_at >= now - RATE_OVER for one in kept),
                Kind.SEND: sum(one.sent_at is not None and one.sent_at >= now - RATE_OVER for one in letters),
            }
            sending = sum(one.state is LetterState.SENDING for one in letters)
            queues = tuple(
                QueueHealth(
                    kind=kind,
                    waiting=len(waiting[kind]),
                    oldest_at=min(waiting[kind], default=None),
                    in_hand=sending if kind is Kind.SEND else 0,
                    given_up=given_up.get(kind, 0),
                    done=done.get(kind),
                )
                for kind in Kind
            )
            return EngineHealth(at=now, queues=queues, processes=self._processes(now, stalled))

    def _processes(self, now: datetime, stalled: timedelta) -> tuple[ProcessHealth, ...]:
        clock = time.monotonic()
        return tuple(
            process_of(
                name.removeprefix(process_lease("")), last_sign=now + timedelta(seconds=until - clock) - stalled, is_alive=until > clock
            )
            for name, (_, until) in sorted(self._memory.leases.items())
            if name.startswith(process_lease(""))
        )

    def jobs_given_up(self, *, limit: int = 100) -> tuple[GivenUp, ...]:  # noqa: ARG002  the port's
        """There are no jobs."""
        return ()

    def job_again(self, kind: Kind, key: str) -> bool:  # noqa: ARG002  the port's
        """There are no jobs."""
        return False

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


def _is_held_by_the_desk(one: KeptMessage) -> bool:
    return one.is_held and one.held_reason.startswith((STOPPED, COULD_NOT, CHANGED_AGAIN))
