"""What goes between the desk and its sandbox processes: frames over a socket, and the few classes that may come out of one.

A process that opened a hostile file may be anybody's by now. So a frame has a largest size and a deadline, and a value from there is
unpickled with nothing but the desk's own values, numbers, texts and times within reach: a pickle that names anything else is refused.
"""

import io
import pickle
import socket
import struct
import time
from dataclasses import dataclass, is_dataclass
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from pdinbox.model.learned import Lesson
from pdinbox.model.packet import Packet
from pdinbox.model.page_view import PageView
from pdinbox.model.picture import FileWish

if TYPE_CHECKING:
    from pdinbox.adapters.jobs import Jobs

READY = b"R"
RESULT = b"="
TROUBLE = b"!"
ORDER = b">"

MOST_OCTETS = 256_000_000
"""Of one frame; the largest honest one is a file taken out of the largest mail."""

BEAR = b"+"
END = b"-"
REQUEST = struct.Struct("=ci")
"""To the nursery: BEAR with a socket as ancillary data, or END with a process id. It answers with an ANSWER."""
ANSWER = struct.Struct("=i")
"""A process id, or the wait status of the process that ended."""

HELD = struct.Struct("=Q")
"""Begins the payload of READY and RESULT: the octets of memory the child holds now. In a RESULT the pickled result follows."""

_HEAD = struct.Struct("=cQ")
_VALUES = "pdinbox.model."
_TIMES = {"datetime": frozenset({"datetime", "date", "time", "timedelta", "timezone"})}


class Frame(NamedTuple):
    """One message: its kind, and a payload (a pickle, or words in UTF-8)."""

    kind: bytes
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What the nursery is told at its start, and its children inherit."""

    jobs: "Jobs"
    memory_octets: int
    idle_seconds: float


Option = str | bool | PageView | Lesson | Packet | tuple[tuple[str, str], ...] | tuple[FileWish, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One job: the field of `Jobs`, the file to open, and the job's own keywords. The child opens the file itself.

    `source` is '' for a job that opens its files by itself.
    """

    job: str
    source: str
    options: tuple[tuple[str, Option], ...] = ()


def send(line: socket.socket, frame: Frame) -> None:
    """Raises OSError when nobody listens."""
    line.sendall(_HEAD.pack(frame.kind, len(frame.payload)))
    line.sendall(frame.payload)


def receive(line: socket.socket, *, until: float | None = None) -> Frame | None:
    """The next frame, None when the other side is gone.

    Raises OSError, of which TimeoutError past `until` (time.monotonic), and ValueError for a frame that is too large.
    """
    head = _exactly(line, _HEAD.size, until=until)
    if head is None:
        return None
    kind, size = _HEAD.unpack(head)
    if size > MOST_OCTETS:
        raise ValueError(f"a frame of {size} octets")
    payload = _exactly(line, size, until=until)
    return None if payload is None else Frame(kind, bytes(payload))


def thaw(pickled: bytes | memoryview) -> object:
    """A value out of a sandbox process. Raises pickle.UnpicklingError for anything that is no plain value."""
    try:
        return _Thaw(io.BytesIO(pickled)).load()
    except (ArithmeticError, AttributeError, EOFError, ImportError, LookupError, MemoryError, TypeError, ValueError) as wrong:
        raise pickle.UnpicklingError(type(wrong).__name__) from wrong


class _Thaw(pickle.Unpickler):  # noqa: S301  this is the class that makes it safe
    def find_class(self, module: str, name: str) -> type:
        found = getattr(import_module(module), name, None) if _is_in_reach(module, name) else None
        if isinstance(found, type) and found.__module__ == module and (module in _TIMES or is_dataclass(found) or issubclass(found, Enum)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of the desk")


def _is_in_reach(module: str, name: str) -> bool:
    return module.startswith(_VALUES) or name in _TIMES.get(module, ())


def _exactly(line: socket.socket, size: int, *, until: float | None) -> bytearray | None:
    octets = bytearray(size)
    view = memoryview(octets)
    while view:
        line.settimeout(None if until is None else max(until - time.monotonic(), 0.001))
        count = line.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return octets
