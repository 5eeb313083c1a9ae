"""How the desk is -> counts over its rows."""

from collections import Counter
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, case, extract, func, literal, or_, select, union_all, update

from pdinbox.flows.work import job_of_letter
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.model.health import MailboxHealth, YearKept
from pdinbox.model.inquiry import State
from pdinbox.model.letter import Letter, LetterState
from pdinbox.store.database import Database
from pdinbox.store.engine_health import SqlEngineHealth
from pdinbox.store.jobs import defer
from pdinbox.store.rows import letter_of
from pdinbox.store.tables import inquiry, letter, message, sighting

_THIS: Final[Any] = bindparam("this")
_ENDED_BADLY: Final = (LetterState.REFUSED.value, LetterState.UNCERTAIN.value)
_NAMED = select(message.c.mailbox, literal("all").label("standing"), func.count(), func.max(message.c.kept_at)).group_by(message.c.mailbox)
_WAITING = (
    select(
        message.c.mailbox,
        case((message.c.held_at.is_not(None), "held"), else_="waiting").label("standing"),
        func.count(),
        func.max(message.c.kept_at),
    )
    .where(message.c.settled_at.is_(None))
    .group_by(message.c.mailbox, "standing")
)
_UNFILED = (
    select(sighting.c.mailbox, literal("unfiled").label("standing"), func.count(), func.max(sighting.c.filed_at))
    .where(sighting.c.filed_at.is_(None))
    .group_by(sighting.c.mailbox)
)
_MAILBOXES = union_all(_NAMED, _WAITING, _UNFILED)
_STUCK = (
    select(letter)
    .where(
        or_(
            letter.c.state.in_((*_ENDED_BADLY, LetterState.BOUNCED.value)),
            (letter.c.next_try_at.is_not(None)) & (letter.c.attempts > 0),
        )
    )
    .order_by(letter.c.created_at.desc(), letter.c.key)
)
_AGAIN = update(letter).where(letter.c.key == _THIS, letter.c.state.in_(_ENDED_BADLY), letter.c.next_try_at.is_(None))
_PENDING = [state.value for state in (*OPEN, State.REDIRECTED)]


class SqlHealth(SqlEngineHealth):
    """`health_ports.Health` over a database."""

    _database: Database

    def mailbox_health(self) -> tuple[MailboxHealth, ...]:
        """Every mailbox that anything ever came in through, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(_MAILBOXES).all()
        last = {row[0]: row[3] for row in rows if row[1] == "all"}
        standing = Counter({(row[0], row[1]): row[2] for row in rows})
        return tuple(
            MailboxHealth(
                name=name,
                last_at=last[name],
                waiting=standing[name, "waiting"],
                held=standing[name, "held"],
                unfiled=standing[name, "unfiled"],
            )
            for name in sorted(last)
        )

    def stuck_letters(self, *, limit: int = 100) -> tuple[Letter, ...]:
        """Letters that did not go out at the first try, the newest first."""
        with self._database.reading() as connection:
            return tuple(letter_of(row) for row in connection.execute(_STUCK.limit(limit)))

    def send_again(self, key: str, at: datetime) -> bool:
        """A letter that ended refused or uncertain is ready once more; False where it is not such a one."""
        again = _AGAIN.values(state=LetterState.READY.value, attempts=0, not_before=at, next_try_at=at)
        with self._database.writing() as connection:
            row = connection.execute(again.returning(letter.c.inquiry), {"this": key}).first()
            if row is not None:
                defer(self._database, connection, (job_of_letter(key, inquiry=row.inquiry or "", due=at, now=at),))
            return row is not None

    def years_kept(self) -> tuple[YearKept, ...]:
        """What is kept by year, the newest first."""
        opened, kept = extract("year", inquiry.c.opened_at), extract("year", message.c.kept_at)
        ended = func.sum(case((inquiry.c.state.in_(_PENDING), 0), else_=1))
        with self._database.reading() as connection:
            inquiries = {int(row[0]): (row[1], row[2]) for row in connection.execute(select(opened, func.count(), ended).group_by(opened))}
            mails = {
                int(row[0]): (row[1], row[2])
                for row in connection.execute(select(kept, func.count(), func.sum(message.c.size)).group_by(kept))
            }
        years = sorted({*inquiries, *mails}, reverse=True)
        return tuple(
            YearKept(
                year=year,
                inquiries=inquiries.get(year, (0, 0))[0],
                ended=int(inquiries.get(year, (0, 0))[1] or 0),
                mails=mails.get(year, (0, 0))[0],
                octets=int(mails.get(year, (0, 0))[1] or 0),
            )
            for year in years
        )
