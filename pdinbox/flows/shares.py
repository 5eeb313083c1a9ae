"""a mail about several people -> what of it is about one of them: its text, its papers, and the findings about these.

A form for the mother authorises nothing about the son: each inquiry of a family is judged by its own share. A mail about one person is
its own share, unchanged.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pdinbox.checks.registry import check
from pdinbox.flows.book import Book
from pdinbox.flows.overridden import overridden
from pdinbox.model.case import CaseFacts
from pdinbox.model.document import Document
from pdinbox.model.family import Member, member_of
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.message import Message
from pdinbox.model.person import name_tokens, same_name_exactly
from pdinbox.model.plan import Dossier, Role, Thread
from pdinbox.policy.case import gather_case
from pdinbox.policy.family import deal, tokens_of
from pdinbox.policy.numbers import stated_numbers
from pdinbox.policy.personal import personal
from pdinbox.policy.words import own_words, words_of

_PERSONAL = frozenset(("name-matches", "a-number-matches", "representation"))
"""Tests that compare a paper with whom the mail is about, or ask whether there is one: asked anew of each share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One person of a mail, and the mail as far as it is about that person."""

    member: Member
    dossier: Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a mail does to one inquiry: as it is after it and was before. `dossiers` are its thread's, as far as they are about it."""

    inquiry: Inquiry
    dossiers: tuple[Dossier, ...]
    role: Role
    before: Inquiry | None = None
    is_asked: bool = False
    """Whether a reviewer had asked for more (`reach.asked_by_person`)."""


def shares_of(dossier: Dossier, members: tuple[Member, ...], *, at: datetime, book: Book, is_first: bool = False) -> tuple[Share, ...]:
    """The dossier divided, in the members' order. `is_first` where it is the mail that opened their inquiries."""
    shares = (_share_of(dossier, one, members=members, is_first=is_first, at=at, book=book) for one in members)
    return tuple(Share(member=one, dossier=share) for one, share in zip(members, shares, strict=True))


def _share_of(dossier: Dossier, member: Member, *, members: tuple[Member, ...], is_first: bool, at: datetime, book: Book) -> Dossier:
    """What of the dossier is about that member; all of it where there is no other."""
    if len(members) < 2:
        return dossier
    documents = deal(dossier.documents, members, is_first=is_first).shares[members.index(member)]
    message = personal(dossier.message, member, members=members)
    keys = {"", *(document.key for document in documents)}
    rules = tuple(rule for rule in book.policy.rules if rule.test in _PERSONAL)
    asked_anew = {rule.id for rule in rules}
    kept = (finding for finding in dossier.findings if finding.document in keys and finding.rule not in asked_anew)
    checked = check(
        documents,
        message,
        rules=rules,
        today=at.astimezone(ZoneInfo(book.desk.zone)).date(),
        accept_samples=book.accept_samples,
        case=_case_of(dossier.message, message, documents, member=member, members=members, book=book),
    )
    return Dossier(message=message, files=dossier.files, documents=documents, findings=(*kept, *checked), lookup=dossier.lookup)


def earlier_shares(thread: Thread, *, at: datetime, book: Book) -> tuple[Dossier, ...]:
    """The dossiers of the thread, each as far as it is about the thread's person: divided among the inquiries that this mail belongs to.

    A mail that came with a duplicate is divided as it was there (`Dossier.dealt`).
    """
    member = member_of(thread.inquiry)
    made = []
    for place, dossier in enumerate(thread.dossiers):
        members = dossier.dealt or (member, *(member_of(one.inquiry) for one in sharing(thread, dossier)))
        made.append(_share_of(dossier, members[0], members=members, is_first=not place, at=at, book=book))
    return overridden(made, thread.overrides)


def sharing(thread: Thread, dossier: Dossier) -> tuple[Thread, ...]:
    """Those of the thread's family to whom that mail of it belongs too."""
    digest = dossier.message.digest
    return tuple(one for one in thread.family if any(theirs.message.digest == digest for theirs in one.dossiers))


def _case_of(
    whole: Message, message: Message, documents: tuple[Document, ...], *, member: Member, members: tuple[Member, ...], book: Book
) -> CaseFacts:
    """The case of one member: with this member's name and number alone, so that another's name on the form is seen."""
    case = gather_case(message, documents, policy=book.policy)
    beside = {one.digits: one.name for one in stated_numbers(words_of(own_words(whole)), policy=book.policy)}
    name = beside.get(member.a_number, "")
    others = tuple(one for one in members if one is not member)
    not_others = tuple(stated for stated in case.stated_names if not any(_is_named(stated, other) for other in others))
    names = (name,) if len(name.split()) > 1 else not_others
    theirs = {other.a_number for other in others}
    return replace(case, stated_names=names, stated_a_numbers=tuple(one for one in case.stated_a_numbers if one not in theirs))


def _is_named(name: str, member: Member) -> bool:
    words = name.replace(",", " ").split()
    tokens = tokens_of(member)
    return any(same_name_exactly(tokens, name_tokens(" ".join(words[place:]), " ".join(words[:place]))) for place in range(len(words) + 1))
