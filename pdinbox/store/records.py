"""Questions about what is stored, and the operator's lines."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, case, func, literal, select, union, union_all

from pdinbox.flows.recall import COUNTING_ROLES
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.ledger import Event, HeldMessage, Kin
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Filing, Join, Role, Tray
from pdinbox.store.codec import DOSSIER, dealt_in, joined_dossier
from pdinbox.store.database import Database
from pdinbox.store.log import write_log
from pdinbox.store.overrides import overrides_of
from pdinbox.store.rows import AnyRow, inquiry_of, letter_of, log_entry_of
from pdinbox.store.tables import inquiry, joined, letter, log, message

_THIS: Final[BindParameter[Any]] = bindparam("this")
_QUEUE = select(inquiry).order_by(inquiry.c.due_at.asc().nulls_last(), inquiry.c.number).limit(bindparam("most"))
_INQUIRY = select(inquiry).where(inquiry.c.number == _THIS)
_MESSAGES = (
    select(joined, message.c.kept_at, message.c.dossier)
    .join(message, message.c.digest == joined.c.message)
    .where(joined.c.inquiry == _THIS)
    .order_by(message.c.kept_at, message.c.place, joined.c.role)
)
_SHARED = joined.alias("shared")
_FAMILY = select(_SHARED.c.inquiry).join(joined, joined.c.message == _SHARED.c.message).where(joined.c.inquiry == _THIS)
_COUNTING: Final = tuple(role.value for role in COUNTING_ROLES)
_KIN = (
    select(inquiry, _SHARED.c.message)
    .join(_SHARED, _SHARED.c.inquiry == inquiry.c.number)
    .join(joined, joined.c.message == _SHARED.c.message)
    .where(joined.c.inquiry == _THIS, joined.c.role.in_(_COUNTING), _SHARED.c.inquiry != _THIS, _SHARED.c.role.in_(_COUNTING))
    .order_by(inquiry.c.number)
)
_OWN = select(letter.c.key).where(letter.c.inquiry == _THIS)
_ALSO = select(letter.c.key).where(letter.c.inquiry.in_(_FAMILY), letter.c.also.contains(_THIS))
_LETTERS = select(letter).where(letter.c.key.in_(union(_OWN, _ALSO))).order_by(letter.c.created_at, letter.c.key)
"""Two questions made one: PostgreSQL finds neither by an index where they are joined by OR."""
_LINES = select(log).where(log.c.inquiry == _THIS).order_by(log.c.at, log.c.id)
_OPERATOR_LINES = select(log).where(log.c.inquiry.is_(None), log.c.at >= bindparam("since")).order_by(log.c.at, log.c.id)
_HELD = (
    select(message)
    .where(message.c.held_at.is_not(None), message.c.settled_at.is_(None))
    .order_by(message.c.held_at, message.c.kept_at, message.c.place)
)
_FILING = select(message.c.tray, message.c.filing_reason).where(message.c.digest == _THIS, message.c.settled_at.is_not(None))
_STANDING = case((message.c.settled_at.is_not(None), "settled"), (message.c.held_at.is_not(None), "held"), else_="waiting")
_COUNTS = union_all(
    select(literal("messages").label("what"), _STANDING.label("which"), func.count()).group_by("which"),
    select(literal("inquiries"), inquiry.c.state, func.count()).group_by(inquiry.c.state),
    select(literal("letters"), letter.c.state, func.count()).group_by(letter.c.state),
)


class SqlRecords:
    """`ports.Records` over a database."""

    _database: Database

    def queue(
        self, *, states: tuple[State, ...] = (), office: str | None = None, assignee: str | None = None, limit: int = 200
    ) -> tuple[Inquiry, ...]:
        """Inquiries, first due first; those without a date last. No states means all."""
        question = _QUEUE
        if states:
            question = question.where(inquiry.c.state.in_([state.value for state in states]))
        if office is not None:
            question = question.where(inquiry.c.office == office)
        if assignee is not None:
            question = question.where(inquiry.c.assignee == assignee)
        with self._database.reading() as connection:
            return tuple(inquiry_of(row) for row in connection.execute(question, {"most": limit}))

    def inquiry(self, number: str) -> Inquiry | None:
        """That inquiry as it stands now."""
        with self._database.reading() as connection:
            row = connection.execute(_INQUIRY, {"this": number}).first()
        return inquiry_of(row) if row else None

    def history(self, number: str) -> tuple[Event, ...]:
        """Its messages (when they were kept), log entries, letters and overrides, oldest first, in this order where the time is the same.

        A message stands there as its dossier with its join, or as the join alone when it was never examined.
        """
        with self._database.reading() as connection:
            messages = [_message_event(row) for row in connection.execute(_MESSAGES, {"this": number})]
            lines = [Event(at=row.at, log=log_entry_of(row)) for row in connection.execute(_LINES, {"this": number})]
            letters = [Event(at=row.created_at, letter=letter_of(row)) for row in connection.execute(_LETTERS, {"this": number})]
            overrides = [Event(at=one.at, override=one) for one in overrides_of(connection, (number,)).get(number, ())]
        return tuple(sorted((*messages, *lines, *letters, *overrides), key=lambda event: event.at))

    def family(self, number: str) -> tuple[Kin, ...]:
        """The inquiries that share a mail with it, by number."""
        with self._database.reading() as connection:
            rows = connection.execute(_KIN, {"this": number}).all()
        shared = (list(same) for _, same in groupby(rows, key=lambda row: str(row.number)))
        return tuple(Kin(inquiry=inquiry_of(same[0]), mails=frozenset(row.message for row in same)) for same in shared)

    def held(self) -> tuple[HeldMessage, ...]:
        """What waits for a person, oldest first."""
        with self._database.reading() as connection:
            return tuple(_held_message(row) for row in connection.execute(_HELD))

    def filing(self, digest: str) -> Filing | None:
        """Where that message ended, None while it is not settled."""
        with self._database.reading() as connection:
            row = connection.execute(_FILING, {"this": digest}).first()
        return Filing(message=digest, tray=Tray(row.tray), reason=row.filing_reason) if row else None

    def counts(self) -> Mapping[str, int]:
        """`messages` and `messages.waiting|held|settled`, `inquiries.<state>`, `letters.<state>`; every name is there, if with 0."""
        with self._database.reading() as connection:
            found = {f"{what}.{which}": count for what, which, count in connection.execute(_COUNTS)}
        names = (
            *(f"messages.{name}" for name in ("waiting", "held", "settled")),
            *(f"inquiries.{state}" for state in State),
            *(f"letters.{state}" for state in LetterState),
        )
        messages = sum(count for name, count in found.items() if name.startswith("messages."))
        return {"messages": messages, **{name: found.get(name, 0) for name in names}}

    def operator_lines(self, since: datetime) -> tuple[LogEntry, ...]:
        """Log entries that belong to no inquiry, from that moment on, oldest first."""
        with self._database.reading() as connection:
            return tuple(log_entry_of(row) for row in connection.execute(_OPERATOR_LINES, {"since": since}))

    def note(self, entry: LogEntry) -> None:
        """Write one such line; the same line twice stands there once."""
        with self._database.writing() as connection:
            write_log(self._database, connection, (entry,))


def _message_event(row: AnyRow) -> Event:
    join = Join(message=row.message, inquiry=row.inquiry, role=Role(row.role), dealt=dealt_in(row))
    return Event(at=row.kept_at, dossier=joined_dossier(row), join=join)


def _held_message(row: AnyRow) -> HeldMessage:
    return HeldMessage(
        digest=row.digest,
        mailbox=row.mailbox,
        reason=row.held_reason,
        since=row.held_at,
        attempts=row.attempts,
        sender=row.sender,
        subject=row.subject,
        text=DOSSIER.load(row.dossier).message.new_text if row.dossier else "",
    )
