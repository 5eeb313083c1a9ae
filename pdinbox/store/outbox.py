"""Letters on their way: ready -> sending -> sent, refused, uncertain. No transaction is open while one is handed over."""

from datetime import datetime
from typing import Any, Final, assert_never

from sqlalchemy import bindparam, literal_column, select, update

from pdinbox.flows.ledger_lines import letter_ended
from pdinbox.flows.work import job_of_letter
from pdinbox.model.letter import Delivered, Delivery, Letter, LetterState
from pdinbox.store.database import Database
from pdinbox.store.jobs import defer
from pdinbox.store.log import write_log
from pdinbox.store.rows import letter_of
from pdinbox.store.tables import letter

_THIS = letter.c.key == bindparam("this")
IS_SENDING = letter.c.state == literal_column(f"'{LetterState.SENDING.value}'")
"""Spelled out, as the partial index over the few that are being sent spells it."""
_IS_DUE = letter.c.next_try_at <= bindparam("now")
_NEXT = select(letter).where(_IS_DUE).order_by(letter.c.created_at, letter.c.key).limit(1)
_DUE = select(letter).where(_THIS, _IS_DUE)
_TAKEN: Final[dict[str, Any]] = {
    "state": LetterState.SENDING.value,
    "next_try_at": None,
    "taken_by": bindparam("taker"),
    "taken_at": bindparam("now"),
}
_TAKE = update(letter).where(_THIS, _IS_DUE).values(attempts=letter.c.attempts + 1, **_TAKEN)
_SETTLE = update(letter).where(_THIS, IS_SENDING)
_RECOVER = update(letter).where(IS_SENDING)
LEFT = {"state": LetterState.UNCERTAIN.value, "trouble": "the desk stopped while it was handed over"}
"""The columns of a letter that nobody hands over any more; it is tried once more."""


class SqlOutbox:
    """`ports.Outbox` over a database."""

    _database: Database

    def next_letter(self, now: datetime) -> Letter | None:
        """The oldest letter whose time has come; none that is being sent."""
        with self._database.reading() as connection:
            row = connection.execute(_NEXT, {"now": now}).first()
        return letter_of(row) if row else None

    def due_letter(self, key: str, now: datetime) -> Letter | None:
        """That letter, None unless its time has come."""
        with self._database.reading() as connection:
            row = connection.execute(_DUE, {"this": key, "now": now}).first()
        return letter_of(row) if row else None

    def sending(self, key: str, at: datetime, *, taker: str = "") -> bool:
        """Commit that it is handed over now; False when somebody else took it (or its time has not come)."""
        with self._database.writing() as connection:
            return bool(connection.execute(_TAKE, {"this": key, "now": at, "taker": taker}).rowcount)

    def settle(self, key: str, delivered: Delivered, *, at: datetime, retry_at: datetime | None) -> None:
        """Write the outcome; LATER and UNCERTAIN with a `retry_at` wait for it, without one they end.

        A letter that is not being sent is left alone: a bounce that came in the meantime stands.
        """
        columns = _outcome_columns(delivered, at=at, retry_at=retry_at)
        with self._database.writing() as connection:
            row = connection.execute(_SETTLE.returning(letter.c.inquiry), {"this": key, **columns}).first()
            if row is not None and retry_at is not None:
                defer(self._database, connection, (job_of_letter(key, inquiry=row.inquiry or "", due=retry_at, now=at),))
            if row is not None and retry_at is None and delivered.outcome is not Delivery.SENT:
                ended = letter_ended(key, inquiry=row.inquiry or "", words=delivered.words, at=at)
                write_log(self._database, connection, (ended,))

    def recover(self, at: datetime) -> int:
        """After a start: letters left in `sending` by a crash become uncertain, to be sent once more. Returns how many."""
        with self._database.writing() as connection:
            return connection.execute(_RECOVER, LEFT | {"next_try_at": at}).rowcount


def _outcome_columns(delivered: Delivered, *, at: datetime, retry_at: datetime | None) -> dict[str, Any]:
    again = {"not_before": retry_at, "next_try_at": retry_at, "trouble": delivered.words}
    ended = {"not_before": None, "next_try_at": None, "trouble": delivered.words}
    match delivered.outcome:
        case Delivery.SENT:
            return {"state": LetterState.SENT.value, "sent_at": at, "trouble": ""}
        case Delivery.LATER if retry_at is not None:
            return {"state": LetterState.READY.value, **again}
        case Delivery.UNCERTAIN:
            return {"state": LetterState.UNCERTAIN.value, **again}
        case Delivery.LATER | Delivery.REFUSED:
            return {"state": LetterState.REFUSED.value, **ended}
        case _:
            assert_never(delivered.outcome)
