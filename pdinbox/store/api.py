"""Other systems -> rows: `api_ports` over a database."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, func, or_, select, text, update

from pdinbox.model.api import ApiToken, DeskEvent, HookState, Standing, Submitted
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.sight import Sight
from pdinbox.ports import Refused
from pdinbox.store.api_tables import api_token, hook, hook_columns, hook_of, token_columns, token_of
from pdinbox.store.codec import WORDS
from pdinbox.store.database import Database
from pdinbox.store.rows import AnyRow, inquiry_of
from pdinbox.store.sight import visible_to
from pdinbox.store.tables import inquiry, joined, log, message, sighting

USED_AGAIN: Final = timedelta(minutes=1)
_THIS: Final[BindParameter[Any]] = bindparam("this")
_TOKEN = select(api_token).where(api_token.c.id == _THIS)
_TOKENS = select(api_token).order_by(api_token.c.created_at.desc(), api_token.c.id)
_USED = update(api_token).where(api_token.c.id == _THIS, or_(api_token.c.used_at.is_(None), api_token.c.used_at < bindparam("lately")))
_REVOKE = update(api_token).where(api_token.c.name == _THIS, api_token.c.revoked_at.is_(None))
_EVENTS = (
    select(log.c.id, log.c.at, log.c.event, log.c.actor, log.c.inquiry, inquiry.c.office, inquiry.c.restricted)
    .join(inquiry, inquiry.c.number == log.c.inquiry)
    .order_by(log.c.id)
)
_SUBMITTED = (
    select(message.c.digest, message.c.settled_at, message.c.held_at)
    .join(sighting, sighting.c.message == message.c.digest)
    .where(sighting.c.mailbox == bindparam("mailbox"), sighting.c.epoch == bindparam("epoch"), sighting.c.key == _THIS)
)
_JOINED = select(joined.c.inquiry).where(joined.c.message == _THIS).distinct().order_by(joined.c.inquiry)
_NOBODY = WORDS.dump(())


class SqlApi:
    """`api_ports.Tokens`, `Feed` and `Hooks` over a database."""

    _database: Database

    def add_token(self, token: ApiToken) -> None:
        """Keep a new one. Raises Refused where one of that name is good already."""
        with self._database.writing() as connection:
            put = self._database.insert_absent(api_token).returning(api_token.c.id)
            if connection.execute(put, token_columns(token)).first() is None:
                raise Refused(f"there is a token {token.name} already; revoke it first, or give another name")

    def token(self, token_id: str) -> ApiToken | None:
        """The one of that id, whether it is good or not."""
        with self._database.reading() as connection:
            row = connection.execute(_TOKEN, {"this": token_id}).first()
        return token_of(row) if row else None

    def tokens(self) -> tuple[ApiToken, ...]:
        """All that ever were, the newest first."""
        with self._database.reading() as connection:
            return tuple(token_of(row) for row in connection.execute(_TOKENS))

    def token_used(self, token_id: str, at: datetime) -> None:
        """It opened the door; kept to the minute."""
        with self._database.writing() as connection:
            connection.execute(_USED.values(used_at=at), {"this": token_id, "lately": at - USED_AGAIN})

    def revoke_token(self, name: str, at: datetime) -> bool:
        """The good one of that name opens nothing from now on; False where there is none."""
        with self._database.writing() as connection:
            return bool(connection.execute(_REVOKE.values(revoked_at=at), {"this": name}).rowcount)

    def inquiries_seen(
        self, sight: Sight, *, states: tuple[State, ...] = (), office: str | None = None, before: str = "", limit: int = 100
    ) -> tuple[Inquiry, ...]:
        """Inquiries in sight, the highest number first, below the number `before`."""
        question = select(inquiry).where(visible_to(sight)).order_by(inquiry.c.number.desc()).limit(limit)
        if states:
            question = question.where(inquiry.c.state.in_([state.value for state in states]))
        if office is not None:
            question = question.where(inquiry.c.office == office)
        if before:
            question = question.where(inquiry.c.number < before)
        with self._database.reading() as connection:
            return tuple(inquiry_of(row) for row in connection.execute(question))

    def events_after(self, cursor: int, *, sight: Sight, limit: int = 500) -> tuple[DeskEvent, ...]:
        """Lines of history of inquiries in sight with a higher id, the lowest first."""
        question = _EVENTS.where(log.c.id > cursor, visible_to(sight)).limit(limit)
        with self._database.writing() if not self._database.is_sqlite else self._database.reading() as connection:
            if not self._database.is_sqlite:
                # a line may be committed after one with a higher id: wait for those that are being written
                connection.execute(text("LOCK TABLE log IN SHARE MODE"))
            return tuple(_event_of(row) for row in connection.execute(question))

    def submitted(self, mailbox: str, epoch: str, key: str) -> Submitted | None:
        """What became of octets that came in at that place; None where none did."""
        with self._database.reading() as connection:
            row = connection.execute(_SUBMITTED, {"mailbox": mailbox, "epoch": epoch, "this": key}).first()
            if row is None:
                return None
            numbers = tuple(one.inquiry for one in connection.execute(_JOINED, {"this": row.digest}))
        standing: Standing = "settled" if row.settled_at else "held" if row.held_at else "waiting"
        return Submitted(message=row.digest, standing=standing, inquiries=numbers)

    def last_event(self) -> int:
        """The highest id there is, 0 for none."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(log.c.id), 0))).scalar_one())

    def hook(self, name: str) -> HookState | None:
        """None for one that was never called."""
        with self._database.reading() as connection:
            row = connection.execute(select(hook).where(hook.c.name == name)).first()
        return hook_of(row) if row else None

    def hooks(self) -> tuple[HookState, ...]:
        """All of them, by name."""
        with self._database.reading() as connection:
            return tuple(hook_of(row) for row in connection.execute(select(hook).order_by(hook.c.name)))

    def put_hook(self, state: HookState) -> None:
        """As it stands now."""
        columns = hook_columns(state)
        with self._database.writing() as connection:
            connection.execute(self._database.insert(hook).values(columns).on_conflict_do_update(index_elements=["name"], set_=columns))


def _event_of(row: AnyRow) -> DeskEvent:
    return DeskEvent(
        id=row.id,
        at=row.at,
        event=row.event,
        inquiry=row.inquiry,
        actor=row.actor,
        office=row.office,
        restricted=row.restricted != _NOBODY,
    )
