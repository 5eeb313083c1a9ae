"""Processes that run the same command side by side: started again when they die, ended with this one."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Final

from pdinbox.ports import Log

ENDS_WITHIN: Final = 9.0
"""Seconds that they get after they were asked to stop."""
LONGEST_WAIT: Final = 30.0
_LOOKS_EVERY: Final = 0.5
PARENT: Final = "PDINBOX_PARENT"
"""The environment variable that tells a child who started it."""


class Children:
    """So many processes of one command."""

    def __init__(self, command: Sequence[str], *, count: int, log: Log) -> None:
        """`command` are the arguments after the interpreter's. Nothing is started yet."""
        self._command, self._count, self._log = tuple(command), count, log
        self._running: list[subprocess.Popen[bytes]] = []
        self._asked = False

    def stop(self) -> None:
        """Ask them to stop; may be called from a signal handler."""
        self._asked = True

    def run(self) -> None:
        """Keep them running until `stop`; one that dies is started again, after ever longer waits. Returns when all have ended."""
        self._running = [self._start() for _ in range(self._count)]
        waits, due = [1.0] * self._count, [0.0] * self._count
        while not self._asked:
            time.sleep(_LOOKS_EVERY)
            for place, process in enumerate(self._running):
                if process.poll() is None or self._asked:
                    continue
                if not due[place]:
                    self._log.say("process-died-failed", process=process.pid, status=process.returncode, wait=waits[place])
                    due[place], waits[place] = time.monotonic() + waits[place], min(waits[place] * 2, LONGEST_WAIT)
                elif time.monotonic() >= due[place]:
                    self._running[place], due[place] = self._start(), 0.0
        self._end()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, PARENT: str(os.getpid())}
        # a terminal's Ctrl-C reaches this process alone, which then asks the others
        return subprocess.Popen([sys.executable, *self._command], env=environment, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603

    def _end(self) -> None:
        for process in self._running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        ends = time.monotonic() + ENDS_WITHIN
        for process in self._running:
            try:
                process.wait(max(0.0, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def end_with_parent() -> None:
    """Ask this process to end when the one that started it is gone, however it went. Does nothing in a process that nobody started so."""
    parent = int(os.environ.get(PARENT, "0"))
    if not parent:
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOKS_EVERY)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
