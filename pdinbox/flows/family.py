"""A mail about several people: each gets or keeps an inquiry of its own, in one plan, answered by one letter.

dossier -> shares -> parts (an inquiry opened, or one renewed) -> plan
"""

from dataclasses import replace
from itertools import combinations

from pdinbox.flows.book import Book
from pdinbox.flows.going_on import gone_on_each, noted
from pdinbox.flows.opening import earlier_inquiry, new_inquiry, opening_lines, topic_of, unasked
from pdinbox.flows.reach import asked_by_person
from pdinbox.flows.relating import of_same_person, relate, restricting
from pdinbox.flows.renewal import renewal_lines, renewed
from pdinbox.flows.restriction import RESTRICTED_BESIDE, for_neighbours, restricted_anew
from pdinbox.flows.shares import Part, Share, earlier_shares, shares_of
from pdinbox.flows.telling import TOLD, tell_family
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.intake.thread import is_known
from pdinbox.model.family import Member, member_of
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.plan import Dossier, Filing, Join, Known, Plan, Relation, Role, Thread, Tray
from pdinbox.policy.family import deal, find_family, names_member
from pdinbox.policy.personal import is_named_in
from pdinbox.policy.topics import Topic


def open_family(dossier: Dossier, *, members: tuple[Member, ...], known: Known, book: Book) -> Plan:
    """One inquiry for each, but for those about whom the sender has an open one already: that one is renewed."""
    topic = topic_of(dossier, known=known, book=book)
    parts: list[Part] = []
    for share in shares_of(dossier, members, at=known.now, book=book, is_first=True):
        earlier = earlier_inquiry(dossier, known=known, book=book, member=share.member)
        part = _renewed(share, thread=earlier, known=known, book=book) if earlier else None
        place = sum(one.role is Role.OPENING for one in parts)
        parts.append(part or _opened(share, topic=topic, place=place, known=known, book=book))
    return _plan(tuple(parts), dossier=dossier, topic=topic, known=known, book=book)


