"""The memory doubles of `work_ports`: leases and takers in dictionaries, and work that is put in by hand."""

import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.letter import LetterState
from pdinbox.model.work import PRIORITIES, Kind, Swept, process_lease
from pdinbox.work_ports import Step


class MemoryWorkStore:
    """`work_ports.WorkStore` over rows that are asked for directly: no row ever lacks a job."""

    _memory: Memory

    def take_lease(self, name: str, *, holder: str, seconds: float) -> bool:
        """Take or renew that lease; False while another holder's is still running."""
        with self._memory.lock:
            now = time.monotonic()
            before, until = self._memory.leases.get(name, (holder, now))
            if before != holder and until > now:
                return False
            self._memory.leases[name] = (holder, now + seconds)
            return True

    def end_lease(self, name: str, *, holder: str) -> None:
        """End it, if it is that holder's."""
        with self._memory.lock:
            if self._memory.leases.get(name, ("", 0.0))[0] == holder:
                del self._memory.leases[name]

    def leases(self, prefix: str) -> Mapping[str, str]:
        """Those that run, by name, with their holders."""
        with self._memory.lock:
            now = time.monotonic()
            return {name: who for name, (who, until) in sorted(self._memory.leases.items()) if name.startswith(prefix) and until > now}

    def sweep(self, now: datetime) -> Swept:  # noqa: ARG002  the port's
        """Nothing to be found."""
        return Swept()

    def take_over(self, now: datetime, *, stalled: timedelta, longest: timedelta) -> Swept:
        """The letters of takers that are gone, or that were in the same hands for too long."""
        with self._memory.lock:
            is_sure = self._watched() >= stalled.total_seconds()
            self._memory.watch = (self._memory.watch[0], time.monotonic() + stalled.total_seconds() / 2)
            alive = self.leases(process_lease(""))
            held = {key: one for key, one in self._memory.takers.items() if self._memory.letters[key].state is LetterState.SENDING}
            silent = {key for key, (taker, _) in held.items() if process_lease(taker) not in alive}
            too_long = {key for key, (_, at) in held.items() if at <= now - longest}
            left = too_long | (silent if is_sure else set())
            for key in left:
                self._memory.leave(key, at=now)
            return Swept(letters=len(left), suspected=len(silent - left))

    def _watched(self) -> float:
        now = time.monotonic()
        if self._memory.watch[1] <= now:
            self._memory.watch = (now, now)
        return now - self._memory.watch[0]

    def tick(self, errand: str, *, at: datetime, every: timedelta) -> bool:
        """True for the first who says so within that span."""
        span = (errand, at.timestamp() // every.total_seconds())
        with self._memory.lock:
            is_first = span not in self._memory.ticks
            self._memory.ticks.add(span)
            return is_first


class MemoryWork:
    """`work_ports.Work` over keys that are put in by hand. A step that fails is done again when it is woken."""

    def __init__(self) -> None:
        """Nothing to be done."""
        self._waiting: list[tuple[Kind, str]] = []
        self._bell = threading.Condition()
        self._is_over = False

    def put(self, kind: Kind, key: str) -> None:
        """That row needs a step."""
        with self._bell:
            self._waiting.append((kind, key))
            self._waiting.sort(key=lambda one: -PRIORITIES[one[0]])
            self._bell.notify_all()

    def run(self, steps: Mapping[Kind, Step]) -> None:
        """Hand out the keys of these kinds until `stop`."""
        while (taken := self._take(steps)) is not None:
            kind, key = taken
            try:
                steps[kind].this(key)
            except BaseException:
                self.put(kind, key)
                raise

    def wake(self, kind: Kind) -> None:
        """Have it looked at anew."""
        del kind
        with self._bell:
            self._bell.notify_all()

    def stop(self) -> None:
        """End every `run`."""
        with self._bell:
            self._is_over = True
            self._bell.notify_all()

    def _take(self, steps: Mapping[Kind, Step]) -> tuple[Kind, str] | None:
        with self._bell:
            while not self._is_over:
                found = next((one for one in self._waiting if one[0] in steps), None)
                if found is not None:
                    self._waiting.remove(found)
                    return found
                self._bell.wait()
        return None
