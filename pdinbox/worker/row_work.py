"""`work_ports.Work` of a desk that is one process: the store is asked for the row that comes first, again and again.

No lease is needed: a second process on the same SQLite file refuses to start.
"""

import threading
from collections.abc import Callable, Mapping

from pdinbox.model.work import Kind
from pdinbox.work_ports import Step


class RowWork:
    """Runs in one thread for each lot of kinds. A bell wakes it; without one it looks again after a rest."""

    def __init__(self, *, rests: Mapping[Kind, float], after: Mapping[Kind, Callable[[], None]]) -> None:
        """`rests` are seconds between two looks; `after` is called when some rows of that kind were done and none is left for now."""
        self._rests, self._after = dict(rests), dict(after)
        self._bells: dict[Kind, threading.Event] = {kind: threading.Event() for kind in Kind}
        self._stop = threading.Event()

    def run(self, steps: Mapping[Kind, Step]) -> None:
        """Do all rows of these kinds, rest, and do them again, until `stop`. Raises Unavailable and Refused."""
        bell = threading.Event()
        for kind in steps:
            self._bells[kind] = bell
        while not self._stop.is_set():
            bell.clear()
            for kind, step in steps.items():
                self._do_all(kind, step)
            if not self._stop.is_set():
                bell.wait(min(self._rests[kind] for kind in steps))

    def wake(self, kind: Kind) -> None:
        """There may be work of that kind."""
        self._bells[kind].set()

    def stop(self) -> None:
        """End every `run`."""
        self._stop.set()
        for bell in self._bells.values():
            bell.set()

    def _do_all(self, kind: Kind, step: Step) -> None:
        done = False
        try:
            while not self._stop.is_set() and step.next():
                done = True
        finally:
            if done and kind in self._after:
                self._after[kind]()
