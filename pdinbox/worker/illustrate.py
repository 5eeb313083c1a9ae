"""wish -> pictures: the papers of mails that are settled already are drawn in the sandbox, one mail at a time.

A picture that can not be made holds up nothing: what is missing is a row that says why, and the page shows those words in its place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pdinbox.flows.picture_plan import PicturePlan, page_wanted, pictures_wanted
from pdinbox.model.picture import Drawn, DrawnFile, FileWish, Picture, PictureKind, PictureWish, place_of
from pdinbox.picture_ports import Pictures
from pdinbox.ports import Clock, Later, Log, Objects, Reader, Refused, Unavailable

MOST_TRIES: Final = 3
"""Attempts that the desk did not survive; then the mail is left without pictures, and says so."""
_TRIED: Final = "The desk stopped each time it drew this mail's papers. Download the original to look at it."
_GONE: Final = "The mail's octets are not in the object store."


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustrator:
    """Draws what is asked for. `plan` says how much of a mail is drawn before anybody asks.

    `must_wait` says whether there is something to do that comes first: then only what a person asked for is drawn.
    """

    shelf: Pictures
    objects: Objects
    reader: Reader
    clock: Clock
    log: Log
    plan: PicturePlan
    must_wait: Callable[[], bool] = lambda: False

    def draw_next(self) -> bool:
        """Draw what has waited longest; False when nothing is to be drawn now. Raises Unavailable when a store is away."""
        wish = self.shelf.next_wish()
        if wish is None or (not wish.page and self.must_wait()):
            return False
        self._draw(wish)
        return True

    def draw_this(self, key: str) -> None:
        """Draw what the wish of that key asks for, if it is not met yet. Raises Unavailable, and Later where it must wait."""
        wish = self.shelf.wish(key)
        if wish is None:
            return
        if not wish.page and self.must_wait():
            raise Later("pictures wait until no mail does")
        self._draw(wish)

    def _draw(self, wish: PictureWish) -> None:
        if wish.tries >= MOST_TRIES:
            self.shelf.keep_pictures(wish, tuple(_trouble(wish, one.file, wish.page, _TRIED) for one in self._wishes(wish)))
            self.log.say("pictures-failed", digest=wish.message[:12], tries=wish.tries)
            return
        self.shelf.begin_wish(wish)
        try:
            self.draw(wish)
        except Unavailable:
            self.shelf.spare_wish(wish)
            raise

    def draw(self, wish: PictureWish) -> None:
        """Make the pictures of that wish now, and keep them. Raises Unavailable."""
        pictures = self._pictures(wish, self._wishes(wish))
        self.shelf.keep_pictures(wish, pictures)
        drawn = sum(one.kind is PictureKind.PAGE and bool(one.digest) for one in pictures)
        self.log.say("pictures-made", digest=wish.message[:12], pages=drawn, troubles=sum(bool(one.trouble) for one in pictures))

    def _wishes(self, wish: PictureWish) -> tuple[FileWish, ...]:
        dossier = self.shelf.dossier(wish.message)
        if dossier is None:
            return ()
        if wish.page:
            return page_wanted(dossier, file=wish.file, page=wish.page, plan=self.plan)
        return pictures_wanted(dossier, plan=self.plan)

    def _pictures(self, wish: PictureWish, wishes: tuple[FileWish, ...]) -> tuple[Picture, ...]:
        if not wishes:
            return ()
        try:
            drawn = self.reader.draw(self.objects.path(wish.message), wishes=wishes)
        except Refused:
            return tuple(_trouble(wish, one.file, wish.page, _GONE) for one in wishes)
        return tuple(picture for file in drawn for picture in self._of_file(wish, file))

    def _of_file(self, wish: PictureWish, file: DrawnFile) -> tuple[Picture, ...]:
        kept = tuple(self._kept(wish, file, one) for one in file.drawn if _is_honest(one))
        return (*kept, *(_trouble(wish, file.file, page, words, pages=file.pages) for page, words in file.troubles))

    def _kept(self, wish: PictureWish, file: DrawnFile, one: Drawn) -> Picture:
        spool = self.objects.begin()
        spool.write(one.octets)
        return Picture(
            message=wish.message,
            file=file.file,
            page=one.page,
            kind=one.kind,
            digest=spool.close(),
            area=one.area,
            quarters=one.quarters,
            place=place_of(one.box) if one.box else "",
            pages=file.pages,
        )


def _is_honest(one: Drawn) -> bool:
    """Whether it is what it says: a process that opened a hostile file may be anybody's."""
    return one.kind is PictureKind.TEXT or (one.octets[:4] == b"RIFF" and one.octets[8:12] == b"WEBP")


def _trouble(wish: PictureWish, file: str, page: int, words: str, *, pages: int = 0) -> Picture:
    return Picture(message=wish.message, file=file, page=page, kind=PictureKind.PAGE, digest="", pages=pages, trouble=words)
