"""Which pictures are to be made, and where those lie that were."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from pdinbox.flows.picture_plan import wants_pictures
from pdinbox.flows.work import job_of_wish
from pdinbox.model.picture import Picture, PictureWish, wish_key, wish_named
from pdinbox.model.plan import Dossier, Plan
from pdinbox.store.codec import DOSSIER
from pdinbox.store.database import Database
from pdinbox.store.jobs import defer
from pdinbox.store.picture_tables import picture, picture_columns, picture_of, picture_wish, wish_columns, wish_of
from pdinbox.store.tables import joined, message

_OF: Any = bindparam("wanted", expanding=True)
_ALL = (
    select(picture)
    .where(picture.c.message.in_(_OF))
    .order_by(picture.c.message, picture.c.file, picture.c.page, picture.c.kind, picture.c.place)
)
_SHOWN = (
    select(picture)
    .join(joined, joined.c.message == picture.c.message)
    .where(joined.c.inquiry == bindparam("this"), picture.c.digest == bindparam("octets"))
    .limit(1)
)
_DOSSIER = select(message.c.dossier).where(message.c.digest == bindparam("this"))
_NEXT = select(picture_wish).order_by((picture_wish.c.page == 0), picture_wish.c.at, picture_wish.c.message, picture_wish.c.page).limit(1)
_THIS_WISH = (
    picture_wish.c.message == bindparam("of_message"),
    picture_wish.c.file == bindparam("of_file"),
    picture_wish.c.page == bindparam("of_page"),
)
_WISH = select(picture_wish).where(*_THIS_WISH)
_TRY = update(picture_wish).where(*_THIS_WISH).values(tries=picture_wish.c.tries + 1)
_SPARE = update(picture_wish).where(*_THIS_WISH, picture_wish.c.tries > 0).values(tries=picture_wish.c.tries - 1)
_DONE = delete(picture_wish).where(*_THIS_WISH)
_KEYS = ("message", "file", "page", "kind", "place")


class SqlPictures:
    """`picture_ports.Pictures` over a database."""

    _database: Database

    def wish_for(self, wish: PictureWish) -> None:
        """Ask for pictures. Asking twice is asking once. Raises Refused for a mail that is not kept."""
        with self._database.writing() as connection:
            _ask(self._database, connection, wish)

    def wish(self, key: str) -> PictureWish | None:
        """The wish of that key."""
        message, page, file = wish_named(key)
        with self._database.reading() as connection:
            row = connection.execute(_WISH, {"of_message": message, "of_file": file, "of_page": page}).first()
        return wish_of(row) if row else None

    def next_wish(self) -> PictureWish | None:
        """Single pages first, then the mail that has waited longest."""
        with self._database.reading() as connection:
            row = connection.execute(_NEXT).first()
        return wish_of(row) if row else None

    def begin_wish(self, wish: PictureWish) -> None:
        """Commit that an attempt begins."""
        with self._database.writing() as connection:
            connection.execute(_TRY, _this(wish))

    def spare_wish(self, wish: PictureWish) -> None:
        """Take back the last attempt."""
        with self._database.writing() as connection:
            connection.execute(_SPARE, _this(wish))

    def keep_pictures(self, wish: PictureWish, pictures: Sequence[Picture]) -> None:
        """The rows, in place of those before, and the end of the wish."""
        insert = self._database.insert(picture)
        put = insert.on_conflict_do_update(
            index_elements=list(_KEYS),
            set_={column.name: insert.excluded[column.name] for column in picture.c if column.name not in _KEYS},
        )
        with self._database.writing() as connection:
            for one in pictures:
                connection.execute(put, picture_columns(one))
            connection.execute(_DONE, _this(wish))

    def pictures(self, messages: Iterable[str]) -> tuple[Picture, ...]:
        """All of these mails, by mail, file, page, kind and place."""
        wanted = tuple(messages)
        if not wanted:
            return ()
        with self._database.reading() as connection:
            return tuple(picture_of(row) for row in connection.execute(_ALL, {"wanted": wanted}))

    def shown_in(self, inquiry: str, digest: str) -> Picture | None:
        """A picture with those octets of a mail of that inquiry."""
        with self._database.reading() as connection:
            row = connection.execute(_SHOWN, {"this": inquiry, "octets": digest}).first() if digest else None
        return picture_of(row) if row else None

    def dossier(self, message: str) -> Dossier | None:
        """What was made of that mail."""
        with self._database.reading() as connection:
            kept = connection.execute(_DOSSIER, {"this": message}).scalar()
        return DOSSIER.load(kept) if kept else None


def wish_for_pictures(database: Database, connection: Connection, plan: Plan) -> None:
    """The part of a plan that asks for the pictures of its mail."""
    if plan.dossier is not None and wants_pictures(plan.dossier):
        wish = PictureWish(message=plan.dossier.message.digest, at=plan.at)
        _ask(database, connection, wish)


def _ask(database: Database, connection: Connection, wish: PictureWish) -> None:
    connection.execute(database.insert_absent(picture_wish), wish_columns(wish))
    defer(database, connection, (job_of_wish(wish_key(wish)),))


def _this(wish: PictureWish) -> dict[str, Any]:
    return {"of_message": wish.message, "of_file": wish.file, "of_page": wish.page}
