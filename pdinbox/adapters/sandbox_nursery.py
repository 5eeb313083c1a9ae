"""The desk's side of the sandbox: starts the nursery, asks it for children, hands them jobs, and ends them.

Not `multiprocessing`: its forkserver runs the desk's main module again in every child, can not be stopped by who started it, and unpickles
whatever a child sends.
"""

import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pdinbox.adapters.sandbox_wire import (
    ANSWER,
    BEAR,
    END,
    HELD,
    ORDER,
    READY,
    REQUEST,
    RESULT,
    Briefing,
    Frame,
    Order,
    receive,
    send,
    thaw,
)
from pdinbox.ports import Unavailable

_START_SECONDS = 60
"""For importing everything on a busy machine; about a second is normal."""

_END_SECONDS = 1.0

_INHERITED = frozenset({"PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH"})
"""Of the desk's environment. Its secrets may stand there too, and stay outside."""

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "MALLOC_ARENA_MAX": "1", "PYTHONUTF8": "1"}

_NO_REPORTS = {"ORT_DISABLE_TELEMETRY": "1"}
"""onnxruntime (from 1.29 on) reports to its maker over the network, in a thread of its own, unless it is told not to before it starts."""


class Died(Exception):
    """A child did not survive its job, or its answer was none. The text says why, in words that can follow 'because'."""


class OutOfMemory(Died):
    """It needed more memory than its process may have."""


@dataclass(kw_only=True)
class Child:
    """One process of the sandbox.

    `held_octets` is its memory after its last job, `born_octets` before its first. `brood` is the nursery it came from; `ending`
    says how it ended, None while it lives.
    """

    pid: int
    brood: int
    line: socket.socket
    born_octets: int
    held_octets: int
    jobs: int = 0
    ending: str | None = None

    @property
    def grown_octets(self) -> int:
        """How much more memory it holds than when it was born."""
        return self.held_octets - self.born_octets

    def give(self, order: Order) -> None:
        """Hand it a job. Raises OSError when it died before, which is not the job's fault."""
        self.line.settimeout(_END_SECONDS)
        send(self.line, Frame(ORDER, pickle.dumps(order)))

    def result(self, *, seconds: float) -> object:
        """The job's result. Raises Died; then the child must be ended."""
        try:
            frame = receive(self.line, until=time.monotonic() + seconds)
        except TimeoutError as wrong:
            raise Died(f"it was not done within {seconds:g} s") from wrong
        except (OSError, ValueError) as wrong:
            raise Died(f"its answer could not be taken ({type(wrong).__name__})") from wrong
        if frame is None:
            raise Died("")
        if frame.kind != RESULT:
            raise _failed(_said(frame))
        return self._unpacked(frame.payload)

    def _unpacked(self, payload: bytes) -> object:
        self.jobs += 1
        try:
            (self.held_octets,) = HELD.unpack_from(payload)
            return thaw(memoryview(payload)[HELD.size :])
        except (pickle.UnpicklingError, struct.error) as wrong:
            raise Died("its answer was not a value of the desk") from wrong


class Nursery:
    """One nursery process at a time, begun again when it died. For any number of threads."""

    def __init__(self, briefing: Briefing) -> None:
        """Starts it and does not wait: it imports while the desk does other things. Raises Unavailable."""
        self._briefing = pickle.dumps(briefing)
        self._lock = threading.Lock()
        self._is_closed = False
        self._is_ready = False
        self._brood = 0
        self._process, self._control = self._start()

    def bear(self) -> Child:
        """A new child, ready for a job. Raises Unavailable when the sandbox can not be started, or is closed."""
        with self._lock:
            for attempt in (1, 2):
                if self._is_closed:
                    raise Unavailable("the reader is closed")
                try:
                    return self._bear()
                except (OSError, EOFError, struct.error) as wrong:
                    self._stop()
                    if attempt == 2:
                        raise Unavailable(f"the sandbox can not be started ({wrong or type(wrong).__name__})") from wrong
                    self._process, self._control = self._start()
        raise AssertionError("a loop of two attempts ended without either")

    def end(self, child: Child) -> str:
        """Kill it and say how it ended, '' where nothing tells. May be called twice."""
        child.line.close()
        with self._lock:
            if child.ending is None:
                child.ending = self._ended(child)
            return child.ending

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._is_closed

    def close(self) -> None:
        """End the nursery and all its children, within two seconds. A job in another thread dies. May be called twice."""
        self._is_closed = True
        with suppress(OSError):
            # Not under the lock: another thread may hold it while it waits for a nursery that starts.
            self._control.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._stop()

    def _start(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        self._is_ready = False
        self._brood += 1
        mine, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603  this interpreter, our own module
                [sys.executable, "-P", "-m", "pdinbox.adapters.sandbox_child", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                cwd="/",
                env=_environment(),
            )
        with suppress(OSError):  # one that died at once is found out by the first who asks it for something
            mine.settimeout(_START_SECONDS)
            send(mine, Frame(ORDER, self._briefing))
        return process, mine

    def _stop(self) -> None:
        """It ends its children and itself when the socket is closed."""
        self._control.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _bear(self) -> Child:
        self._await_ready()
        mine, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [REQUEST.pack(BEAR, 0)], [theirs.fileno()])
            pid = self._answer()
        frame = receive(mine, until=time.monotonic() + _START_SECONDS)
        if frame is None or frame.kind != READY:
            raise OSError("a child ended before its first job" if frame is None else _said(frame))
        (held,) = HELD.unpack(frame.payload)
        return Child(pid=pid, brood=self._brood, line=mine, born_octets=held, held_octets=held)

    def _await_ready(self) -> None:
        if self._is_ready:
            return
        frame = receive(self._control, until=time.monotonic() + _START_SECONDS)
        if frame is None or frame.kind != READY:
            raise OSError("its process ended at once" if frame is None else _said(frame))
        self._control.settimeout(_START_SECONDS)
        self._is_ready = True

    def _ended(self, child: Child) -> str:
        if child.brood != self._brood:
            return ""  # it went with its nursery, and its number may be somebody else's now
        try:
            self._control.sendall(REQUEST.pack(END, child.pid))
            return _how(self._answer())
        except (OSError, struct.error):
            return ""  # the nursery is gone, and with it all its children; the next `bear` starts another

    def _answer(self) -> int:
        (answer,) = ANSWER.unpack(self._control.recv(ANSWER.size, socket.MSG_WAITALL))
        return int(answer)


def _environment() -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name in _INHERITED}
    return {**inherited, **_ONE_THREAD, **_NO_REPORTS, "PYTHONPATH": os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)}


def _said(frame: Frame) -> str:
    return frame.payload.decode("utf-8", "replace")[:200]


def _failed(said: str) -> Died:
    if said.startswith("MemoryError"):
        return OutOfMemory("it needed more memory than one process may have")
    return Died(f"the reader failed ({said})")


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"its process ended with status {code}"
    if -code == signal.SIGKILL:
        return "its process was killed from outside, perhaps for want of memory"
    return f"its process was ended by {signal.Signals(-code).name}"
