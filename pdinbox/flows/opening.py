"""A new inquiry about one person: topic, verdict, route, state, clock, and the one acknowledgement."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.other_desks import is_ours
from pdinbox.flows.relating import relate
from pdinbox.flows.restriction import for_neighbours, protected_in
from pdinbox.flows.telling import acknowledge
from pdinbox.flows.timing import Haste, begun
from pdinbox.inquiries.lifecycle import opening_state
from pdinbox.inquiries.related import joins_by_slip, joins_earlier
from pdinbox.intake.thread import is_known
from pdinbox.model.case import CaseFacts
from pdinbox.model.family import Family, Member
from pdinbox.model.inquiry import Inquiry, LogEntry, State, inquiry_number
from pdinbox.model.message import Address, Message
from pdinbox.model.plan import Dossier, Filing, Join, Known, Plan, Role, Thread, Tray
from pdinbox.model.route import Route, Whereabouts
from pdinbox.model.token import token_of
from pdinbox.model.verdict import Authority, Verdict
from pdinbox.policy.case import gather_case
from pdinbox.policy.decide import decide
from pdinbox.policy.directory import with_record
from pdinbox.policy.family import find_family
from pdinbox.policy.requests import recognise_requests
from pdinbox.policy.route import route
from pdinbox.policy.topics import Disposition, Topic, recognise_topic

_WHOSE = {
    Disposition.OURS: "ours",
    Disposition.ELSEWHERE: "another desk's; a person confirms it",
    Disposition.PERSON: "a person decides whose it is",
}
NOBODY = Address(email="unknown@invalid", name="no sender stated")


def open_inquiry(dossier: Dossier, *, known: Known, book: Book) -> Plan:
    """The inquiry with its number, the acknowledgement, and where the message is filed."""
    topic = topic_of(dossier, known=known, book=book)
    inquiry = new_inquiry(dossier, topic=topic, known=known, book=book)
    letters, silence = acknowledge(inquiry, topic=topic, dossier=dossier, known=known, book=book)
    if silence or not letters:
        inquiry = unasked(inquiry, dossier=dossier, topic=topic, known=known, book=book)
    relations, lines = relate(inquiry, known=known, rules=book.policy.family)
    digest = dossier.message.digest
    return Plan(
        at=known.now,
        dossier=dossier,
        serial=known.next_serial,
        inquiries=(inquiry,),
        joins=(Join(message=digest, inquiry=inquiry.number, role=Role.OPENING),),
        relations=relations,
        letters=letters,
        log=(*opening_lines(inquiry, dossier=dossier, topic=topic, known=known, book=book), *lines, *silence),
        filing=Filing(message=digest, tray=Tray.PROCESSED, reason=f"opened inquiry {inquiry.number}"),
    )


def topic_of(dossier: Dossier, *, known: Known, book: Book) -> Topic:
    """What the mail is about. A file that only a person can read may be our form: then nobody is sent to another desk by rule."""
    topic = recognise_topic(dossier.message, dossier.documents, policy=book.policy)
    if topic.is_elsewhere and _verdict(dossier, known=known, book=book).outcome is Authority.NEEDS_PERSON:
        return replace(topic, disposition=Disposition.PERSON)
    return topic


def unasked(inquiry: Inquiry, *, dossier: Dossier, topic: Topic, known: Known, book: Book) -> Inquiry:
    """The same where no letter told the sender what is missing: nobody is awaited."""
    return begun(inquiry, at=known.now, book=book, haste=_haste(dossier, topic, book=book), is_asked=False)


def _haste(dossier: Dossier, topic: Topic, *, book: Book) -> Haste:
    case = gather_case(dossier.message, dossier.documents, policy=book.policy)
    return Haste(is_at_once=topic.is_at_once, before=case.act_by)


def people_of(dossier: Dossier, *, known: Known, book: Book) -> tuple[Member, ...]:
    """The people of whom each gets an inquiry: fewer than two for an ordinary mail, and for one that a person must divide.

    A mail for another desk or of another matter, and one of which only the header was read, is not divided.
    """
    if known.oversize:
        return ()
    members = find_family(dossier.message, dossier.documents, policy=book.policy).members
    if not 1 < len(members) <= book.policy.family.most_people:
        return ()
    topic = recognise_topic(dossier.message, dossier.documents, policy=book.policy)
    return () if topic.is_elsewhere or topic.is_for_person else members


def earlier_inquiry(dossier: Dossier, *, known: Known, book: Book, member: Member | None = None) -> Thread | None:
    """The open inquiry of the same person by the same representative that a second mail joins instead of opening another.

    One with an A-number one slip away is such an inquiry where the name is the same and nobody is known under the mail's number. None
    is where an answer would go to an address that is not known in it. `member` is the person where the mail is about several.
    """
    message = dossier.message
    if known.ruling == "new" or known.oversize or message.answer_to is None:
        return None
    case = gather_case(message, dossier.documents, policy=book.policy)
    if member is not None:
        case = replace(case, a_numbers=(member.a_number,))
    else:
        family = find_family(message, dossier.documents, policy=book.policy)
        case = replace(case, a_numbers=_without_mentions(case.a_numbers, family))
    same = [thread for thread in known.same_person if joins_earlier(message, case=case, inquiry=thread.inquiry)]
    if not any(thread.inquiry.a_number in case.a_numbers for thread in known.same_person):
        person = member or _one_person(case)
        same += [thread for thread in known.slipped if joins_by_slip(message, person=person, inquiry=thread.inquiry)]
    return next((thread for thread in same if is_known(message.answer_to.email, thread)), None)


def _one_person(case: CaseFacts) -> Member:
    """Whom a mail with one A-number is about; nobody where it has several."""
    number = case.a_numbers[0] if len(case.a_numbers) == 1 else ""
    return Member(a_number=number, family_name=case.client_family_name, given_name=case.client_given_name)


def _without_mentions(a_numbers: tuple[str, ...], family: Family) -> tuple[str, ...]:
    """A number that is clearly somebody else's makes the mail no less one about its client."""
    return tuple(number for number in a_numbers if number not in family.mentions)


