"""The memory double of `picture_ports.Pictures`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pdinbox.adapters.memory_rows import Memory
from pdinbox.flows.picture_plan import wants_pictures
from pdinbox.model.picture import Picture, PictureWish, wish_named
from pdinbox.model.plan import Dossier, Plan
from pdinbox.ports import Refused

WishKey = tuple[str, str, int]


class MemoryPictures:
    """Rows in dictionaries."""

    _memory: Memory

    def wish_for(self, wish: PictureWish) -> None:
        """Ask for pictures. Asking twice is asking once. Raises Refused for a mail that is not kept."""
        with self._memory.lock:
            if wish.message not in self._memory.messages:
                raise Refused("the pictures of a mail are asked for that is not kept")
            self._memory.picture_wishes.setdefault(_key(wish), wish)

    def next_wish(self) -> PictureWish | None:
        """Single pages first, then the mail that has waited longest."""
        with self._memory.lock:
            waiting = self._memory.picture_wishes.values()
            return min(waiting, key=lambda one: (one.page == 0, one.at, one.message, one.page), default=None)

    def wish(self, key: str) -> PictureWish | None:
        """The wish of that key."""
        message, page, file = wish_named(key)
        with self._memory.lock:
            return self._memory.picture_wishes.get((message, file, page))

    def begin_wish(self, wish: PictureWish) -> None:
        """Count an attempt."""
        self._count(wish, 1)

    def spare_wish(self, wish: PictureWish) -> None:
        """Take back the last attempt."""
        self._count(wish, -1)

    def keep_pictures(self, wish: PictureWish, pictures: Sequence[Picture]) -> None:
        """The rows, in place of those before, and the end of the wish."""
        with self._memory.lock:
            if {one.message for one in pictures} - set(self._memory.messages):
                raise Refused("pictures of a mail that is not kept")
            self._memory.pictures.update({_name(one): one for one in pictures})
            self._memory.picture_wishes.pop(_key(wish), None)

    def pictures(self, messages: Iterable[str]) -> tuple[Picture, ...]:
        """All of these mails, by mail, file, page, kind and place."""
        wanted = set(messages)
        with self._memory.lock:
            return tuple(one for name, one in sorted(self._memory.pictures.items()) if name[0] in wanted)

    def shown_in(self, inquiry: str, digest: str) -> Picture | None:
        """A picture with those octets of a mail of that inquiry."""
        with self._memory.lock:
            mails = {join.message for join in self._memory.joins if join.inquiry == inquiry}
            found = (one for _, one in sorted(self._memory.pictures.items()) if digest and one.digest == digest and one.message in mails)
            return next(found, None)

    def dossier(self, message: str) -> Dossier | None:
        """What was made of that mail."""
        with self._memory.lock:
            kept = self._memory.messages.get(message)
            return kept.dossier if kept else None

    def _count(self, wish: PictureWish, by: int) -> None:
        with self._memory.lock:
            there = self._memory.picture_wishes.get(_key(wish))
            if there is not None:
                self._memory.picture_wishes[_key(wish)] = replace(there, tries=max(there.tries + by, 0))


def wish_for_pictures(memory: Memory, plan: Plan) -> None:
    """The part of a plan that asks for the pictures of its mail."""
    if plan.dossier is not None and wants_pictures(plan.dossier):
        wish = PictureWish(message=plan.dossier.message.digest, at=plan.at)
        memory.picture_wishes.setdefault(_key(wish), wish)


def _key(wish: PictureWish) -> WishKey:
    return (wish.message, wish.file, wish.page)


def _name(one: Picture) -> tuple[str, str, int, str, str]:
    return (one.message, one.file, one.page, one.kind.value, one.place)
