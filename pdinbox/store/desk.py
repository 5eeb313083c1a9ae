"""The messages that wait, what is known about them, and the plans that settle them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from pdinbox.flows.ledger_lines import dismissed, held, released
from pdinbox.flows.recall import numbers_of, slipped
from pdinbox.flows.work import job_of_message
from pdinbox.intake.own import Own
from pdinbox.model.family import Member
from pdinbox.model.ledger import Waiting
from pdinbox.model.message import Message
from pdinbox.model.plan import Dossier, Known, Passed, Plan, Role, Tray
from pdinbox.ports import Changed, Refused
from pdinbox.store.carrying import Carrying
from pdinbox.store.database import Collided, Database
from pdinbox.store.jobs import defer
from pdinbox.store.log import write_log
from pdinbox.store.past import Past
from pdinbox.store.rows import message_columns
from pdinbox.store.tables import inquiry, joined, message, sighting

_THIS = message.c.digest == bindparam("this")
_IS_UNSETTLED = message.c.settled_at.is_(None)
_IS_WAITING = (_IS_UNSETTLED, message.c.held_at.is_(None))
_IS_HELD = (_IS_UNSETTLED, message.c.held_at.is_not(None))
_WAITING = (
    select(
        message.c.digest,
        message.c.mailbox,
        message.c.size,
        message.c.attempts,
        message.c.received_at,
        message.c.oversize,
        message.c.ruling,
    )
    .where(*_IS_WAITING)
    .limit(1)
)
_THIS_WAITING = _WAITING.where(_THIS)
_NEXT = _WAITING.where(message.c.begun_at.is_(None)).order_by(message.c.kept_at, message.c.place)
_NEXT_AGAIN = _WAITING.where(message.c.begun_at.is_not(None)).order_by(message.c.begun_at, message.c.place)
_NEXT_DEADLINE = (
    select(inquiry.c.number)
    .where(inquiry.c.next_event_at.is_not(None), inquiry.c.next_event_at <= bindparam("now"))
    .order_by(inquiry.c.next_event_at, inquiry.c.number)
    .limit(1)
)
_THIS_DEADLINE = _NEXT_DEADLINE.where(inquiry.c.number == bindparam("this"))
_BEGIN = update(message).where(_THIS, *_IS_WAITING).values(attempts=message.c.attempts + 1, begun_at=bindparam("at"))
_SPARE = update(message).where(_THIS, *_IS_WAITING, message.c.attempts > 0).values(attempts=message.c.attempts - 1)
_HOLD = update(message).where(_THIS, _IS_UNSETTLED)
_CHANGE_HELD = update(message).where(_THIS, *_IS_HELD)
_LIES_AGAIN = update(sighting).where(sighting.c.message == bindparam("this")).values(filed_at=None)
_FORGET_GUESSES = delete(joined).where(joined.c.message == bindparam("this"), joined.c.role == Role.POSSIBLE_FOLLOW_UP.value)


class SqlDesk:
    """`ports.Desk` over a database."""

    _database: Database

    def next_waiting(self) -> Waiting | None:
        """The oldest kept message that is neither settled nor held; those of one batch in the order they came in.

        One that was begun before and not finished comes after those that were not: whatever stopped it keeps nobody else waiting.
        """
        with self._database.reading() as connection:
            row = connection.execute(_NEXT).first() or connection.execute(_NEXT_AGAIN).first()
        return Waiting(**row._mapping) if row else None

    def waiting(self, digest: str) -> Waiting | None:
        """That message, None unless it waits."""
        with self._database.reading() as connection:
            row = connection.execute(_THIS_WAITING, {"this": digest}).first()
        return Waiting(**row._mapping) if row else None

    def begin(self, digest: str, at: datetime) -> None:
        """Commit that an attempt begins, so that a crash is counted."""
        with self._database.writing() as connection:
            connection.execute(_BEGIN, {"this": digest, "at": at})

    def spare(self, digest: str) -> None:
        """Take back the last attempt: a door was away, which is not the message's fault."""
        with self._database.writing() as connection:
            connection.execute(_SPARE, {"this": digest})

    def known(
        self,
        dossier: Dossier,
        *,
        mailbox: str,
        at: datetime,
        token: str,
        own_domains: frozenset[str],
        own_addresses: frozenset[str] = frozenset(),
        a_numbers: tuple[str, ...] = (),
        people: tuple[Member, ...] = (),
    ) -> Known:
        """Everything `flows.arrival.respond` needs about the past, as one consistent look. Serials count within the UTC year of `at`."""
        own = Own(addresses=own_addresses, message_id_domains=own_domains)
        with self._database.reading() as connection:
            past = Past(connection, own=own)
            oversize, ruling = past.decided(dossier.message.digest)
            letters, noticed = past.letters_to_sender(dossier.message, at)
            threads, alike = past.linked_threads(dossier.message, ruling=ruling), past.alike(people)
            return Known(
                now=at,
                mailbox=mailbox,
                next_serial=past.next_serial(at.year),
                token=token,
                threads=threads,
                same_person=past.same_person(numbers_of(a_numbers, threads)),
                alike=alike,
                slipped=past.threads(slipped(alike, dossier.message, people)),
                bounced_letter=past.bounced_letter(dossier.message),
                letters_to_sender=letters,
                noticed=noticed,
                oversize=oversize,
                ruling=ruling,
            )

    def next_deadline(self, now: datetime, *, own_domains: frozenset[str], own_addresses: frozenset[str] = frozenset()) -> Passed | None:
        """The inquiry whose `next_event_at` passed longest ago; None where none has."""
        own = Own(addresses=own_addresses, message_id_domains=own_domains)
        with self._database.reading() as connection:
            number = connection.execute(_NEXT_DEADLINE, {"now": now}).scalar()
            return Past(connection, own=own).passed(number, now) if number else None

    def deadline_of(
        self, number: str, now: datetime, *, own_domains: frozenset[str], own_addresses: frozenset[str] = frozenset()
    ) -> Passed | None:
        """That inquiry, None unless its `next_event_at` has passed."""
        own = Own(addresses=own_addresses, message_id_domains=own_domains)
        with self._database.reading() as connection:
            found = connection.execute(_THIS_DEADLINE, {"now": now, "this": number}).scalar()
            return Past(connection, own=own).passed(number, now) if found else None

    def carry_out(self, plan: Plan) -> None:
        """All of the plan in one transaction, or nothing. Raises Changed (see `Plan`; a message held meanwhile counts) and Unavailable."""
        try:
            with self._database.writing() as connection:
                Carrying(self._database, connection).carry_out(plan)
        except Collided as met:
            raise Changed("another change was made at the same moment") from met

    def hold(self, digest: str, *, reason: str, at: datetime, message: Message | None = None) -> None:
        """Set the message aside for a person; it is filed in the Held tray. A settled one is left alone."""
        seen = message_columns(message) if message else {}
        columns = {"held_at": at, "held_reason": reason, "tray": Tray.HELD.value, **seen}
        with self._database.writing() as connection:
            if connection.execute(_HOLD, {"this": digest, **columns}).rowcount:
                write_log(self._database, connection, (held(digest, reason=reason, at=at),))

    def release(self, digest: str, *, at: datetime, ruling: str = "", actor: str = "desk") -> None:
        """Give a held message back to the worker with a fresh count. Raises Refused when it is not held.

        What it was thought to belong to is forgotten and found anew. Its sightings are filed again once it is settled; where the server
        has moved the message to the Held folder by then, it stays there.
        """
        columns = {"held_at": None, "held_reason": "", "tray": None, "attempts": 0, "begun_at": None, "ruling": ruling}
        with self._database.writing() as connection:
            _change_held(connection, digest, columns)
            defer(self._database, connection, (job_of_message(digest),))
            write_log(self._database, connection, (released(digest, actor=actor, ruling=ruling, at=at),))

    def dismiss(self, digest: str, *, at: datetime, actor: str, reason: str) -> None:
        """A person settles a held message without an inquiry; it is kept and filed as processed. Raises Refused when it is not held."""
        columns = {"settled_at": at, "tray": Tray.PROCESSED.value, "filing_reason": reason}
        with self._database.writing() as connection:
            _change_held(connection, digest, columns)
            write_log(self._database, connection, (dismissed(digest, actor=actor, reason=reason, at=at),))


def _change_held(connection: Connection, digest: str, columns: dict[str, Any]) -> None:
    if not connection.execute(_CHANGE_HELD, {"this": digest, **columns}).rowcount:
        raise Refused(f"message {digest[:12]} is not held")
    connection.execute(_LIES_AGAIN, {"this": digest})
    connection.execute(_FORGET_GUESSES, {"this": digest})