def concerns_several(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> bool:
    """Whether a reply to this inquiry is to be divided: it has a family, or the reply brings somebody else's papers besides its own."""
    if known.oversize:
        return False
    return bool(thread.family) or bool(not known.ruling and _newcomers(dossier, (member_of(thread.inquiry),), book=book))


def follow_up_family(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> Plan:
    """Every inquiry of the family that the reply concerns is judged anew; papers of somebody new open one more."""
    own = tuple(sorted((thread, *thread.family), key=lambda one: one.inquiry.number))
    threads = gone_on_each(own, dossier=dossier, known=known)
    roster = tuple(member_of(one.inquiry) for one in own)
    newcomers = () if known.ruling else _newcomers(dossier, roster, book=book)
    concerned = _concerned(dossier, threads, roster=roster, newcomers=newcomers, known=known)
    shares = shares_of(dossier, (*roster, *newcomers), at=known.now, book=book)
    topic = topic_of(dossier, known=known, book=book)
    parts = [
        _renewed(share, thread=_with_family(one, threads), known=known, book=book)
        for one, share in zip(threads, shares, strict=False)
        if one in concerned
    ]
    for place, share in enumerate(shares[len(threads) :]):
        parts.append(_opened(share, topic=topic, place=place, known=known, book=book))
    strays = deal(dossier.documents, (*roster, *newcomers)).strays
    to = dossier.message.answer_to
    is_told = to is not None and is_known(to.email, thread)
    plan = _plan(tuple(parts), dossier=dossier, topic=topic, known=known, book=book, is_told=is_told)
    aside = restricting(plan.inquiries[0], beside=(one.inquiry for one in threads if one not in concerned))
    log = (*plan.log, *_stray_lines(parts, count=len(strays), known=known))
    plan = replace(plan, relations=(*plan.relations, *aside), log=log)
    for before, on in zip(own, threads, strict=True):
        plan = noted(plan, before=before, on=on) if on in concerned else plan
    return plan


def _stray_lines(parts: list[Part], *, count: int, known: Known) -> tuple[LogEntry, ...]:
    """For the reviewer of each: papers that name nobody of the family count for nobody."""
    words = f"Papers came that name nobody of the family ({count}); they count for nobody until a person decides"
    made = (LogEntry(at=known.now, actor="desk", event="stray-papers", inquiry=part.inquiry.number, words=words) for part in parts)
    return tuple(made) if count else ()


def _with_family(one: Thread, threads: tuple[Thread, ...]) -> Thread:
    return replace(one, family=(*(other for other in threads if other is not one), *(kin for kin in one.family if kin not in threads)))


def _newcomers(dossier: Dossier, roster: tuple[Member, ...], *, book: Book) -> tuple[Member, ...]:
    """Whose papers came that are nobody's of the roster, beside papers that are somebody's."""
    if not all(one.a_number and one.family_name for one in roster):
        return ()
    papers = tuple(document for document in dossier.documents if document.form in book.policy.grants)
    if not any(names_member(paper, one) for paper in papers for one in roster):
        return ()
    new = find_family(None, deal(papers, roster).strays, policy=book.policy).members
    return tuple(one for one in new if one.a_number and one.family_name)


def _concerned(
    dossier: Dossier, threads: tuple[Thread, ...], *, roster: tuple[Member, ...], newcomers: tuple[Member, ...], known: Known
) -> tuple[Thread, ...]:
    """Whom the reply names or brings papers for; all that are not finished where it names nobody."""
    named = tuple(
        one
        for one, member in zip(threads, roster, strict=True)
        if one.inquiry.number == known.ruling
        or is_named_in(dossier.message, member, members=roster)
        or any(names_member(document, member) for document in dossier.documents)
    )
    if named or newcomers:
        return named
    return tuple(one for one in threads if one.inquiry.state in OPEN) or threads


def _opened(share: Share, *, topic: Topic, place: int, known: Known, book: Book) -> Part:
    inquiry = new_inquiry(share.dossier, topic=topic, known=known, book=book, place=place, member=share.member)
    return Part(inquiry=inquiry, dossiers=(share.dossier,), role=Role.OPENING)


def _renewed(share: Share, *, thread: Thread, known: Known, book: Book) -> Part:
    before = thread.inquiry
    dossiers = (*earlier_shares(thread, at=known.now, book=book), share.dossier)
    after = renewed(before, dossiers=dossiers, at=known.now, book=book)
    if before.client_family_name:
        # one of several keeps the name by which it is told apart
        after = replace(after, client_family_name=before.client_family_name, client_given_name=before.client_given_name)
    return Part(inquiry=after, dossiers=dossiers, role=Role.FOLLOW_UP, before=before, is_asked=asked_by_person(thread))


def _plan(parts: tuple[Part, ...], *, dossier: Dossier, topic: Topic, known: Known, book: Book, is_told: bool = True) -> Plan:
    letters, silence = tell_family(parts, topic=topic, dossier=dossier, known=known, book=book) if is_told else _NOTHING
    if silence or not letters:
        parts = tuple(_unasked(part, topic=topic, known=known, book=book) for part in parts)
    parts = _as_restricted(parts, dossier=dossier, book=book)
    opened = tuple(part.inquiry for part in parts if part.role is Role.OPENING)
    digest = dossier.message.digest
    related = [relate(one, known=known, rules=book.policy.family) for one in opened]
    pairs = [(one, two) for one, two in combinations([part.inquiry for part in parts], 2) if one in opened or two in opened]
    return Plan(
        at=known.now,
        dossier=dossier,
        serial=known.next_serial if opened else None,
        inquiries=tuple(part.inquiry for part in parts),
        joins=tuple(Join(message=digest, inquiry=part.inquiry.number, role=part.role) for part in parts),
        relations=(
            *(Relation(inquiry=one.number, other=two.number) for one, two in pairs),
            *(relation for relations, _ in related for relation in relations),
            *(one for part in parts for one in restricting(part.inquiry, beside=of_same_person(part.inquiry, known=known))),
        ),
        letters=letters,
        log=(
            *(line for part in parts for line in _lines(part, parts, topic=topic, known=known, book=book)),
            *(line for _, lines in related for line in lines),
            *silence,
        ),
        filing=Filing(message=digest, tray=Tray.PROCESSED, reason=_reason(parts)),
    )


def _as_restricted(parts: tuple[Part, ...], *, dossier: Dossier, book: Book) -> tuple[Part, ...]:
    """Each as restricted as any of them: the mail that they share tells of all. Letters go by each one's own share."""
    by_mail = tuple(replace(part, inquiry=restricted_anew(part.inquiry, dossiers=(dossier,), policy=book.policy)) for part in parts)
    beside = for_neighbours(one for part in by_mail for one in part.inquiry.restricted)
    return tuple(replace(part, inquiry=_beside(part.inquiry, beside)) for part in by_mail)


def _beside(inquiry: Inquiry, beside: tuple[str, ...]) -> Inquiry:
    """It with what restricts its neighbours; neither what a supervisor lifted, nor its own restriction by hand once more."""
    others = (one for one in beside if one not in inquiry.lifted and (one != RESTRICTED_BESIDE or not inquiry.is_restricted))
    return replace(inquiry, restricted=tuple(dict.fromkeys((*inquiry.restricted, *others))))


_NOTHING: TOLD = ((), ())


def _unasked(part: Part, *, topic: Topic, known: Known, book: Book) -> Part:
    """An inquiry that no letter asked for anything waits for nobody."""
    if part.role is not Role.OPENING:
        return part
    return replace(part, inquiry=unasked(part.inquiry, dossier=part.dossiers[-1], topic=topic, known=known, book=book))


def _lines(part: Part, parts: tuple[Part, ...], *, topic: Topic, known: Known, book: Book) -> tuple[LogEntry, ...]:
    """How it was opened or renewed, and with whom."""
    inquiry = part.inquiry
    others = [one.inquiry.number for one in parts if one.inquiry.number != inquiry.number]
    made = (
        list(opening_lines(inquiry, dossier=part.dossiers[-1], topic=topic, known=known, book=book))
        if part.role is Role.OPENING
        else list(renewal_lines(part.before or inquiry, inquiry, dossier=part.dossiers[-1], known=known, book=book))
    )
    if others:
        words = f"One mail about {len(parts)} people; the others are {', '.join(others)}"
        facts = tuple(("related", number) for number in others)
        made.append(LogEntry(at=known.now, actor="desk", event="family", inquiry=inquiry.number, words=words, facts=facts))
    return tuple(made)


def _reason(parts: tuple[Part, ...]) -> str:
    opened = [part.inquiry.number for part in parts if part.role is Role.OPENING]
    joined = [part.inquiry.number for part in parts if part.role is Role.FOLLOW_UP]
    said = [f"{verb} {', '.join(numbers)}" for verb, numbers in (("opened inquiries", opened), ("joined", joined)) if numbers]
    return "; ".join(said)
