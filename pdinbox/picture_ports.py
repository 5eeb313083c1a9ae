"""The door to the pictures of papers: which are to be made, and where those lie that were made."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from pdinbox.model.picture import Picture, PictureWish
from pdinbox.model.plan import Dossier


class Pictures(Protocol):
    """Rows of pictures; their octets lie in `ports.Objects` by digest.

    A mail with papers is wished for in the very transaction that settles it (`Desk.carry_out` of a plan with its dossier).
    """

    def wish_for(self, wish: PictureWish) -> None:
        """Ask for pictures. Asking twice is asking once. Raises Refused for a mail that is not kept."""

    def next_wish(self) -> PictureWish | None:
        """What is asked for: single pages first, because a person waits for them, then the mail that has waited longest."""

    def wish(self, key: str) -> PictureWish | None:
        """The wish of that key (`model.picture.wish_key`), None where it is met or was never made."""

    def begin_wish(self, wish: PictureWish) -> None:
        """Commit that an attempt begins, so that a crash is counted."""

    def spare_wish(self, wish: PictureWish) -> None:
        """Take back the last attempt: a door was away."""

    def keep_pictures(self, wish: PictureWish, pictures: Sequence[Picture]) -> None:
        """One transaction: the rows, in place of those of the same page, kind and place, and the end of the wish."""

    def pictures(self, messages: Iterable[str]) -> tuple[Picture, ...]:
        """All of these mails, by mail, file, page, kind and place."""

    def shown_in(self, inquiry: str, digest: str) -> Picture | None:
        """A picture with those octets of a mail of that inquiry, in whatever role; None where there is none."""

    def dossier(self, message: str) -> Dossier | None:
        """What was made of that mail; None where it was not examined or is not kept."""
