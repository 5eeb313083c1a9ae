"""kept octets -> plan -> fact: one message at a time. Whatever goes wrong with one message, the next one is not kept waiting.

The one `except Exception` of the program stands here, and it means *held for a person*, never *skipped*.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from pdinbox.case_ports import CaseDirectory
from pdinbox.flows.arrival import examine, respond
from pdinbox.flows.book import Book
from pdinbox.flows.people import whom_it_may_be_about
from pdinbox.house import House
from pdinbox.intake.own import Own
from pdinbox.model.case_record import newest
from pdinbox.model.family import Member
from pdinbox.model.ledger import CHANGED_AGAIN, COULD_NOT, STOPPED, Waiting
from pdinbox.model.message import Message
from pdinbox.model.plan import Dossier, Known, Reading
from pdinbox.policy.case import gather_case
from pdinbox.ports import Changed, Clock, Desk, Log, Objects, Reader, Unavailable
from pdinbox.worker.consult import look_up

TRIES_WHEN_CHANGED: Final = 20
"""A plan refused because the facts moved on is made anew; so often in a row only when something is wrong. Hosts that open inquiries at the
same moment meet at the next number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """Examines and answers. `books` are the rules and letters in force for each mailbox; `token` gives an unguessable word.

    `directory` is the case directory, None where there is none.
    """

    house: House
    desk: Desk
    objects: Objects
    reader: Reader
    clock: Clock
    log: Log
    books: Callable[[str], Book]
    token: Callable[[], str]
    letters_since: date | None
    most_attempts: int
    own: Own
    directory: CaseDirectory | None = None
    _unspared: list[str] = field(default_factory=list, init=False)
    """Attempts that ended because a door was away, and could not be taken back because the store was."""

    def examine_next(self) -> bool:
        """Settle or hold the oldest waiting message; False when none waits. Raises Unavailable when a store is away."""
        self._spare()
        waiting = self.desk.next_waiting()
        if waiting is None:
            return False
        self._examine(waiting)
        return True

    def examine(self, digest: str) -> None:
        """Settle or hold that message, if it still waits. Raises Unavailable when a store is away."""
        self._spare()
        waiting = self.desk.waiting(digest)
        if waiting is not None:
            self._examine(waiting)

    def _examine(self, waiting: Waiting) -> None:
        if waiting.attempts >= self.most_attempts:
            self._hold(waiting, f"{STOPPED} {waiting.attempts} times while examining it")
            return
        self.desk.begin(waiting.digest, self.clock.now())
        try:
            self._settle(waiting)
        except Unavailable:
            self._unspared.append(waiting.digest)
            self._spare()
            raise
        except Exception as wrong:  # noqa: BLE001  the worker loop's own: the message is held, the desk goes on
            self._hold(waiting, f"{COULD_NOT}: {type(wrong).__name__}: {wrong}", error=type(wrong).__name__)

    def _spare(self) -> None:
        while self._unspared:
            self.desk.spare(self._unspared[0])
            del self._unspared[0]

    def _settle(self, waiting: Waiting) -> None:
        book = self.books(waiting.mailbox)
        reading = self._read(waiting)
        if reading.message is None or (reading.trouble and not waiting.ruling):
            self._hold(waiting, reading.trouble or "it could not be read at all", message=reading.message)
            return
        case = gather_case(reading.message, reading.documents, policy=book.policy)
        lookup = look_up(self.directory, case.a_numbers)
        dossier = examine(reading, message=reading.message, book=book, today=self._today(book), lookup=lookup)
        people = whom_it_may_be_about(dossier, book=book)
        for _ in range(TRIES_WHEN_CHANGED):
            known = self._known(dossier, waiting, book=book, a_numbers=case.a_numbers, people=people)
            plan = respond(self._with_rows_of_threads(dossier, known), known=known, book=book)
            try:
                self.house.carry_out(plan)
            except Changed:
                if self.desk.waiting(waiting.digest) is None:
                    # somebody else examined it at the same time
                    return
                continue
            tray = plan.filing.tray.value if plan.filing else ""
            self.log.say("message-settled", digest=waiting.digest[:12], tray=tray, inquiries=len(plan.inquiries), letters=len(plan.letters))
            return
        self._hold(waiting, f"{CHANGED_AGAIN} while it was examined", message=dossier.message)

    def _read(self, waiting: Waiting) -> Reading:
        """What the sandbox makes of it. One that a person released although it can not be read whole is taken by what can be read."""
        path = self.objects.path(waiting.digest)
        reading = self.reader.read_message(path, header_only=waiting.oversize)
        if reading.message is None and waiting.ruling:
            return self.reader.read_message(path, header_only=True)
        return reading

    def _known(self, dossier: Dossier, waiting: Waiting, *, book: Book, a_numbers: tuple[str, ...], people: tuple[Member, ...]) -> Known:
        known = self.desk.known(
            dossier,
            mailbox=waiting.mailbox,
            at=self.clock.now(),
            token=self.token(),
            own_domains=self.own.message_id_domains,
            own_addresses=self.own.addresses,
            a_numbers=a_numbers,
            people=people,
        )
        return replace(known, without_letters=self._is_old(waiting, book), oversize=waiting.oversize, size=waiting.size)

    def _with_rows_of_threads(self, dossier: Dossier, known: Known) -> Dossier:
        """A reply seldom names the A-number of its thread: what the directory says of it today is looked up all the same."""
        threads = (*(linked.thread for linked in known.threads), *known.same_person)
        numbers = dict.fromkeys(thread.inquiry.a_number for thread in threads if thread.inquiry.a_number)
        more = look_up(self.directory, [number for number in numbers if number not in dossier.lookup.asked])
        return replace(dossier, lookup=newest((dossier.lookup, more))) if more.asked else dossier

    def _is_old(self, waiting: Waiting, book: Book) -> bool:
        if self.letters_since is None or waiting.received_at is None:
            return False
        return waiting.received_at.astimezone(ZoneInfo(book.desk.zone)).date() < self.letters_since

    def _today(self, book: Book) -> date:
        return self.clock.now().astimezone(ZoneInfo(book.desk.zone)).date()

    def _hold(self, waiting: Waiting, reason: str, *, message: Message | None = None, error: str = "") -> None:
        self.desk.hold(waiting.digest, reason=reason, at=self.clock.now(), message=message)
        # the reason may quote the mail, so the log names the kind of error only
        self.log.say("message-held-warning", digest=waiting.digest[:12], attempts=waiting.attempts + 1, error=error)