def route_of(case: CaseFacts, *, book: Book, listed: Whereabouts | None = None) -> Route:
    """The route by the rules. `listed` are the whereabouts with what the case directory says (`policy.directory.with_record`).

    Where the directory leads elsewhere than the sender's own words and forms alone, no letter may name the office.
    """
    own = _route(case.whereabouts, book=book)
    if listed is None or listed == case.whereabouts:
        return own
    found = _route(listed, book=book)
    return replace(found, may_be_told=found.office == own.office)


def _route(whereabouts: Whereabouts, *, book: Book) -> Route:
    """A field office's own mailbox is the basis when nothing points anywhere."""
    found = route(whereabouts, geography=book.geography)
    if found.office is None and not found.candidates and book.default_office:
        reason = "The mail came to this office's own mailbox and says nothing else."
        return Route(office=book.default_office, basis="mailbox", confidence=0.5, reason=reason)
    return found


def new_inquiry(dossier: Dossier, *, topic: Topic, known: Known, book: Book, place: int = 0, member: Member | None = None) -> Inquiry:
    """The inquiry that this mail opens. `dossier` is one person's share and `place` counts from 0 where it opens several."""
    message, policy = dossier.message, book.policy
    case = gather_case(message, dossier.documents, policy=policy)
    verdict = _verdict(dossier, known=known, book=book)
    year, serial = known.next_serial
    family_name, given_name = _name(case, member)
    a_number = member.a_number if member else next(iter(case.a_numbers), "")
    fresh = Inquiry(
        number=inquiry_number(year=year, serial=serial + place),
        version=1,
        state=_state(verdict, topic=topic, known=known, book=book),
        opened_at=known.now,
        mailbox=known.mailbox,
        representative=_writer(message),
        client_family_name=family_name,
        client_given_name=given_name,
        a_number=a_number,
        topic=topic.id,
        requests=recognise_requests(message, policy=policy),
        custody=case.custody,
        urgency=case.urgency,
        language=message.language,
        token=token_of(known.token, place),
        verdict=verdict,
        route=_first_route(dossier, case=case, a_number=a_number, known=known, book=book),
        due_at=None,
        related=tuple(thread.inquiry.number for thread in known.same_person if a_number and thread.inquiry.a_number == a_number),
        restricted=_restricted(dossier, a_number=a_number, known=known, book=book),
    )
    return begun(fresh, at=known.now, book=book, haste=_haste(dossier, topic, book=book))


