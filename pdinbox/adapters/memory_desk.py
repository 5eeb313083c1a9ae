"""The memory double of `ports.Desk`."""

from dataclasses import replace
from datetime import datetime

from pdinbox.adapters.memory_drafts import check_drafts, write_drafts
from pdinbox.adapters.memory_past import MemoryPast
from pdinbox.adapters.memory_pictures import wish_for_pictures
from pdinbox.adapters.memory_rows import KeptMessage, Memory
from pdinbox.flows.ledger_lines import dismissed, held, released
from pdinbox.flows.recall import numbers_of, slipped
from pdinbox.intake.own import Own
from pdinbox.model.family import Member
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.ledger import Waiting
from pdinbox.model.letter import LetterState
from pdinbox.model.message import Message
from pdinbox.model.person import sound_pairs
from pdinbox.model.plan import Dossier, Filing, Known, LetterChange, Passed, Plan, Role, Tray
from pdinbox.ports import Changed, Refused

_WAITING_STATES = frozenset({LetterState.READY, LetterState.UNCERTAIN})


class MemoryDesk:
    """Examining and answering out of dictionaries. A plan is checked whole before anything of it is written."""

    _memory: Memory

    def next_waiting(self) -> Waiting | None:
        """The oldest kept message that is neither settled nor held; one that was begun before comes after those that were not."""
        with self._memory.lock:
            waiting = [kept for kept in self._memory.in_order() if kept.is_waiting]
            if not waiting:
                return None
            fresh = next((kept for kept in waiting if kept.begun_at is None), None)
            return _waiting(fresh or min(waiting, key=lambda one: one.begun_at or one.kept_at))

    def waiting(self, digest: str) -> Waiting | None:
        """That message, None unless it waits."""
        with self._memory.lock:
            kept = self._memory.messages.get(digest)
            return _waiting(kept) if kept and kept.is_waiting else None

    def begin(self, digest: str, at: datetime) -> None:
        """Count an attempt."""
        with self._memory.lock:
            kept = self._memory.messages.get(digest)
            if kept and kept.is_waiting:
                kept.attempts += 1
                kept.begun_at = at

    def spare(self, digest: str) -> None:
        """Take back the last attempt."""
        with self._memory.lock:
            kept = self._memory.messages.get(digest)
            if kept and kept.is_waiting and kept.attempts:
                kept.attempts -= 1

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
        """Everything `flows.arrival.respond` needs about the past."""
        with self._memory.lock:
            past = MemoryPast(self._memory, own=Own(addresses=own_addresses, message_id_domains=own_domains))
            kept = self._memory.messages.get(dossier.message.digest)
            ruling = kept.ruling if kept else ""
            letters, noticed = past.letters_to_sender(dossier.message, at)
            threads, alike = past.linked_threads(dossier.message, ruling=ruling), past.alike(people)
            return Known(
                now=at,
                mailbox=mailbox,
                next_serial=(at.year, self._memory.serials.get(at.year, 1)),
                token=token,
                threads=threads,
                same_person=past.same_person(numbers_of(a_numbers, threads)),
                alike=alike,
                slipped=past.threads(slipped(alike, dossier.message, people)),
                bounced_letter=past.bounced_letter(dossier.message),
                letters_to_sender=letters,
                noticed=noticed,
                oversize=kept.arrival.oversize if kept else False,
                ruling=ruling,
            )

    def next_deadline(self, now: datetime, *, own_domains: frozenset[str], own_addresses: frozenset[str] = frozenset()) -> Passed | None:
        """The inquiry whose `next_event_at` passed longest ago; None where none has."""
        with self._memory.lock:
            found = [(one.next_event_at, one.number) for one in self._memory.inquiries.values() if one.next_event_at]
            passed = [(at, number) for at, number in found if at <= now]
            past = MemoryPast(self._memory, own=Own(addresses=own_addresses, message_id_domains=own_domains))
            return past.passed(min(passed)[1], now) if passed else None

    def deadline_of(
        self, number: str, now: datetime, *, own_domains: frozenset[str], own_addresses: frozenset[str] = frozenset()
    ) -> Passed | None:
        """That inquiry, None unless its `next_event_at` has passed."""
        with self._memory.lock:
            one = self._memory.inquiries.get(number)
            if one is None or one.next_event_at is None or one.next_event_at > now:
                return None
            return MemoryPast(self._memory, own=Own(addresses=own_addresses, message_id_domains=own_domains)).passed(number, now)

    def carry_out(self, plan: Plan) -> None:
        """All of the plan or nothing. Raises Changed."""
        with self._memory.lock:
            self._check_message(plan)
            self._check_serial(plan)
            for inquiry in plan.inquiries:
                self._check_inquiry(inquiry)
            self._check_references(plan)
            check_drafts(self._memory, plan)
            self._write(plan)

    def hold(self, digest: str, *, reason: str, at: datetime, message: Message | None = None) -> None:
        """Set the message aside for a person. A settled one is left alone."""
        with self._memory.lock:
            kept = self._memory.messages.get(digest)
            if kept is None or kept.settled_at is not None:
                return
            _set_aside(kept, reason=reason, at=at)
            if message is not None:
                kept.show(message)
            self._memory.log[held(digest, reason=reason, at=at)] = None

    def release(self, digest: str, *, at: datetime, ruling: str = "", actor: str = "desk") -> None:
        """Give a held message back to the worker with a fresh count. Raises Refused when it is not held."""
        with self._memory.lock:
            kept = self._held(digest)
            kept.held_at, kept.held_reason, kept.tray, kept.attempts, kept.ruling = None, "", None, 0, ruling
            kept.begun_at = None
            self._memory.lie_again(digest)
            self._memory.log[released(digest, actor=actor, ruling=ruling, at=at)] = None

    def dismiss(self, digest: str, *, at: datetime, actor: str, reason: str) -> None:
        """A person settles a held message without an inquiry. Raises Refused when it is not held."""
        with self._memory.lock:
            kept = self._held(digest)
            kept.settled_at, kept.tray, kept.filing_reason = at, Tray.PROCESSED, reason
            self._memory.lie_again(digest)
            self._memory.log[dismissed(digest, actor=actor, reason=reason, at=at)] = None

    def _held(self, digest: str) -> KeptMessage:
        kept = self._memory.messages.get(digest)
        if kept is None or not kept.is_held:
            raise Refused(f"message {digest[:12]} is not held")
        return kept

    def _message_of(self, plan: Plan) -> KeptMessage | None:
        digest = plan.filing.message if plan.filing else plan.dossier.message.digest if plan.dossier else ""
        return self._memory.messages.get(digest)

    def _check_message(self, plan: Plan) -> None:
        if plan.filing is None and plan.dossier is None:
            return
        kept = self._message_of(plan)
        if kept is None or not kept.is_waiting:
            raise Changed("the message is settled or held already")

    def _check_serial(self, plan: Plan) -> None:
        if plan.serial and self._memory.serials.get(plan.serial[0], 1) != plan.serial[1]:
            raise Changed(f"serial {plan.serial[1]} of {plan.serial[0]} is taken")

    def _check_inquiry(self, inquiry: Inquiry) -> None:
        before = self._memory.inquiries.get(inquiry.number)
        tokens = {one.token for one in self._memory.inquiries.values()} if inquiry.version == 1 else set()
        if (before.version if before else 0) != inquiry.version - 1 or inquiry.token in tokens:
            raise Changed(f"inquiry {inquiry.number} has moved on")

    def _check_references(self, plan: Plan) -> None:
        numbers = {"", *self._memory.inquiries, *(inquiry.number for inquiry in plan.inquiries)}
        named = {*(one.inquiry for one in plan.letters), *(one.inquiry for one in plan.log), *(one.inquiry for one in plan.drafts)}
        named |= {one.inquiry for one in plan.overrides}
        named |= {number for one in plan.relations for number in (one.inquiry, one.other)}
        joined = {join.inquiry for join in plan.joins}
        if named - numbers or joined - (numbers - {""}) or {join.message for join in plan.joins} - set(self._memory.messages):
            raise Refused("the plan points to an inquiry or a message that is not there")

    def _write(self, plan: Plan) -> None:
        kept = self._message_of(plan)
        if kept is not None:
            _settle(kept, dossier=plan.dossier, filing=plan.filing, at=plan.at)
        if plan.serial:
            taken = max(1, sum(inquiry.version == 1 for inquiry in plan.inquiries))
            self._memory.serials[plan.serial[0]] = plan.serial[1] + taken
        self._write_inquiries(plan)
        unlent = {(join.message, join.inquiry, Role.WITH_DUPLICATE) for join in plan.unlent}
        joins = {(one.message, one.inquiry, one.role): one for one in self._memory.joins}
        joins = {key: one for key, one in joins.items() if key not in unlent}
        for one in plan.joins:
            joins.setdefault((one.message, one.inquiry, one.role), one)
        self._memory.joins = dict.fromkeys(joins.values())
        for letter in plan.letters:
            if letter.key not in self._memory.letters:
                self._memory.letters[letter.key] = letter
                if letter.state in _WAITING_STATES:
                    self._memory.due[letter.key] = letter.not_before or letter.created_at
        for change in plan.letter_changes:
            self._change(change)
        write_drafts(self._memory, plan)
        wish_for_pictures(self._memory, plan)
        self._memory.overrides.update({one.key: one for one in plan.overrides})
        self._memory.log.update(dict.fromkeys(plan.log))

    def _write_inquiries(self, plan: Plan) -> None:
        for inquiry in plan.inquiries:
            before = self._memory.inquiries.get(inquiry.number)
            if before and inquiry.number in plan.lifted:
                before = replace(before, restricted=())
            self._memory.inquiries[inquiry.number] = _grown(inquiry, by=before) if before else inquiry
            heard = sound_pairs(inquiry.client_family_name, inquiry.client_given_name)
            self._memory.sounds.setdefault(inquiry.number, set()).update(heard)
        for one in plan.relations:
            for number, other in ((one.inquiry, one.other), (one.other, one.inquiry)):
                kept = self._memory.inquiries[number]
                beside = replace(kept, related=(other,), restricted=one.restricted)
                self._memory.inquiries[number] = _grown(beside, by=kept)

    def _change(self, change: LetterChange) -> None:
        letter = self._memory.letters.get(change.key)
        if letter is None:
            return
        self._memory.letters[change.key] = replace(letter, state=change.state, trouble=change.trouble)
        if change.state not in _WAITING_STATES:
            self._memory.due.pop(change.key, None)


