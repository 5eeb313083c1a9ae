"""Loops in threads that outlive what goes wrong: a door that is away, an error in the program, a step that hangs.

A door that is away (`Unavailable`) is tried again with growing waits, by that thread alone: the others go on. A thread that dies of an
error in the program is said to be dead, and begins anew after the longest wait.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from traceback import extract_tb
from typing import Final

from pdinbox.ports import Log, Refused, Unavailable
from pdinbox.worker.loops import Loop

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 300.0
"""Seconds. The waits of a thread whose door is away: 1, 2, 4 … up to five minutes."""
STOPS_WITHIN: Final = 6.0
"""Seconds that the steps in hand get to finish after a stop was asked for; with the closing of doors it is under ten."""
_LOOKS_EVERY: Final = 1.0
"""Seconds between two looks whether all threads are alive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """One thread a loop, until `ask` was called. `stop` is set while they end."""

    log: Log
    first_wait: float = FIRST_WAIT
    longest_wait: float = LONGEST_WAIT
    stops_within: float = STOPS_WITHIN
    stop: threading.Event = field(default_factory=threading.Event)
    _asked: "SimpleQueue[None]" = field(default_factory=SimpleQueue)

    def ask(self) -> None:
        """Ask them to stop; may be called from a signal handler or another thread."""
        # a SimpleQueue takes no lock that the interrupted thread could hold; an Event does
        self._asked.put(None)

    def run(self, loops: Sequence[Loop], *, finish: Callable[[], None]) -> None:
        """Keep all of them going. When asked to stop, `finish` wakes whatever rests; returns when all have ended, or time is over."""
        with self._deaths_said():
            threads = [self._started(loop) for loop in loops]
            try:
                while not self._is_asked():
                    threads = [self._alive(thread, loop) for thread, loop in zip(threads, loops, strict=True)]
            finally:
                self.stop.set()
                finish()
                self._join(threads)

    def _is_asked(self) -> bool:
        try:
            self._asked.get(timeout=_LOOKS_EVERY)
        except Empty:
            return False
        return True

    def _started(self, loop: Loop, *, delay: float = 0) -> threading.Thread:
        thread = threading.Thread(target=self._keep_going, args=(loop, delay), name=loop.name, daemon=True)
        thread.start()
        return thread

    def _alive(self, thread: threading.Thread, loop: Loop) -> threading.Thread:
        return thread if thread.is_alive() else self._started(loop, delay=self.longest_wait)

    def _keep_going(self, loop: Loop, delay: float) -> None:
        self.stop.wait(delay)
        wait = self.first_wait
        longest = min(loop.longest_wait, self.longest_wait)
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                loop.work()
                wait = self.first_wait
                loop.rest()
            except Unavailable as away:
                # one that was there for longer than the last wait begins anew
                wait = self.first_wait if time.monotonic() - began > wait else wait
                self.log.say("door-away-warning", thread=loop.name, wait=wait, why=str(away))
                self.stop.wait(wait)
                wait = min(wait * 2, longest)
            except Refused as refused:
                self.log.say("door-refused-failed", thread=loop.name, wait=longest, why=str(refused))
                self.stop.wait(longest)

    @contextmanager
    def _deaths_said(self) -> Iterator[None]:
        """A thread's death is an event of the log: the kind and the place of the error, never its words, which may hold contents."""
        before = threading.excepthook

        def say(death: threading.ExceptHookArgs) -> None:
            frames = extract_tb(death.exc_traceback)
            place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
            name = death.thread.name if death.thread else ""
            self.log.say("thread-died-failed", thread=name, error=death.exc_type.__name__, place=place)

        threading.excepthook = say
        try:
            yield
        finally:
            threading.excepthook = before

    def _join(self, threads: Sequence[threading.Thread]) -> None:
        ends = time.monotonic() + self.stops_within
        for thread in threads:
            thread.join(max(0.0, ends - time.monotonic()))
        self.log.say("stopped", left=sum(thread.is_alive() for thread in threads))
