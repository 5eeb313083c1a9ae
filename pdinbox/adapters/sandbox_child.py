"""Inside the sandbox: the nursery, a process that has everything imported, and its children, which do the jobs.

The nursery never opens a hostile file; it forks a child when it is told to, and ends one when it is told to. It has one thread, so
forking is safe. Both ignore the signals of a terminal and of a service being stopped: the desk finishes its step first. They end when
the desk's end of the socket is gone, the children also by the kernel's hand (PR_SET_PDEATHSIG) when they hang in a library. Started as
`python -m`, with the number of an open socket. Linux only.
"""

import ctypes
import gc
import os
import pickle
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from pdinbox.adapters.sandbox_wire import (
    ANSWER,
    BEAR,
    HELD,
    READY,
    REQUEST,
    RESULT,
    TROUBLE,
    Briefing,
    Frame,
    Order,
    receive,
    send,
)

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_LIBC = ctypes.CDLL(None, use_errno=True)
_PAGE = resource.getpagesize()


def main() -> NoReturn:
    """Run the nursery over the socket whose number is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    sys.excepthook = _teller(control)
    _give_up_powers()
    frame = receive(control)
    if frame is None:
        sys.exit(0)
    briefing: Briefing = pickle.loads(frame.payload)  # noqa: S301  from the desk itself
    briefing.jobs.prepare()
    gc.collect()
    gc.freeze()
    send(control, Frame(READY, b""))
    _tend(control, briefing)


def _tend(control: socket.socket, briefing: Briefing) -> NoReturn:
    """Obey until the desk is gone, and end the children then. What takes long to load is loaded when nothing was asked for a while."""
    children: set[int] = set()
    is_warm = False
    while True:
        if not is_warm and not _is_asked(control, within=briefing.idle_seconds):
            is_warm = True
            briefing.jobs.warm()
            gc.collect()
            gc.freeze()
        words, lines, _, _ = socket.recv_fds(control, REQUEST.size, 1)
        if len(words) < REQUEST.size:
            break
        kind, pid = REQUEST.unpack(words)
        if kind == BEAR:
            answer = _bear(lines[0], control, briefing)
            children.add(answer)
        else:
            answer = _end(pid)
            children.discard(pid)
        control.sendall(ANSWER.pack(answer))
    for pid in children:
        _end(pid)
    os._exit(0)


def _is_asked(control: socket.socket, *, within: float) -> bool:
    ready, _, _ = select.select([control], [], [], within)
    return bool(ready)


def _bear(line: int, control: socket.socket, briefing: Briefing) -> int:
    """The new child's process id; in the child it does not return. Where the machine can not fork, the nursery ends and says so."""
    nursery = os.getpid()
    pid = os.fork()
    if pid == 0:
        control.close()
        _live(socket.socket(fileno=line), nursery=nursery, briefing=briefing)
    os.close(line)
    return pid


def _end(pid: int) -> int:
    """The wait status. Nobody has waited for it yet, so the number is still this child's, dead or alive."""
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def _live(line: socket.socket, *, nursery: int, briefing: Briefing) -> NoReturn:
    """A child's life. An exception of a job ends it: what the job left behind in memory must not meet the next mail."""
    sys.excepthook = _teller(line)
    os.setsid()
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != nursery:
        os._exit(0)
    os.closerange(3, line.fileno())
    os.closerange(line.fileno() + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    own = briefing.memory_octets // 2
    resource.setrlimit(resource.RLIMIT_AS, (briefing.memory_octets, briefing.memory_octets))
    resource.setrlimit(resource.RLIMIT_DATA, (own, own))
    send(line, Frame(READY, HELD.pack(_held_octets())))
    while frame := receive(line):
        result = _do(pickle.loads(frame.payload), briefing)  # noqa: S301  from the desk itself
        send(line, Frame(RESULT, HELD.pack(_held_octets()) + pickle.dumps(result, protocol=5)))
    os._exit(0)


def _do(order: Order, briefing: Briefing) -> object:
    job = getattr(briefing.jobs, order.job)
    try:
        if not order.source:
            return job(**dict(order.options))
        with Path(order.source).open("rb") as octets:
            return job(octets.read() if order.job == "take_apart_file" else octets, **dict(order.options))
    except SystemExit as leaving:
        raise RuntimeError("the job wanted to leave") from leaving


def _give_up_powers() -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _held_octets() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def _teller(line: socket.socket) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """An exception hook that tells the desk kind and place of the exception, never its words: they may quote the mail."""

    def tell(kind: type[BaseException], _: BaseException, trail: TracebackType | None) -> None:
        places = traceback.extract_tb(trail)
        place = f" at {Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
        send(line, Frame(TROUBLE, f"{kind.__name__}{place}".encode()))
        os._exit(1)

    return tell


if __name__ == "__main__":
    main()
