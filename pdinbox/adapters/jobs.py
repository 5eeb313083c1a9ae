"""The seven things done to hostile octets, as one value that both readers are made from.

A job is a function of a module (or a `functools.partial` of one), so that it can be sent into another process.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from pdinbox.model.learned import Learned, Lesson
from pdinbox.model.packet import BoundPacket, Packet
from pdinbox.model.page_view import PageView
from pdinbox.model.picture import DrawnFile, FileWish
from pdinbox.model.plan import Reading


class TakeApart(Protocol):
    """`flows.examination.take_apart`, with everything but the mail filled in."""

    def __call__(self, octets: BinaryIO, *, header_only: bool = False, documents: bool = True, only: str | None = None) -> Reading:
        """The mail as a reading; without `documents` no file is read, `only` names the one file that is."""
        ...


class TakeApartFile(Protocol):
    """`flows.examination.take_apart_file`, likewise."""

    def __call__(self, octets: bytes, *, name: str, documents: bool = True, only: str | None = None) -> Reading:
        """A bare file as a reading; the rest as for a mail."""
        ...


class Extract(Protocol):
    """`flows.examination.extract`, likewise."""

    def __call__(self, octets: BinaryIO, *, path: str) -> bytes | None:
        """The octets of one file of a mail, None when there is none of that `File.path`."""
        ...


class ShowPage(Protocol):
    """`flows.page_picture.page_picture`, likewise."""

    def __call__(self, octets: BinaryIO, *, view: PageView, name: str | None = None) -> bytes | None:
        """The page as a PNG, None when there is no such page to be seen; `name` is given for a bare file, as to `TakeApartFile`."""
        ...


class DrawPages(Protocol):
    """`flows.page_drawing.draw_pages`, likewise."""

    def __call__(self, octets: BinaryIO, *, wishes: tuple[FileWish, ...]) -> tuple[DrawnFile, ...]:
        """The pictures of a mail's papers, file by file; what could not be drawn is said."""
        ...


class ShowHtml(Protocol):
    """`flows.mail_html.mail_html`, likewise."""

    def __call__(self, octets: BinaryIO) -> str:
        """The HTML part of a mail, made harmless; '' where it has none."""
        ...


class Pack(Protocol):
    """`flows.packing.pack`, likewise."""

    def __call__(self, *, mails: Mapping[str, str], packet: Packet) -> BoundPacket:
        """The packet as one PDF; `mails` are paths by the digests of kept mails. Raises OSError when one can not be opened."""
        ...


class LearnForm(Protocol):
    """`reading.learn.learn`, with the known forms filled in."""

    def __call__(self, octets: BinaryIO, *, lesson: Lesson) -> Learned:
        """What a blank teaches."""
        ...


def _learn_nothing(octets: BinaryIO, *, lesson: Lesson) -> Learned:
    """For jobs of a desk that only reads."""
    del octets, lesson
    return Learned(trouble="this reader learns no forms")


def _nothing() -> None:
    """For jobs that are ready as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """What a reader calls. Picklable.

    `prepare` imports and warms what the jobs need, once, in the process the sandbox's children are forked from; it raises ImportError.
    `warm` loads there what takes long and what many jobs do without, when there is time.
    """

    take_apart: TakeApart
    take_apart_file: TakeApartFile
    extract: Extract
    show_page: ShowPage
    draw: DrawPages
    show_html: ShowHtml
    pack: Pack
    learn: LearnForm = _learn_nothing
    prepare: Callable[[], None] = _nothing
    warm: Callable[[], None] = _nothing
