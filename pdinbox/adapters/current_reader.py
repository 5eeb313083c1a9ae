"""A reader that can be replaced while the desk runs: when the known forms change, the next mail is read by processes that know them."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from pdinbox.model.file import File
from pdinbox.model.packet import BoundPacket, Packet
from pdinbox.model.page_view import PageView
from pdinbox.model.picture import DrawnFile, FileWish
from pdinbox.model.plan import Reading
from pdinbox.ports import Reader


class CurrentReader:
    """`ports.Reader`, by whichever reader is the current one."""

    def __init__(self, opens: Callable[[], Reader], *, at_once: bool) -> None:
        """`opens` makes the reader, when it is needed first or `at_once`."""
        self._turn = threading.Lock()
        self._opens = opens
        self._opened: Reader | None = opens() if at_once else None

    def become(self, opens: Callable[[], Reader]) -> None:
        """Read by another one from now on. The one before is closed: a job that it has in hand in another thread raises Unavailable."""
        with self._turn:
            before = self._opened
            if before is not None:
                self._opened = opens()
            self._opens = opens
        if before is not None:
            before.close()

    @property
    def _reader(self) -> Reader:
        with self._turn:
            if self._opened is None:
                self._opened = self._opens()
            return self._opened

    def read_message(self, source: Path, *, header_only: bool = False) -> Reading:
        """The mail in that file."""
        return self._reader.read_message(source, header_only=header_only)

    def read_file(self, source: Path, *, name: str) -> Reading:
        """A bare file."""
        return self._reader.read_file(source, name=name)

    def extract(self, source: Path, *, file: File) -> bytes:
        """The octets of one file of that mail."""
        return self._reader.extract(source, file=file)

    def picture(self, source: Path, *, view: PageView, name: str | None = None) -> bytes:
        """One page as a PNG."""
        return self._reader.picture(source, view=view, name=name)

    def draw(self, source: Path, *, wishes: tuple[FileWish, ...]) -> tuple[DrawnFile, ...]:
        """The pictures of that mail's papers."""
        return self._reader.draw(source, wishes=wishes)

    def html(self, source: Path) -> str:
        """The HTML part of that mail."""
        return self._reader.html(source)

    def packet(self, mails: Mapping[str, Path], *, packet: Packet) -> BoundPacket:
        """The documents of an inquiry as one PDF."""
        return self._reader.packet(mails, packet=packet)

    def close(self) -> None:
        """End its processes, where there are any."""
        if self._opened is not None:
            self._opened.close()
