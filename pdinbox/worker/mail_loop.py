"""The loop of one mailbox: poll, file, and rest until there may be more. The hint of IDLE and the bell both mean: poll again."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from pdinbox.ports import Unavailable
from pdinbox.worker.loops import Bells, Loop
from pdinbox.worker.poll import Poller
from pdinbox.worker.sweep import reconcile
from pdinbox.worker.tenure import Tenure


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLoop:
    """One mailbox's. `kept` is called when something may have come in; `tenure` says whether it is this host's to poll."""

    poller: Poller
    bells: Bells
    seconds: float
    is_idle: bool
    stop: threading.Event
    kept: Callable[[], None]
    tenure: Tenure | None = None

    @property
    def loop(self) -> Loop:
        """As a loop of the daemon."""
        return Loop(name=f"mailbox-{self.poller.mailbox.name}", work=self.work, rest=self.rest)

    def work(self) -> None:
        """Poll and file once, or nothing while another host does. Raises Unavailable and Refused."""
        self.bells.ring.clear()
        if not self._is_ours():
            self.poller.mailbox.close()
            return
        try:
            if self.bells.reconcile.is_set():
                reconcile(self.poller)
                self.bells.reconcile.clear()
            else:
                self.poller.poll()
        finally:
            # what came whole before a break is kept, and need not wait for the mailbox to come back
            self.kept()
        self.poller.file()

    def rest(self) -> None:
        """Until the bell rings, the server gives a hint, or it is time."""
        if self.stop.is_set() or self.bells.ring.is_set():
            return
        if self.tenure and not self.tenure.has(self._lease):
            self.bells.ring.wait(self.tenure.asks_every)
            return
        if self.is_idle:
            try:
                self.poller.mailbox.wait(self.seconds)
            except Unavailable as away:
                # a server that breaks every IDLE is polled by the clock, not logged in to without end
                self.poller.log.say("hint-lost", mailbox=self.poller.mailbox.name, why=str(away))
            else:
                return
        self.bells.ring.wait(self.seconds)

    @property
    def _lease(self) -> str:
        return f"mailbox:{self.poller.mailbox.name}"

    def _is_ours(self) -> bool:
        return self.tenure is None or self.tenure.holds(self._lease)