def _waiting(kept: KeptMessage) -> Waiting:
    return Waiting(
        digest=kept.arrival.digest,
        mailbox=kept.arrival.mailbox,
        size=kept.arrival.size,
        attempts=kept.attempts,
        received_at=kept.arrival.received_at,
        oversize=kept.arrival.oversize,
        ruling=kept.ruling,
    )


def _grown(inquiry: Inquiry, *, by: Inquiry) -> Inquiry:
    """It with what the other is related to and restricted by, first: nothing of that is ever taken away."""
    related = tuple(dict.fromkeys((*by.related, *inquiry.related)))
    return replace(inquiry, related=related, restricted=tuple(dict.fromkeys((*by.restricted, *inquiry.restricted))))


def _settle(kept: KeptMessage, *, dossier: Dossier | None, filing: Filing | None, at: datetime) -> None:
    if dossier is not None:
        kept.dossier = dossier
        kept.show(dossier.message)
    if filing is None:
        return
    if filing.tray is Tray.HELD:
        _set_aside(kept, reason=filing.reason, at=at)
    else:
        kept.settled_at, kept.tray, kept.filing_reason = at, filing.tray, filing.reason


def _set_aside(kept: KeptMessage, *, reason: str, at: datetime) -> None:
    kept.held_at, kept.held_reason, kept.tray = at, reason, Tray.HELD
