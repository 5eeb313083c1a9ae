"""A new inquiry about one person: topic, verdict, route, state, due date, and the one acknowledgement."""

from dataclasses import replace

from pdinbox.flows.book import Book
from pdinbox.flows.relating import relate
from pdinbox.flows.telling import acknowledge
from pdinbox.inquiries.deadlines import due_at
from pdinbox.inquiries.lifecycle import opening_state
from pdinbox.inquiries.related import joins_earlier
from pdinbox.intake.thread import is_known
from pdinbox.model.case import CaseFacts
from pdinbox.model.family import Family, Member
from pdinbox.model.inquiry import Inquiry, LogEntry, State, inquiry_number
from pdinbox.model.message import Address, Message
from pdinbox.model.plan import Dossier, Filing, Join, Known, Plan, Role, Thread, Tray
from pdinbox.model.route import Route
from pdinbox.model.token import token_of
from pdinbox.model.verdict import Authority, Verdict
from pdinbox.policy.case import gather_case
from pdinbox.policy.decide import decide
from pdinbox.policy.family import find_family
from pdinbox.policy.requests import recognise_requests
from pdinbox.policy.route import route
from pdinbox.policy.topics import Topic, recognise_topic

NOBODY = Address(email="unknown@invalid", name="no sender stated")


def open_inquiry(dossier: Dossier, *, known: Known, book: Book) -> Plan:
    """The inquiry with its number, the acknowledgement, and where the message is filed."""
    topic = recognise_topic(dossier.message, dossier.documents, policy=book.policy)
    inquiry = new_inquiry(dossier, topic=topic, known=known, book=book)
    letters, silence = acknowledge(inquiry, topic=topic, dossier=dossier, known=known, book=book)
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
        log=(*opening_lines(inquiry, topic=topic, known=known), *lines, *silence),
        filing=Filing(message=digest, tray=Tray.PROCESSED, reason=f"opened inquiry {inquiry.number}"),
    )


def people_of(dossier: Dossier, *, known: Known, book: Book) -> tuple[Member, ...]:
    """The people of whom each gets an inquiry: fewer than two for an ordinary mail, and for one that a person must divide.

    A mail for another desk, and one of which only the header was read, is not divided.
    """
    if known.oversize:
        return ()
    members = find_family(dossier.message, dossier.documents, policy=book.policy).members
    is_divided = 1 < len(members) <= book.policy.family.most_people
    if not is_divided or recognise_topic(dossier.message, dossier.documents, policy=book.policy).is_elsewhere:
        return ()
    return members


def earlier_inquiry(dossier: Dossier, *, known: Known, book: Book, member: Member | None = None) -> Thread | None:
    """The open inquiry of the same person by the same representative that a second mail joins instead of opening another.

    Not where an answer would go to an address that is not known in it. `member` is the person where the mail is about several.
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
    same = (thread for thread in known.same_person if joins_earlier(message, case=case, inquiry=thread.inquiry))
    return next((thread for thread in same if is_known(message.answer_to.email, thread)), None)


def _without_mentions(a_numbers: tuple[str, ...], family: Family) -> tuple[str, ...]:
    """A number that is clearly somebody else's makes the mail no less one about its client."""
    return tuple(number for number in a_numbers if number not in family.mentions)


def route_of(case: CaseFacts, *, book: Book) -> Route:
    """The route by the rules; a field office's own mailbox is the basis when nothing in the mail points anywhere."""
    found = route(case.whereabouts, geography=book.geography)
    if found.office is None and not found.candidates and book.default_office:
        reason = "The mail came to this office's own mailbox and says nothing else."
        return Route(office=book.default_office, basis="mailbox", confidence=0.5, reason=reason)
    return found


def new_inquiry(dossier: Dossier, *, topic: Topic, known: Known, book: Book, place: int = 0, member: Member | None = None) -> Inquiry:
    """The inquiry that this mail opens. `dossier` is one person's share and `place` counts from 0 where it opens several."""
    message = dossier.message
    case = gather_case(message, dossier.documents, policy=book.policy)
    verdict = _verdict(dossier, known=known, book=book)
    year, serial = known.next_serial
    family_name, given_name = _name(case, member)
    a_number = member.a_number if member else next(iter(case.a_numbers), "")
    state = (
        State.WAITING_FOR_DOCUMENTS
        if known.oversize
        else opening_state(verdict, is_elsewhere=topic.is_elsewhere, is_understood=topic.is_understood)
    )
    return Inquiry(
        number=inquiry_number(year=year, serial=serial + place),
        version=1,
        state=state,
        opened_at=known.now,
        mailbox=known.mailbox,
        representative=_writer(message),
        client_family_name=family_name,
        client_given_name=given_name,
        a_number=a_number,
        topic=topic.id,
        requests=recognise_requests(message, policy=book.policy),
        custody=case.custody,
        urgency=case.urgency,
        language=message.language,
        token=token_of(known.token, place),
        verdict=verdict,
        route=route_of(case, book=book),
        due_at=due_at(
            known.now, days=book.policy.deadlines.review_days(urgent=bool(case.urgency)), calendar=book.policy.deadlines.calendar
        ),
        related=tuple(thread.inquiry.number for thread in known.same_person if a_number and thread.inquiry.a_number == a_number),
    )


def _name(case: CaseFacts, member: Member | None) -> tuple[str, str]:
    """Family and given name. Of one among several, those by which the mail told them apart."""
    if member is not None and (member.family_name or not case.client_family_name):
        return member.family_name, member.given_name
    return case.client_family_name, case.client_given_name


def _verdict(dossier: Dossier, *, known: Known, book: Book) -> Verdict:
    if known.oversize:
        return Verdict(outcome=Authority.UNVERIFIED, because=("intake.oversize",), policy=book.policy.version)
    return decide(dossier.documents, dossier.findings, message=dossier.message, policy=book.policy)


def _writer(message: Message) -> Address:
    return message.sender or message.answer_to or NOBODY


def opening_lines(inquiry: Inquiry, *, topic: Topic, known: Known) -> tuple[LogEntry, ...]:
    """The first lines of its log."""
    office = inquiry.route.office or "a person decides"
    lines = [
        (
            "inquiry-opened",
            f"Opened with verdict {inquiry.verdict.outcome.value.replace('_', ' ')}, office {office} ({inquiry.route.reason})",
        ),
        ("topic-recognised", f"Topic {topic.id}: {', '.join(topic.words) or 'no cue'}"),
    ]
    if known.without_letters:
        lines.append(("without-letters", "Older than the date from which letters are written; recorded only"))
    return tuple(LogEntry(at=known.now, actor="desk", event=event, inquiry=inquiry.number, words=words) for event, words in lines)
