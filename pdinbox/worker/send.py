"""outbox -> SMTP: letters whose time has come, one after another, with no transaction open while the server is talked to."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pdinbox.model.letter import Delivered, Delivery, Letter, LetterState
from pdinbox.outbox_ports import Courier, Outbox
from pdinbox.ports import Clock, Log, Unavailable
from pdinbox.worker.unreached import Unreached

RESEND_UNCERTAIN_AFTER = timedelta(minutes=2)
PATIENCE_WITH_SERVER = 3
STILL_UNCERTAIN = "not handed over again yet: "
"""A second attempt that never reached the server leaves the first one's fate unknown; it does not make the letter new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOff:
    """When a letter is tried again: these waits one after another, then the last again and again until `patience` has passed."""

    waits: tuple[timedelta, ...] = (
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=15),
        timedelta(hours=1),
        timedelta(hours=4),
    )
    patience: timedelta = timedelta(days=4)

    def retry_at(self, letter: Letter, *, now: datetime) -> datetime | None:
        """The next time for a letter that was tried `letter.attempts` times before, None when patience is over."""
        wait = self.waits[min(letter.attempts, len(self.waits) - 1)]
        return now + wait if now + wait < letter.created_at + self.patience else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends what is ready. A letter whose fate is uncertain is sent once more with the same octets, then left to a person.

    `back_off` is asked at each letter: rules that change while the desk runs change it.
    `taker` is this process, where several send. The outcome of a letter is written so often, a second apart, while the store is away:
    one that is not written is sent twice.
    """

    outbox: Outbox
    courier: Courier
    clock: Clock
    log: Log
    unreached: Unreached
    back_off: Callable[[], BackOff] = BackOff
    taker: str = ""
    settle_tries: int = 1

    def send_next(self) -> Delivery | None:
        """Send the oldest ready letter; None when there is none. Raises Unavailable when the store is away."""
        now = self.clock.now()
        letter = self.outbox.next_letter(now)
        return self._send(letter, now) if letter else None

    def send(self, key: str) -> Delivery | None:
        """Send that letter, if its time has come; None where it has not or somebody else took it. Raises Unavailable."""
        now = self.clock.now()
        letter = self.outbox.due_letter(key, now)
        return self._send(letter, now) if letter else None

    def _send(self, letter: Letter, now: datetime) -> Delivery | None:
        if not self.outbox.sending(letter.key, now, taker=self.taker):
            return None
        delivered = _remembering(letter, self.courier.deliver(letter))
        after = self.clock.now()
        retry_at = self._retry_at(letter, delivered, now=after)
        if delivered.outcome is Delivery.LATER and retry_at is None:
            delivered = Delivered(outcome=Delivery.REFUSED, words=f"given up after {self.back_off().patience.days} days: {delivered.words}")
        if delivered.outcome is Delivery.REFUSED:
            self.unreached.put(letter, delivered)
        self._settle(letter.key, delivered, at=after, retry_at=retry_at)
        event = "letter-sent" if delivered.outcome is Delivery.SENT else f"letter-{delivered.outcome.value}-warning"
        self.log.say(event, inquiry=letter.inquiry, kind=letter.kind, attempt=letter.attempts + 1, why=delivered.words)
        return delivered.outcome

    def _settle(self, key: str, delivered: Delivered, *, at: datetime, retry_at: datetime | None) -> None:
        for left in reversed(range(self.settle_tries)):
            try:
                self.outbox.settle(key, delivered, at=at, retry_at=retry_at)
            except Unavailable:
                if not left:
                    raise
                time.sleep(1)
            else:
                return

    def send_all(self) -> tuple[Delivery, ...]:
        """Send until none is due, or the server refuses to work three times in a row: the rest waits for the next round."""
        outcomes: list[Delivery] = []
        while outcomes[-PATIENCE_WITH_SERVER:] != [Delivery.LATER] * PATIENCE_WITH_SERVER and (outcome := self.send_next()) is not None:
            outcomes.append(outcome)
        return tuple(outcomes)

    def _retry_at(self, letter: Letter, delivered: Delivered, *, now: datetime) -> datetime | None:
        match delivered.outcome:
            case Delivery.LATER:
                return self.back_off().retry_at(letter, now=now)
            case Delivery.UNCERTAIN if delivered.words.startswith(STILL_UNCERTAIN):
                return self.back_off().retry_at(letter, now=now)
            case Delivery.UNCERTAIN:
                return now + RESEND_UNCERTAIN_AFTER if letter.state is not LetterState.UNCERTAIN else None
            case Delivery.SENT | Delivery.REFUSED:
                return None


def _remembering(letter: Letter, delivered: Delivered) -> Delivered:
    if letter.state is LetterState.UNCERTAIN and delivered.outcome is Delivery.LATER:
        return Delivered(outcome=Delivery.UNCERTAIN, words=STILL_UNCERTAIN + delivered.words)
    return delivered
