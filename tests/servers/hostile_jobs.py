"""Jobs that do to their process what hostile files do.

A mail for them is a text: one line a file, 'name verb'; a first line 'mail verb' is about the mail itself. The verb says what reading does.
"""

import ctypes
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pdinbox.adapters.jobs import Jobs
from pdinbox.model.document import Document
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.message import Dmarc, Message
from pdinbox.model.packet import BoundPacket, Packet, Placed
from pdinbox.model.page_view import PageView
from pdinbox.model.picture import DrawnFile, FileWish
from pdinbox.model.plan import Reading


def hang() -> None:
    while True:
        time.sleep(1)


def spin() -> None:
    while True:
        pass


def eat_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytes(50_000_000))


def exit_with_three() -> None:
    os._exit(3)


def leave() -> None:
    sys.exit(4)


def segfault() -> None:
    ctypes.string_at(0)


def recurse() -> None:
    recurse()


def fail() -> None:
    raise ValueError("Maria Example, A012345678")


def once(marker: str) -> None:
    """Dies the first time."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os._exit(5)


def nothing() -> None:
    pass


def grow() -> None:
    KEPT.append(bytearray(os.urandom(1) * 30_000_000))


def keep_half() -> None:
    KEPT.append(bytearray(70_000_000))


def need_half() -> None:
    bytearray(70_000_000)


KEPT: list[bytearray] = []
WARMTH = ["cold"]


def warm() -> None:
    WARMTH.append("warm")


TELLS: dict[str, Callable[[], str]] = {
    "pid": lambda: str(os.getpid()),
    "warmth": lambda: WARMTH[-1],
    "environment": lambda: repr(dict(os.environ)),
}
VERBS = {
    one.__name__: one
    for one in (hang, spin, eat_memory, exit_with_three, leave, segfault, recurse, fail, grow, keep_half, need_half, nothing)
}


class Evil:
    """A value whose unpickling runs a command."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (self.path,)


def take_apart(octets: BinaryIO, *, header_only: bool = False, documents: bool = True, only: str | None = None) -> Reading:
    lines = [line.split() for line in octets.read().decode().splitlines()]
    if lines and lines[0][0] == "mail":
        answer = mail_does(lines.pop(0)[1:])
        if answer is not None:
            return answer  # type: ignore[return-value]
    files = tuple(File(path=str(number), name=name, kind=FileKind.PDF, size=1, digest="") for number, (name, _) in enumerate(lines, 1))
    wanted = [(file, verb) for file, (_, verb) in zip(files, lines, strict=True) if documents and only in {None, file.path}]
    for _, verb in wanted:
        VERBS[verb]()
    return Reading(
        message=message(subject="header only" if header_only else "whole"),
        files=files,
        documents=tuple(document(file) for file, _ in wanted),
        findings=(
            Finding(rule="mail.seen", outcome=Outcome.PASSED, message="about the mail"),
            *(Finding(rule="file.read", outcome=Outcome.PASSED, message="about a file", file=file.path) for file, _ in wanted),
        ),
    )


def mail_does(words: list[str]) -> object:
    match words:
        case ["unpicklable"]:
            return lambda: None
        case ["evil", path]:
            return Evil(path)
        case ["number"]:
            return 5
        case [word] if word in TELLS:
            return Reading(message=message(subject=TELLS[word]()))
        case ["once", marker]:
            once(marker)
        case [verb]:
            VERBS[verb]()
    return None


def take_apart_file(octets: bytes, *, name: str, documents: bool = True, only: str | None = None) -> Reading:
    """A file of one word is one thing, any other an archive that holds what a mail of these lines would hold."""
    words = octets.decode().split()
    lines = octets if len(words) > 1 else f"{name} {words[0]}".encode()
    return replace(take_apart(BytesIO(lines), documents=documents, only=only), message=None)


def extract(octets: BinaryIO, *, path: str) -> bytes | None:
    lines = [line.split() for line in octets.read().decode().splitlines()]
    if int(path) > len(lines):
        return None
    name, verb = lines[int(path) - 1]
    VERBS[verb]()
    return name.encode()


def show_page(octets: BinaryIO, *, view: PageView, name: str | None = None) -> bytes | None:
    lines = [line.split() for line in octets.read().decode().splitlines()]
    if int(view.file) > len(lines):
        return None
    shown, verb = lines[int(view.file) - 1]
    VERBS[verb]()
    return f"{name or shown} {view.page} {len(view.notes)}".encode()


def pack(*, mails: Mapping[str, str], packet: Packet) -> BoundPacket:
    """A part does what the line of its file says; the octets tell which files were opened and why others were not."""
    told: list[str] = []
    for part in packet.parts:
        for run in part.runs:
            lines = Path(dict(mails)[run.mail]).read_text().splitlines()
            if not run.trouble:
                VERBS[lines[int(run.file) - 1].split()[1]]()
            told.append(f"{run.name}: {run.trouble or 'opened'}")
    placed = tuple(Placed(kind=part.kind, title=part.title, first=number, last=number) for number, part in enumerate(packet.parts, 2))
    return BoundPacket(octets="\n".join(told).encode(), pages=len(placed) + 1, parts=placed)


def document(file: File) -> Document:
    return Document(form="other", edition=None, file=file.path, file_name=file.name, pages=(1,), confidence=1.0, marks=())


def message(*, subject: str) -> Message:
    return Message(
        digest="0" * 64,
        content_digest="0" * 64,
        size=1,
        message_id="",
        in_reply_to=(),
        references=(),
        sender=None,
        reply_to=(),
        return_path=None,
        to=(),
        cc=(),
        subject=subject,
        sent_at=None,
        text="",
        new_text="",
        quoted_text="",
        language="en",
        dmarc=Dmarc.UNKNOWN,
        automatic=None,
        bounce=None,
        leaves=(),
    )


def draw(octets: BinaryIO, *, wishes: tuple[FileWish, ...]) -> tuple[DrawnFile, ...]:
    raise AssertionError("no hostile mail is drawn")


def show_html(octets: BinaryIO) -> str:
    raise AssertionError("the HTML of no hostile mail is shown")


HOSTILE = Jobs(
    take_apart=take_apart,
    take_apart_file=take_apart_file,
    extract=extract,
    show_page=show_page,
    draw=draw,
    show_html=show_html,
    pack=pack,
    warm=warm,
)
