"""passed moment -> plan -> fact: one inquiry at a time, the one whose moment passed longest ago first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.deadline import Write, pass_deadline
from pdinbox.house import House
from pdinbox.intake.own import Own
from pdinbox.model.plan import Passed
from pdinbox.ports import Changed, Clock, Desk, Log
from pdinbox.worker.digest import Digester


@dataclass(frozen=True, slots=True, kw_only=True)
class Timekeeper:
    """Does what is to be done by rule. `books` are the rules in force for each mailbox; `write` writes the letters.

    `digester` writes the daily digests once nothing else is due.
    """

    house: House
    desk: Desk
    clock: Clock
    log: Log
    books: Callable[[str], Book]
    own: Own
    write: Write
    digester: Digester | None = None

    def keep_next(self) -> bool:
        """Do what one passed moment calls for; False when none has passed, or somebody else changed that inquiry just now.

        Raises Unavailable when the store is away.
        """
        now = self.clock.now()
        passed = self.desk.next_deadline(now, own_domains=self.own.message_id_domains, own_addresses=self.own.addresses)
        if passed is None:
            return self.digester.write_next() if self.digester else False
        return self._keep(passed, now)

    def keep(self, number: str) -> bool:
        """Do what the passed moment of that inquiry calls for, if there is one. Raises Unavailable."""
        now = self.clock.now()
        passed = self.desk.deadline_of(number, now, own_domains=self.own.message_id_domains, own_addresses=self.own.addresses)
        return self._keep(passed, now) if passed else False

    def _keep(self, passed: Passed, now: datetime) -> bool:
        inquiry = passed.thread.inquiry
        plan = pass_deadline(passed, at=now, book=self.books(inquiry.mailbox), write=self.write)
        try:
            self.house.carry_out(plan)
        except Changed:
            self.log.say("deadline-changed", inquiry=inquiry.number)
            return False
        event = plan.log[0].event if plan.log else "dates-moved"
        self.log.say("deadline-kept", inquiry=inquiry.number, what=event, letters=len(plan.letters))
        return True