def _state(verdict: Verdict, *, topic: Topic, known: Known, book: Book) -> State:
    if known.oversize:
        return State.WAITING_FOR_DOCUMENTS
    is_confirmed = not book.policy.topics.confirm_redirects
    # plainly ours but not surely alone: what is missing is asked for all the same
    is_only_ours = is_ours(topic, policy=book.policy) and not topic.mixed_with and not topic.is_at_once
    understood = topic.is_understood or is_only_ours
    return opening_state(verdict, is_elsewhere=topic.is_elsewhere, is_understood=understood, is_confirmed=is_confirmed)


def _first_route(dossier: Dossier, *, case: CaseFacts, a_number: str, known: Known, book: Book) -> Route:
    today = known.now.astimezone(ZoneInfo(book.desk.zone)).date()
    return route_of(case, book=book, listed=with_record(case.whereabouts, dossier.lookup.record(a_number), today=today))


def _name(case: CaseFacts, member: Member | None) -> tuple[str, str]:
    """Family and given name. Of one among several, those by which the mail told them apart."""
    if member is not None and (member.family_name or not case.client_family_name):
        return member.family_name, member.given_name
    return case.client_family_name, case.client_given_name


def _restricted(dossier: Dossier, *, a_number: str, known: Known, book: Book) -> tuple[str, ...]:
    """What this mail shows, and what is known of the same person already. Letters go by the former alone: see `flows.telling`."""
    same = (thread.inquiry for thread in known.same_person if a_number and thread.inquiry.a_number == a_number)
    beside = for_neighbours(one for inquiry in same for one in inquiry.restricted)
    return tuple(dict.fromkeys((*protected_in((dossier,), policy=book.policy), *beside)))


def _verdict(dossier: Dossier, *, known: Known, book: Book) -> Verdict:
    if known.oversize:
        return Verdict(outcome=Authority.UNVERIFIED, because=("intake.oversize",), policy=book.policy.version)
    return decide(dossier.documents, dossier.findings, message=dossier.message, policy=book.policy)


def _writer(message: Message) -> Address:
    return message.sender or message.answer_to or NOBODY


def opening_lines(inquiry: Inquiry, *, dossier: Dossier, topic: Topic, known: Known, book: Book) -> tuple[LogEntry, ...]:
    """The first lines of its log."""
    case = gather_case(dossier.message, dossier.documents, policy=book.policy)
    office = inquiry.route.office or "a person decides"
    # of a restricted inquiry the log says nothing of the case: neither where somebody lives nor what was written
    reason = "" if inquiry.is_restricted else f" ({inquiry.route.reason})"
    words = "" if inquiry.is_restricted else f": {', '.join(topic.words) or 'no cue'}"
    lines = [
        ("inquiry-opened", f"Opened with verdict {inquiry.verdict.outcome.value.replace('_', ' ')}, office {office}{reason}"),
        ("topic-recognised", f"Topic {topic.id}, {_WHOSE[topic.disposition]}{words}"),
        *(
            (f"urgent-{fact}", f"Urgent, {fact}: {said}")
            for fact, said in case.evidence
            if fact in case.urgency and not inquiry.is_restricted
        ),
    ]
    if topic.is_at_once:
        lines.append(("person-at-once", "A person looks at this at once: what it reports can not wait"))
    if inquiry.is_restricted:
        lines.append(("restricted", f"Restricted ({', '.join(inquiry.restricted)}): nothing of the case in letters, lists and logs"))
    if known.without_letters:
        lines.append(("without-letters", "Older than the date from which letters are written; recorded only"))
    return tuple(LogEntry(at=known.now, actor="desk", event=event, inquiry=inquiry.number, words=words) for event, words in lines)
