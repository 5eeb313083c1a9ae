"""Sessions by the hash of their cookie, and how often somebody tried, over a database."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, select, update

from pdinbox.model.sign_in import Limit, Session
from pdinbox.model.staff import Account
from pdinbox.ports import Refused
from pdinbox.store.codec import MOMENTS, PAIRS
from pdinbox.store.database import Database
from pdinbox.store.staff_tables import (
    ACCOUNT_WITH_GRANTS,
    account,
    attempt,
    first_account,
    session,
    session_columns,
    session_of_row,
)

_THIS: Any = bindparam("this")
_AT: Any = bindparam("at")
_GOES_ON: Final = and_(session.c.ends_at > _AT, session.c.seen_at > bindparam("idle_since"))
_BY_COOKIE: Final = or_(
    session.c.id_hash == _THIS, and_(session.c.former_hash == _THIS, session.c.former_hash != "", session.c.former_until > _AT)
)
_FIND: Final = select(session).where(_BY_COOKIE, _GOES_ON)
_OF_SESSION: Final = "session_"
_VISIT: Final = (
    ACCOUNT_WITH_GRANTS.join(session, session.c.account == account.c.id)
    .add_columns(*(column.label(f"{_OF_SESSION}{column.name}") for column in session.c))
    .where(_BY_COOKIE, _GOES_ON)
)
"""Every request of every page asks it."""
_OF_ACCOUNT: Final = select(session).where(session.c.account == _THIS, _GOES_ON).order_by(session.c.seen_at.desc(), session.c.key)
_BY_KEY: Final[ColumnElement[bool]] = session.c.key == _THIS
_TOUCH: Final = update(session).where(_BY_KEY, session.c.seen_at < _AT).values(seen_at=_AT)
_RENEW: Final = (
    update(session)
    .where(_BY_KEY, session.c.renews)
    .values(former_hash=session.c.id_hash, id_hash=bindparam("new"), former_until=bindparam("until"), renews=False)
)
_OWN: Final = delete(session).where(session.c.account == _THIS, session.c.key != bindparam("but"))
_SWEEP: Final = delete(session).where(or_(session.c.ends_at <= _AT, session.c.seen_at <= bindparam("idle_since")))
_WORKS: Final = select(account.c.id).where(account.c.id == _THIS, account.c.disabled_at.is_(None)).with_for_update()
_SUBJECT: Final[ColumnElement[bool]] = attempt.c.subject == _THIS
_TIMES: Final = select(attempt.c.times).where(_SUBJECT)
_COUNT: Final = update(attempt).where(_SUBJECT).values(times=bindparam("counted"), last_at=_AT)


class SqlSessions:
    """`staff_ports.Sessions` over a database."""

    _database: Database

    def start_session(self, session: Session) -> None:
        """A new one. Raises Refused where its account is disabled or not there."""
        with self._database.writing() as connection:
            works = not session.account or connection.execute(_WORKS, {"this": session.account}).first() is not None
            if not works:
                raise Refused("the account is disabled")
            connection.execute(self._database.insert(_table), session_columns(session))

    def session_of(self, id_hash: str, *, at: datetime, idle: timedelta) -> Session | None:
        """The session of that cookie; None where it is over or unknown."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"this": id_hash, "at": at, "idle_since": at - idle}).first()
        return session_of_row(row) if row else None

    def visit_of(self, id_hash: str, *, at: datetime, idle: timedelta) -> tuple[Session, Account] | None:
        """The same with its account; None also where nobody has said who they are yet."""
        with self._database.reading() as connection:
            rows = connection.execute(_VISIT, {"this": id_hash, "at": at, "idle_since": at - idle}).all()
        known = first_account(rows)
        return (session_of_row(rows[0], prefix=_OF_SESSION), known) if known else None

    def touch_session(self, key: str, at: datetime) -> None:
        """There was activity."""
        self._alter_session(_TOUCH, this=key, at=at)

    def remember(self, key: str, facts: tuple[tuple[str, str], ...]) -> None:
        """What the sign-in must remember, in the place of what it did."""
        self._alter_session(update(session).where(_BY_KEY).values(facts=PAIRS.dump(facts)), this=key)

    def renew_session(self, key: str, *, id_hash: str, former_until: datetime) -> bool:
        """Give it a new id; the old one is good until then."""
        return bool(self._alter_session(_RENEW, this=key, new=id_hash, until=former_until))

    def end_session(self, key: str) -> bool:
        """End it; False where it is not there."""
        return bool(self._alter_session(delete(session).where(_BY_KEY), this=key))

    def end_sessions(self, account: str, *, but: str = "") -> int:
        """End all of that account but the one of that key. Returns how many."""
        return self._alter_session(_OWN, this=account, but=but)

    def sessions_of(self, account: str, *, at: datetime, idle: timedelta) -> tuple[Session, ...]:
        """Those of that account that are not over, the last used first."""
        with self._database.reading() as connection:
            return tuple(map(session_of_row, connection.execute(_OF_ACCOUNT, {"this": account, "at": at, "idle_since": at - idle})))

    def sweep_sessions(self, at: datetime, *, idle: timedelta) -> int:
        """Forget those that are over. Returns how many."""
        return self._alter_session(_SWEEP, at=at, idle_since=at - idle)

    def _alter_session(self, statement: Any, **facts: object) -> int:
        with self._database.writing() as connection:
            return int(connection.execute(statement, facts).rowcount)


_table: Final = session


class SqlAttempts:
    """`staff_ports.Attempts` over a database."""

    _database: Database

    def begin_attempt(self, subject: str, *, at: datetime, limit: Limit) -> datetime | None:
        """Count one more attempt before it is looked at; until when a lock stands, where one does."""
        with self._database.writing() as connection:
            first = {"subject": subject, "times": MOMENTS.dump(()), "last_at": at}
            connection.execute(self._database.insert_absent(attempt), first)
            times = MOMENTS.load(connection.execute(_TIMES.with_for_update(), {"this": subject}).scalar_one())
            until = limit.lock_after(times, at=at)
            if until is None:
                counted = limit.with_one_more(times, at=at)
                connection.execute(_COUNT, {"this": subject, "counted": MOMENTS.dump(counted), "at": at})
        return until

    def locked_until(self, subject: str, *, at: datetime, limit: Limit) -> datetime | None:
        """Whether a lock stands, without counting."""
        with self._database.reading() as connection:
            times = connection.execute(_TIMES, {"this": subject}).scalar()
        return limit.lock_after(MOMENTS.load(times), at=at) if times else None

    def take_back(self, subject: str) -> None:
        """The last attempt was no failure."""
        with self._database.writing() as connection:
            row = connection.execute(select(attempt).where(_SUBJECT).with_for_update(), {"this": subject}).first()
            if row is not None:
                counted = MOMENTS.dump(MOMENTS.load(row.times)[:-1])
                connection.execute(_COUNT, {"this": subject, "counted": counted, "at": row.last_at})

    def forget_attempts(self, subject: str) -> None:
        """It begins at none again."""
        with self._database.writing() as connection:
            connection.execute(delete(attempt).where(_SUBJECT), {"this": subject})

    def sweep_attempts(self, before: datetime) -> int:
        """Forget subjects whose last attempt is older. Returns how many."""
        with self._database.writing() as connection:
            return int(connection.execute(delete(attempt).where(attempt.c.last_at < _THIS), {"this": before}).rowcount)
