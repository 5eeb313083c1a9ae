"""The memory double of `ports.Store`: everything in dictionaries, gone with the process. `pdinbox try` runs on it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from pdinbox.adapters.memory_desk import MemoryDesk
from pdinbox.adapters.memory_drafts import MemoryDrafts
from pdinbox.adapters.memory_editions import MemoryEditions
from pdinbox.adapters.memory_engine import MemoryWorkStore
from pdinbox.adapters.memory_ledger import MemoryLedger
from pdinbox.adapters.memory_pages import MemoryPages
from pdinbox.adapters.memory_rows import KeptMessage, Memory
from pdinbox.adapters.memory_tallies import MemoryTallies
from pdinbox.flows.ledger_lines import letter_ended
from pdinbox.flows.recall import COUNTING_ROLES, EVIDENCE_ROLES
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.ledger import Event, HeldMessage, Kin
from pdinbox.model.letter import Delivered, Delivery, Letter, LetterState
from pdinbox.model.plan import Filing
from pdinbox.model.stored import StoredInquiry, StoredMail
from pdinbox.ports import Refused


class MemoryOutbox:
    """The memory double of `ports.Outbox`."""

    _memory: Memory

    def next_letter(self, now: datetime) -> Letter | None:
        """The oldest letter whose time has come; none that is being sent."""
        with self._memory.lock:
            due = self._memory.due
            return next((letter for letter in self._memory.letters_in_order() if letter.key in due and due[letter.key] <= now), None)

    def due_letter(self, key: str, now: datetime) -> Letter | None:
        """That letter, None unless its time has come."""
        with self._memory.lock:
            return self._memory.letters[key] if key in self._memory.due and self._memory.due[key] <= now else None

    def sending(self, key: str, at: datetime, *, taker: str = "") -> bool:
        """It is handed over now; False when somebody else took it (or its time has not come)."""
        with self._memory.lock:
            if key not in self._memory.due or self._memory.due[key] > at:
                return False
            del self._memory.due[key]
            letter = self._memory.letters[key]
            self._memory.letters[key] = replace(letter, state=LetterState.SENDING, attempts=letter.attempts + 1)
            self._memory.takers[key] = (taker, at)
            return True

    def settle(self, key: str, delivered: Delivered, *, at: datetime, retry_at: datetime | None) -> None:
        """Write the outcome; a letter that is not being sent is left alone."""
        with self._memory.lock:
            letter = self._memory.letters.get(key)
            if letter is None or letter.state is not LetterState.SENDING:
                return
            self._memory.letters[key] = after = _delivered(letter, delivered, at=at, retry_at=retry_at)
            if after.state in {LetterState.READY, LetterState.UNCERTAIN} and retry_at is not None:
                self._memory.due[key] = retry_at
            elif after.state is not LetterState.SENT:
                self._memory.log[letter_ended(key, inquiry=letter.inquiry, words=delivered.words, at=at)] = None

    def recover(self, at: datetime) -> int:
        """Letters left in `sending` become uncertain, to be sent once more. Returns how many."""
        with self._memory.lock:
            left = [letter for letter in self._memory.letters.values() if letter.state is LetterState.SENDING]
            for letter in left:
                self._memory.leave(letter.key, at=at)
            return len(left)


class MemoryRecords:
    """The memory double of `ports.Records`."""

    _memory: Memory

    def queue(
        self, *, states: tuple[State, ...] = (), office: str | None = None, assignee: str | None = None, limit: int = 200
    ) -> tuple[Inquiry, ...]:
        """Inquiries, first due first; those without a date last. No states means all."""
        with self._memory.lock:
            wanted = [
                inquiry
                for inquiry in self._memory.inquiries.values()
                if (not states or inquiry.state in states)
                and (office is None or inquiry.route.office == office)
                and (assignee is None or inquiry.assignee == assignee)
            ]
        dated = sorted((one for one in wanted if one.due_at), key=lambda one: (one.due_at, one.number))
        undated = sorted((one for one in wanted if not one.due_at), key=lambda one: one.number)
        return tuple([*dated, *undated][:limit])

    def inquiry(self, number: str) -> Inquiry | None:
        """That inquiry as it stands now."""
        with self._memory.lock:
            return self._memory.inquiries.get(number)

    def history(self, number: str) -> tuple[Event, ...]:
        """Its messages, log entries, letters and overrides, oldest first, in this order where the time is the same."""
        with self._memory.lock:
            messages = [
                Event(at=kept.kept_at, dossier=kept.dossier_for(join), join=join)
                for kept in self._memory.in_order()
                for join in sorted(self._memory.joins, key=lambda join: join.role.value)
                if join.inquiry == number and join.message == kept.arrival.digest
            ]
            lines = [Event(at=line.at, log=line) for line in self._memory.log if line.inquiry == number]
            letters = [
                Event(at=one.created_at, letter=one) for one in self._memory.letters_in_order() if number in {one.inquiry, *one.also}
            ]
            overrides = [Event(at=one.at, override=one) for one in self._memory.overrides_of(number)]
        return tuple(sorted((*messages, *lines, *letters, *overrides), key=lambda event: event.at))

    def family(self, number: str) -> tuple[Kin, ...]:
        """The inquiries that share a mail with it, by number."""
        with self._memory.lock:
            counting = {(join.message, join.inquiry) for join in self._memory.joins if join.role in COUNTING_ROLES}
            own = {message for message, inquiry in counting if inquiry == number}
            mails: dict[str, set[str]] = {}
            for message, inquiry in counting:
                if message in own and inquiry != number:
                    mails.setdefault(inquiry, set()).add(message)
            return tuple(Kin(inquiry=self._memory.inquiries[one], mails=frozenset(mails[one])) for one in sorted(mails))

    def held(self) -> tuple[HeldMessage, ...]:
        """What waits for a person, oldest first."""
        with self._memory.lock:
            held = [(kept.held_at, kept) for kept in self._memory.in_order() if kept.is_held and kept.held_at]
            return tuple(_held_message(kept, since=since) for since, kept in sorted(held, key=lambda one: one[0]))

    def filing(self, digest: str) -> Filing | None:
        """Where that message ended, None while it is not settled."""
        with self._memory.lock:
            kept = self._memory.messages.get(digest)
            if kept is None or kept.settled_at is None or kept.tray is None:
                return None
            return Filing(message=digest, tray=kept.tray, reason=kept.filing_reason)

    def counts(self) -> Mapping[str, int]:
        """`messages` and `messages.waiting|held|settled`, `inquiries.<state>`, `letters.<state>`; every name is there, if with 0."""
        with self._memory.lock:
            messages = tuple(self._memory.messages.values())
            states = Counter(inquiry.state for inquiry in self._memory.inquiries.values())
            letters = Counter(letter.state for letter in self._memory.letters.values())
        return {
            "messages": len(messages),
            "messages.waiting": sum(kept.is_waiting for kept in messages),
            "messages.held": sum(kept.is_held for kept in messages),
            "messages.settled": sum(kept.settled_at is not None for kept in messages),
            **{f"inquiries.{state}": states[state] for state in State},
            **{f"letters.{state}": letters[state] for state in LetterState},
        }

    def operator_lines(self, since: datetime) -> tuple[LogEntry, ...]:
        """Log entries that belong to no inquiry, from that moment on, oldest first."""
        with self._memory.lock:
            return tuple(sorted((line for line in self._memory.log if not line.inquiry and line.at >= since), key=lambda line: line.at))

    def note(self, entry: LogEntry) -> None:
        """Write one such line; the same line twice stands there once. Raises Refused when its inquiry is not there."""
        with self._memory.lock:
            if entry.inquiry and entry.inquiry not in self._memory.inquiries:
                raise Refused("the line points to an inquiry that is not there")
            self._memory.log[entry] = None

    def stored_inquiries(self, *, before: str = "", since: datetime | None = None, limit: int = 100) -> tuple[StoredInquiry, ...]:
        """Inquiries with the mails that count as evidence, the highest number first: a page of them."""
        with self._memory.lock:
            numbers = sorted((number for number in self._memory.inquiries if not before or number < before), reverse=True)
            chosen = [self._memory.inquiries[number] for number in numbers]
            page = [one for one in chosen if since is None or one.opened_at >= since][:limit]
            return tuple(self._stored(one) for one in page)

    def _stored(self, one: Inquiry) -> StoredInquiry:
        return StoredInquiry(inquiry=one, mails=self._evidence(one.number), overrides=self._memory.overrides_of(one.number))

    def count_inquiries(self, *, since: datetime | None = None) -> int:
        """How many were opened from that moment on, or ever."""
        with self._memory.lock:
            return sum(since is None or one.opened_at >= since for one in self._memory.inquiries.values())

    def _evidence(self, number: str) -> tuple[StoredMail, ...]:
        return tuple(
            StoredMail(at=kept.kept_at, role=join.role, dossier=kept.dossier_for(join), oversize=kept.arrival.oversize)
            for kept in self._memory.in_order()
            for join in self._memory.joins
            if (join.inquiry, join.message) == (number, kept.arrival.digest) and join.role in EVIDENCE_ROLES
        )


class MemoryStore(
    MemoryLedger,
    MemoryDesk,
    MemoryOutbox,
    MemoryRecords,
    MemoryDrafts,
    MemoryTallies,
    MemoryEditions,
    MemoryPages,
    MemoryWorkStore,
):
    """Used from any number of threads; every method is one transaction."""

    def __init__(self) -> None:
        """Empty."""
        self._memory = Memory()

    def close(self) -> None:
        """Nothing to let go of."""


def _delivered(letter: Letter, delivered: Delivered, *, at: datetime, retry_at: datetime | None) -> Letter:
    match delivered.outcome:
        case Delivery.SENT:
            return replace(letter, state=LetterState.SENT, sent_at=at, trouble="")
        case Delivery.LATER if retry_at is not None:
            return replace(letter, state=LetterState.READY, not_before=retry_at, trouble=delivered.words)
        case Delivery.UNCERTAIN:
            return replace(letter, state=LetterState.UNCERTAIN, not_before=retry_at, trouble=delivered.words)
        case Delivery.LATER | Delivery.REFUSED:
            return replace(letter, state=LetterState.REFUSED, not_before=None, trouble=delivered.words)
        case _:
            assert_never(delivered.outcome)


def _held_message(kept: KeptMessage, *, since: datetime) -> HeldMessage:
    return HeldMessage(
        digest=kept.arrival.digest,
        mailbox=kept.arrival.mailbox,
        reason=kept.held_reason,
        since=since,
        attempts=kept.attempts,
        sender=kept.sender,
        subject=kept.subject,
        text=kept.dossier.message.new_text if kept.dossier else "",
    )
