"""A new inquiry: topic, verdict, route, state, due date, and the one acknowledgement."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.telling import acknowledge, protected_in
from pdinbox.flows.timing import Haste, begun
from pdinbox.inquiries.lifecycle import opening_state
from pdinbox.inquiries.related import joins_earlier
from pdinbox.intake.thread import is_known
from pdinbox.model.case import CaseFacts
from pdinbox.model.inquiry import Inquiry, LogEntry, State, inquiry_number
from pdinbox.model.message import Address, Message
from pdinbox.model.plan import Dossier, Filing, Join, Known, Plan, Role, Thread, Tray
from pdinbox.model.route import Route, Whereabouts
from pdinbox.model.verdict import Authority, Verdict
from pdinbox.policy.case import gather_case
from pdinbox.policy.decide import decide
from pdinbox.policy.directory import with_record
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
    case = gather_case(dossier.message, dossier.documents, policy=book.policy)
    verdict = _verdict(dossier, known=known, book=book)
    topic = _settled(recognise_topic(dossier.message, dossier.documents, policy=book.policy), verdict)
    fresh = _inquiry(dossier, case=case, topic=topic, verdict=verdict, known=known, book=book)
    haste = Haste(is_at_once=topic.is_at_once, before=case.act_by)
    inquiry = begun(fresh, at=known.now, book=book, haste=haste)
    letters, silence = acknowledge(inquiry, topic=topic, dossier=dossier, known=known, book=book)
    if silence or not letters:
        inquiry = begun(inquiry, at=known.now, book=book, haste=haste, is_asked=False)
    year, serial = known.next_serial
    digest = dossier.message.digest
    return Plan(
        at=known.now,
        dossier=dossier,
        serial=(year, serial),
        inquiries=(inquiry,),
        joins=(Join(message=digest, inquiry=inquiry.number, role=Role.OPENING),),
        letters=letters,
        log=(*_log(inquiry, case=case, topic=topic, known=known), *silence),
        filing=Filing(message=digest, tray=Tray.PROCESSED, reason=f"opened inquiry {inquiry.number}"),
    )


def earlier_inquiry(dossier: Dossier, *, known: Known, book: Book) -> Thread | None:
    """The open inquiry of the same person by the same representative that a second mail joins instead of opening another.

    Not where an answer would go to an address that is not known in it.
    """
    message = dossier.message
    if known.ruling == "new" or known.oversize or message.answer_to is None:
        return None
    case = gather_case(message, dossier.documents, policy=book.policy)
    same = (thread for thread in known.same_person if joins_earlier(message, case=case, inquiry=thread.inquiry))
    return next((thread for thread in same if is_known(message.answer_to.email, thread)), None)


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


def _settled(topic: Topic, verdict: Verdict) -> Topic:
    """A file that only a person can read may be our form: then a person decides, and nobody is sent to another desk."""
    if topic.is_elsewhere and verdict.outcome is Authority.NEEDS_PERSON:
        return replace(topic, disposition=Disposition.PERSON)
    return topic


def _inquiry(dossier: Dossier, *, case: CaseFacts, topic: Topic, verdict: Verdict, known: Known, book: Book) -> Inquiry:
    message, policy = dossier.message, book.policy
    year, serial = known.next_serial
    a_number = case.a_numbers[0] if case.a_numbers else ""
    today = known.now.astimezone(ZoneInfo(book.desk.zone)).date()
    listed = with_record(case.whereabouts, dossier.lookup.record(a_number), today=today)
    state = (
        State.WAITING_FOR_DOCUMENTS
        if known.oversize
        else opening_state(
            verdict,
            is_elsewhere=topic.is_elsewhere,
            is_understood=topic.is_understood,
            is_confirmed=not policy.topics.confirm_redirects,
        )
    )
    return Inquiry(
        number=inquiry_number(year=year, serial=serial),
        version=1,
        state=state,
        opened_at=known.now,
        mailbox=known.mailbox,
        representative=_writer(message),
        client_family_name=case.client_family_name,
        client_given_name=case.client_given_name,
        a_number=a_number,
        topic=topic.id,
        requests=recognise_requests(message, policy=book.policy),
        custody=case.custody,
        urgency=case.urgency,
        language=message.language,
        token=known.token,
        verdict=verdict,
        route=route_of(case, book=book, listed=listed),
        due_at=None,
        related=tuple(thread.inquiry.number for thread in known.same_person),
        restricted=_restricted(dossier, known=known, book=book),
    )


def _restricted(dossier: Dossier, *, known: Known, book: Book) -> tuple[str, ...]:
    """What this mail shows, and what is known of the same person already. Letters go by the former alone: see `flows.telling`."""
    inherited = (one for thread in known.same_person for one in thread.inquiry.restricted)
    return tuple(dict.fromkeys((*protected_in((dossier,), policy=book.policy), *inherited)))


def _verdict(dossier: Dossier, *, known: Known, book: Book) -> Verdict:
    if known.oversize:
        return Verdict(outcome=Authority.UNVERIFIED, because=("intake.oversize",), policy=book.policy.version)
    return decide(dossier.documents, dossier.findings, message=dossier.message, policy=book.policy)


def _writer(message: Message) -> Address:
    return message.sender or message.answer_to or NOBODY


def _log(inquiry: Inquiry, *, case: CaseFacts, topic: Topic, known: Known) -> tuple[LogEntry, ...]:
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
    if len(case.a_numbers) > 1:
        lines.append(("several-people", f"The mail names {len(case.a_numbers)} A-numbers; this inquiry is filed under the first"))
    if known.without_letters:
        lines.append(("without-letters", "Older than the date from which letters are written; recorded only"))
    return tuple(LogEntry(at=known.now, actor="desk", event=event, inquiry=inquiry.number, words=words) for event, words in lines)
