"""What this process holds among all hosts: the sign that it lives, and the mailboxes that it alone polls."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pdinbox.model.work import process_lease
from pdinbox.ports import Log, Unavailable
from pdinbox.work_ports import Leases


class Tenure:
    """Takes leases and renews them until it ends. A process that is killed or cut off lets them run out, and others take them."""

    def __init__(self, leases: Leases, *, process: str, alive_seconds: float, lease_seconds: float, log: Log) -> None:
        """`process` names this process among all; it counts as dead after `alive_seconds` without a sign."""
        self._leases, self.process, self._log = leases, process, log
        self._alive_seconds, self._lease_seconds = alive_seconds, lease_seconds
        self._held: set[str] = set()
        self._turn = threading.Lock()

    @property
    def asks_every(self) -> float:
        """Seconds between two looks whether a lease that another holds is free."""
        return self._lease_seconds / 3

    def holds(self, name: str) -> bool:
        """Whether this process has that lease, taken now if it is free. Raises Unavailable."""
        has = self._leases.take_lease(name, holder=self.process, seconds=self._lease_seconds)
        with self._turn:
            is_new, is_lost = has and name not in self._held, not has and name in self._held
            self._held = self._held | {name} if has else self._held - {name}
        if is_new:
            self._log.say("lease-taken", lease=name)
        if is_lost:
            self._log.say("lease-lost-warning", lease=name)
        return has

    def has(self, name: str) -> bool:
        """Whether this process had that lease when it asked last."""
        with self._turn:
            return name in self._held

    def renew(self) -> None:
        """Give the sign of life, and renew what is held. A database that is away is tried again with the next call."""
        with self._turn:
            held = sorted(self._held)
        try:
            self._leases.take_lease(process_lease(self.process), holder=self.process, seconds=self._alive_seconds)
            for name in held:
                self.holds(name)
        except Unavailable as away:
            self._log.say("sign-of-life-warning", why=str(away))

    @contextmanager
    def kept(self, *, every: float) -> Iterator[None]:
        """The sign of life each so many seconds, until the block ends; then everything is let go."""
        is_over = threading.Event()

        def keep() -> None:
            while not is_over.wait(every):
                self.renew()

        self.renew()
        threading.Thread(target=keep, name="pulse", daemon=True).start()
        try:
            yield
        finally:
            is_over.set()
            self.end()

    def end(self) -> None:
        """Let go of everything, so that others need not wait."""
        with self._turn:
            held, self._held = sorted(self._held), set()
        with suppress(Unavailable):
            for name in (*held, process_lease(self.process)):
                self._leases.end_lease(name, holder=self.process)
