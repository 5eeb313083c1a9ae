"""A dossier -> what the memory double of the store knows about its past."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pdinbox.adapters.memory_rows import Memory
from pdinbox.flows.overridden import overridden
from pdinbox.flows.reach import reached
from pdinbox.flows.recall import (
    COUNTING_ROLES,
    EVIDENCE_ROLES,
    MOST_THREADS,
    NOTICE_KIND,
    SENDER_WINDOW,
    addresses_of_sender,
    correspondents,
    end_of_duplicates,
    in_order,
    newest,
    strongest,
)
from pdinbox.intake.own import Own
from pdinbox.intake.thread import links
from pdinbox.model.a_number import one_slip_from
from pdinbox.model.family import Member
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.message import Message
from pdinbox.model.person import sound_pairs
from pdinbox.model.plan import Link, LinkedThread, Passed, Role, Thread


class MemoryPast:
    """One look back; the caller holds the lock."""

    def __init__(self, memory: Memory, *, own: Own) -> None:
        """`own` is what the desk recognises as its own."""
        self._memory = memory
        self._own = own

    def linked_threads(self, message: Message, *, ruling: str = "") -> tuple[LinkedThread, ...]:
        """The threads the message points to, strongest link first, newest first among equals; with the one that a person named for it."""
        found = links(message, self._own)
        tokens = {*found.tokens, *(token.lower() for token in found.tokens)}
        newest = sorted(self._memory.inquiries.values(), key=lambda inquiry: (inquiry.opened_at, inquiry.number), reverse=True)
        pairs = [(Link.OFFICE, inquiry.number) for inquiry in newest if inquiry.office_token and inquiry.office_token in tokens]
        pairs += [(Link.TOKEN, inquiry.number) for inquiry in newest if inquiry.token in tokens]
        pairs += [(Link.REFERENCE, number) for number in self._referred(frozenset(found.references))]
        pairs += [(Link.NUMBER, inquiry.number) for inquiry in newest if inquiry.number in {ruling, *found.numbers}]
        return in_order(LinkedThread(link=link, thread=self._thread(number)) for link, number in strongest(pairs))

    def same_person(self, a_numbers: Sequence[str]) -> tuple[Thread, ...]:
        """The threads under any of these A-numbers, newest first."""
        wanted = {a_number for a_number in a_numbers if a_number}
        found = [inquiry for inquiry in self._memory.inquiries.values() if inquiry.a_number in wanted]
        newest = sorted(found, key=lambda inquiry: (inquiry.opened_at, inquiry.number), reverse=True)
        return tuple(self._thread(inquiry.number) for inquiry in newest[:MOST_THREADS])

    def threads(self, numbers: Sequence[str]) -> tuple[Thread, ...]:
        """The threads of these inquiries, in that order."""
        return tuple(map(self._thread, numbers))

    def passed(self, number: str, at: datetime) -> Passed:
        """The thread of that inquiry, with the counts of mails that wait for a person and of letters to its sender within the last hour."""
        thread = self._thread(number)
        numbers = {one.inquiry.number for one in (thread, *thread.family)}
        guesses = [join for join in self._memory.joins if join.inquiry in numbers and join.role is Role.POSSIBLE_FOLLOW_UP]
        waiting = [kept for kept in (self._memory.messages[join.message] for join in guesses) if kept.held_at and not kept.settled_at]
        answered = reached(thread)
        letters = self.letters_to_sender(answered, at)[0] if answered else 0
        return Passed(thread=thread, undecided=len({kept.arrival.digest for kept in waiting}), letters_to_sender=letters)

    def alike(self, people: Sequence[Member]) -> tuple[Inquiry, ...]:
        """The inquiries whose client may be one of these under another spelling, newest first."""
        return newest(one for one in self._memory.inquiries.values() if any(self._is_alike(one, person) for person in people))

    def _is_alike(self, one: Inquiry, person: Member) -> bool:
        pairs = set(sound_pairs(person.family_name, person.given_name)) & self._memory.sounds.get(one.number, set())
        return bool(pairs) or one.a_number in one_slip_from(person.a_number)

    def bounced_letter(self, message: Message) -> Letter | None:
        """The letter of ours that this delivery report is about."""
        wanted = message.bounce.original_message_id if message.bounce else ""
        return next((letter for letter in self._memory.letters.values() if wanted and letter.message_id == wanted), None)

    def letters_to_sender(self, message: Message, at: datetime) -> tuple[int, bool]:
        """How many letters went to whoever wrote within the last hour, and whether the notice was among them."""
        wanted = addresses_of_sender(message)
        recent = (one for one in self._memory.letters.values() if one.created_at > at - SENDER_WINDOW)
        letters = [one for one in recent if one.to.email in wanted and one.state is not LetterState.UNDONE]
        return len(letters), any(letter.kind == NOTICE_KIND for letter in letters)

    def _referred(self, references: frozenset[str]) -> list[str]:
        by_letter = [letter.inquiry for letter in self._memory.letters.values() if letter.inquiry and letter.message_id in references]
        by_message = [
            join.inquiry
            for join in self._memory.joins
            if join.role in COUNTING_ROLES and self._memory.messages[join.message].arrival.message_id in references
        ]
        return by_letter + by_message

    def _thread(self, number: str, *, is_end: bool = False) -> Thread:
        """With its family: the inquiries that share a mail with it. Where `is_end`, none of these looks for where it goes on."""
        counting = [join for join in self._memory.joins if join.role in COUNTING_ROLES]
        shared = {join.message for join in counting if join.inquiry == number}
        family = sorted({join.inquiry for join in counting if join.message in shared} - {number})
        alone = self._alone if is_end else self._going_on
        return replace(alone(number), family=tuple(map(alone, family)))

    def _going_on(self, number: str) -> Thread:
        end = end_of_duplicates(number, self._marked)
        return replace(self._alone(number), goes_on=self._thread(end, is_end=True) if end else None)

    def _marked(self, number: str) -> str:
        """The inquiry of which that one is a duplicate now; '' where it is none."""
        return self._memory.inquiries[number].goes_on_under

    def _alone(self, number: str) -> Thread:
        one: Inquiry = self._memory.inquiries[number]
        joined = {join.message: join for join in self._memory.joins if join.inquiry == number and join.role in EVIDENCE_ROLES}
        kept = (one for one in self._memory.in_order() if one.arrival.digest in joined)
        dossiers = tuple(dossier for one in kept if (dossier := one.dossier_for(joined[one.arrival.digest])))
        letters = tuple(letter for letter in self._memory.letters_in_order() if letter.inquiry == number)
        overrides = self._memory.overrides_of(number)
        people = correspondents((one for one in dossiers if joined[one.message.digest].role in COUNTING_ROLES), self._own)
        judged = overridden(dossiers, overrides)
        return Thread(inquiry=one, dossiers=judged, correspondents=people, letters=letters, overrides=overrides)
