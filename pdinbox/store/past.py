"""A dossier -> what the database knows about its past: the parts of `Known`. All in the one transaction of the connection given."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, case, func, literal_column, select, union_all

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
from pdinbox.model.plan import Dossier, Link, LinkedThread, Passed, Role, Thread
from pdinbox.store.codec import joined_dossier
from pdinbox.store.overrides import overrides_of
from pdinbox.store.rows import inquiry_of, letter_of
from pdinbox.store.tables import counter, inquiry, joined, letter, message, sound

_WANTED: Final[BindParameter[Any]] = bindparam("wanted", expanding=True)
_ROLES: Final = tuple(role.value for role in COUNTING_ROLES)
_EVIDENCE: Final = tuple(role.value for role in EVIDENCE_ROLES)

_DECIDED = select(message.c.oversize, message.c.ruling).where(message.c.digest == bindparam("this"))
_SERIAL = select(counter.c.next).where(counter.c.year == bindparam("this"))
_BY_TOKEN = select(inquiry.c.number).where(inquiry.c.token.in_(_WANTED)).order_by(inquiry.c.opened_at.desc())
_BY_OFFICE_TOKEN = select(inquiry.c.number).where(inquiry.c.office_token.in_(_WANTED), inquiry.c.office_token != literal_column("''"))
"""Spelled as the partial index over the few that have one spells it."""
_BY_REFERENCE = union_all(
    select(letter.c.inquiry).where(letter.c.message_id.in_(_WANTED), letter.c.inquiry.is_not(None)),
    select(joined.c.inquiry)
    .join(message, message.c.digest == joined.c.message)
    .where(message.c.message_id.in_(_WANTED), joined.c.role.in_(_ROLES)),
)
_BY_NUMBER = select(inquiry.c.number).where(inquiry.c.number.in_(_WANTED)).order_by(inquiry.c.opened_at.desc())
_BY_PERSON = (
    select(inquiry.c.number)
    .where(inquiry.c.a_number.in_(_WANTED))
    .order_by(inquiry.c.opened_at.desc(), inquiry.c.number.desc())
    .limit(MOST_THREADS)
)
_ALIKE = select(sound.c.inquiry).where(sound.c.key.in_(_WANTED)).distinct().order_by(sound.c.inquiry.desc()).limit(MOST_THREADS)
"""Numbers grow with time: the last are the newest."""
_SLIPPED = select(inquiry.c.number).where(inquiry.c.a_number.in_(bindparam("slips", expanding=True)))
_LIKE = select(inquiry).where(inquiry.c.number.in_(union_all(_ALIKE.subquery().select(), _SLIPPED))).offset(0).subquery("found")
"""All of them before the newest are chosen (that is what OFFSET says): PostgreSQL would otherwise walk through every inquiry by its day."""
_BY_LIKENESS = select(_LIKE).order_by(_LIKE.c.opened_at.desc(), _LIKE.c.number.desc()).limit(MOST_THREADS)
_INQUIRIES = select(inquiry).where(inquiry.c.number.in_(_WANTED))
_DOSSIERS = (
    select(joined.c.inquiry, joined.c.role, joined.c.dealt, message.c.dossier)
    .join(message, message.c.digest == joined.c.message)
    .where(joined.c.inquiry.in_(_WANTED), joined.c.role.in_(_EVIDENCE), message.c.dossier.is_not(None))
    .order_by(message.c.kept_at, message.c.place)
)
_UNDECIDED = (
    select(func.count(joined.c.message.distinct()))
    .select_from(joined)
    .join(message, message.c.digest == joined.c.message)
    .where(
        joined.c.inquiry.in_(_WANTED),
        joined.c.role == Role.POSSIBLE_FOLLOW_UP.value,
        message.c.held_at.is_not(None),
        message.c.settled_at.is_(None),
    )
)
_SHARED = joined.alias("shared")
_FAMILY = (
    select(joined.c.inquiry, _SHARED.c.inquiry.label("other"))
    .join(_SHARED, _SHARED.c.message == joined.c.message)
    .where(
        joined.c.inquiry.in_(_WANTED),
        joined.c.role.in_(_ROLES),
        _SHARED.c.role.in_(_ROLES),
        _SHARED.c.inquiry != joined.c.inquiry,
    )
    .distinct()
    .order_by(joined.c.inquiry, _SHARED.c.inquiry)
)
_MARKED = select(inquiry).where(inquiry.c.number == bindparam("this"))
_LETTERS = select(letter).where(letter.c.inquiry.in_(_WANTED)).order_by(letter.c.created_at, letter.c.key)
_BOUNCED = select(letter).where(letter.c.message_id == bindparam("this")).limit(1)
_TO_SENDER = select(func.count(), func.sum(case((letter.c.kind == NOTICE_KIND, 1), else_=0))).where(
    letter.c.to_email.in_(_WANTED), letter.c.created_at > bindparam("since"), letter.c.state != LetterState.UNDONE.value
)


class Past:
    """One consistent look back."""

    def __init__(self, connection: Connection, *, own: Own) -> None:
        """`own` is what the desk recognises as its own."""
        self._connection = connection
        self._own = own

    def decided(self, digest: str) -> tuple[bool, str]:
        """Whether only the header of the message is here, and what a person decided about it."""
        row = self._connection.execute(_DECIDED, {"this": digest}).first()
        return (row.oversize, row.ruling) if row else (False, "")

    def next_serial(self, year: int) -> tuple[int, int]:
        """The year and the serial that the next inquiry would take."""
        return year, self._connection.execute(_SERIAL, {"this": year}).scalar() or 1

    def linked_threads(self, message: Message, *, ruling: str = "") -> tuple[LinkedThread, ...]:
        """The threads the message points to, strongest link first, newest first among equals; with the one that a person named for it."""
        found = links(message, self._own)
        tokens = dict.fromkeys((*found.tokens, *(token.lower() for token in found.tokens)))
        ways: tuple[tuple[Link, Any, Iterable[str]], ...] = (
            (Link.OFFICE, _BY_OFFICE_TOKEN, tokens),
            (Link.TOKEN, _BY_TOKEN, tokens),
            (Link.REFERENCE, _BY_REFERENCE, found.references),
            (Link.NUMBER, _BY_NUMBER, (ruling, *found.numbers)),
        )
        pairs = [(link, number) for link, question, wanted in ways for number in self._numbers(question, wanted)]
        linked = strongest(pairs)
        threads = self._threads([number for _, number in linked])
        return in_order(LinkedThread(link=link, thread=threads[number]) for link, number in linked)

    def same_person(self, a_numbers: Sequence[str]) -> tuple[Thread, ...]:
        """The threads under any of these A-numbers, newest first."""
        numbers = self._numbers(_BY_PERSON, [a_number for a_number in a_numbers if a_number])
        return self.threads(numbers)

    def threads(self, numbers: Sequence[str]) -> tuple[Thread, ...]:
        """The threads of these inquiries, in that order."""
        found = self._threads(numbers)
        return tuple(found[number] for number in numbers)

    def passed(self, number: str, at: datetime) -> Passed:
        """The thread of that inquiry, with the counts of mails that wait for a person and of letters to its sender within the last hour."""
        thread = self._threads([number])[number]
        numbers = [one.inquiry.number for one in (thread, *thread.family)]
        undecided = self._connection.execute(_UNDECIDED, {"wanted": numbers}).scalar_one()
        answered = reached(thread)
        letters = self.letters_to_sender(answered, at)[0] if answered else 0
        return Passed(thread=thread, undecided=undecided, letters_to_sender=letters)

    def alike(self, people: Sequence[Member]) -> tuple[Inquiry, ...]:
        """The inquiries whose client may be one of these under another spelling, newest first; each is to be looked at again."""
        found: dict[str, Inquiry] = {}
        for one in people:
            keys, slips = sound_pairs(one.family_name, one.given_name), one_slip_from(one.a_number)
            if keys or slips:
                rows = self._connection.execute(_BY_LIKENESS, {"wanted": keys, "slips": slips})
                found |= {row.number: inquiry_of(row) for row in rows}
        return newest(found.values())

    def bounced_letter(self, message: Message) -> Letter | None:
        """The letter of ours that this delivery report is about."""
        if message.bounce is None or not message.bounce.original_message_id:
            return None
        rows = self._connection.execute(_BOUNCED, {"this": message.bounce.original_message_id})
        return next((letter_of(row) for row in rows), None)

    def letters_to_sender(self, message: Message, at: datetime) -> tuple[int, bool]:
        """How many letters went to whoever wrote within the last hour, and whether the notice was among them."""
        wanted = addresses_of_sender(message)
        if not wanted:
            return 0, False
        row = self._connection.execute(_TO_SENDER, {"wanted": wanted, "since": at - SENDER_WINDOW}).one()
        return row[0], bool(row[1])

    def _numbers(self, question: Any, wanted: Iterable[str]) -> list[str]:
        chosen = tuple(wanted)
        return list(self._connection.execute(question, {"wanted": chosen}).scalars()) if chosen else []

    def _threads(self, numbers: Sequence[str], *, is_end: bool = False) -> dict[str, Thread]:
        """Each with its family: the inquiries that share a mail with it. Where `is_end`, none of these looks for where it goes on."""
        if not numbers:
            return {}
        family: dict[str, list[str]] = {}
        for row in self._connection.execute(_FAMILY, {"wanted": numbers}):
            family.setdefault(row.inquiry, []).append(row.other)
        others = (other for number in numbers for other in family.get(number, ()))
        threads = self._alone(tuple(dict.fromkeys((*numbers, *others))))
        going_on = threads if is_end else {number: replace(one, goes_on=self._goes_on(one)) for number, one in threads.items()}
        return {number: replace(going_on[number], family=tuple(going_on[other] for other in family.get(number, ()))) for number in numbers}

    def _goes_on(self, one: Thread) -> Thread | None:
        if not one.inquiry.goes_on_under:
            return None
        end = end_of_duplicates(one.inquiry.number, self._marked)
        return self._threads([end], is_end=True)[end] if end else None

    def _marked(self, number: str) -> str:
        """The inquiry of which that one is a duplicate now; '' where it is none."""
        row = self._connection.execute(_MARKED, {"this": number}).first()
        return inquiry_of(row).goes_on_under if row else ""

    def _alone(self, numbers: Sequence[str]) -> dict[str, Thread]:
        rows = {row.number: row for row in self._connection.execute(_INQUIRIES, {"wanted": numbers})}
        dossiers: dict[str, list[Dossier]] = {}
        own: dict[str, list[Dossier]] = {}
        for row in self._connection.execute(_DOSSIERS, {"wanted": numbers}):
            dossier = joined_dossier(row)
            assert dossier is not None, "only such rows were asked for"
            dossiers.setdefault(row.inquiry, []).append(dossier)
            if row.role in _ROLES:
                own.setdefault(row.inquiry, []).append(dossier)
        letters: dict[str, list[Letter]] = {}
        for row in self._connection.execute(_LETTERS, {"wanted": numbers}):
            letters.setdefault(row.inquiry, []).append(letter_of(row))
        threads = {
            number: Thread(
                inquiry=inquiry_of(row),
                dossiers=tuple(dossiers.get(number, ())),
                correspondents=correspondents(own.get(number, ()), self._own),
                letters=tuple(letters.get(number, ())),
            )
            for number, row in rows.items()
        }
        for number, overrides in overrides_of(self._connection, numbers).items():
            judged = overridden(threads[number].dossiers, overrides)
            threads[number] = replace(threads[number], dossiers=judged, overrides=overrides)
        return threads
