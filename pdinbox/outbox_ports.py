"""The doors of outgoing letters: the rows that wait, and the way out."""

from datetime import datetime
from typing import Protocol

from pdinbox.model.letter import Delivered, Letter


class Courier(Protocol):
    """The way out: one SMTP server, one connection for many letters. Never raises for one letter; the outcome says it."""

    def deliver(self, letter: Letter) -> Delivered:
        """Hand over one letter to its one recipient."""

    def rest(self) -> None:
        """Close the connection; the next letter opens it anew."""


class Outbox(Protocol):
    """Letters on their way."""

    def next_letter(self, now: datetime) -> Letter | None:
        """The oldest letter whose time has come; none that is being sent."""

    def due_letter(self, key: str, now: datetime) -> Letter | None:
        """That letter, None unless its time has come; not one that is being sent."""

    def sending(self, key: str, at: datetime, *, taker: str = "") -> bool:
        """Commit that it is handed over now, by that process; False when somebody else took it."""

    def settle(self, key: str, delivered: Delivered, *, at: datetime, retry_at: datetime | None) -> None:
        """Write the outcome; LATER and UNCERTAIN with a `retry_at` wait for it, without one they end."""

    def recover(self, at: datetime) -> int:
        """After a start of the only process: letters left in `sending` become uncertain, to be sent once more. Returns how many.

        Where several processes send, those that still live are asked for first: `work_ports.Backlog.take_over`.
        """
