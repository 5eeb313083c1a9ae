"""Pictures of a mail's papers, made once when it is examined: pages, the small places that findings point to, and the text on pages."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pdinbox.model.document import Box


class PictureKind(StrEnum):
    """What the octets are."""

    PAGE = "page"
    """A whole page as WebP."""
    CROP = "crop"
    """The place of one box as WebP."""
    TEXT = "text"
    """The page's own text as UTF-8: its text layer, or a word processor's words. Nothing that was read from pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWish:
    """What is to be drawn of one file (`File.path`).

    `pages` count from 1, `boxes` are places on those pages, in points of the page as the file gives it. Where `pages` is empty the
    `first` pages are drawn. `dpi` is of the page.
    """

    file: str
    pages: tuple[int, ...] = ()
    boxes: tuple[tuple[int, Box], ...] = ()
    first: int = 0
    dpi: float = 132


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One picture with its octets. `area` is what it shows, in points of the page upright as a viewer turns it, from its top left.

    `quarters` says how often the page was turned clockwise for that. `box` is the place of a crop as it was asked for.
    """

    kind: PictureKind
    page: int
    octets: bytes
    area: Box = (0.0, 0.0, 0.0, 0.0)
    quarters: int = 0
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFile:
    """What could be drawn of one file. `pages` is how many it has, 0 where nobody knows.

    `troubles` are pages (0 for the whole file) with the reason, in words.
    """

    file: str
    pages: int = 0
    drawn: tuple[Drawn, ...] = ()
    troubles: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture that is kept: `digest` names its octets in the object store, '' where it could not be drawn and `trouble` says why.

    `message` is the digest of the mail, `place` the name of a crop's box (`place_of`), '' for all else. The rest as of `Drawn` and
    `DrawnFile`. Page 0 is a trouble of the whole file.
    """

    message: str
    file: str
    page: int
    kind: PictureKind
    digest: str
    area: Box = (0.0, 0.0, 0.0, 0.0)
    quarters: int = 0
    place: str = ""
    pages: int = 0
    trouble: str = ""

    @property
    def width(self) -> float:
        """Points."""
        return self.area[2] - self.area[0]

    @property
    def height(self) -> float:
        """Points."""
        return self.area[3] - self.area[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWish:
    """A mail whose pictures are to be made; with `page` that page of `file` alone, asked for by a person. `tries` were begun before."""

    message: str
    at: datetime
    file: str = ""
    page: int = 0
    tries: int = 0


def wish_key(wish: PictureWish) -> str:
    """Names that wish."""
    return f"{wish.message}/{wish.page}/{wish.file}"


def wish_named(key: str) -> tuple[str, int, str]:
    """Mail, page and file of the wish that key names."""
    message, page, file = key.split("/", 2)
    return message, int(page), file


def place_of(box: Box) -> str:
    """The name of a box: its sides in tenths of a point."""
    return "-".join(str(round(side * 10)) for side in box)


def upright(box: Box, *, picture: Picture) -> Box:
    """A box of the page as the file gives it, on the page as `picture` (of the whole page) shows it."""
    x0, top, x1, bottom = box
    match picture.quarters % 4:
        case 1:
            return (picture.width - bottom, x0, picture.width - top, x1)
        case 2:
            return (picture.width - x1, picture.height - bottom, picture.width - x0, picture.height - top)
        case 3:
            return (top, picture.height - x1, bottom, picture.height - x0)
        case _:
            return box
