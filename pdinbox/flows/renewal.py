"""inquiry and everything its thread brought -> the inquiry judged anew. What is known already is kept where nothing new was said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.changing import change_lines, waits_for_person, with_points
from pdinbox.flows.opening import route_of
from pdinbox.flows.other_desks import is_ours
from pdinbox.flows.papers import papers_of
from pdinbox.flows.pieces import with_wholes
from pdinbox.flows.restriction import restricted_anew
from pdinbox.flows.timing import Haste, turned
from pdinbox.inquiries.lifecycle import state_after_reply
from pdinbox.inquiries.related import is_slip
from pdinbox.intake.thread import speaks_for
from pdinbox.model.case import CaseFacts
from pdinbox.model.case_record import CaseRecord, newest
from pdinbox.model.inquiry import Custody, Inquiry, LogEntry, State
from pdinbox.model.message import Address
from pdinbox.model.plan import Dossier, Known
from pdinbox.model.route import Route, Whereabouts
from pdinbox.policy.case import gather_case
from pdinbox.policy.decide import decide, shows_authority
from pdinbox.policy.directory import with_record
from pdinbox.policy.requests import recognise_requests
from pdinbox.policy.topics import recognise_topic

_HOME = ("zip", "county", "city", "state")
_PLACES = (("facility", "detloc"), _HOME, ("court",), ("office",))
"""Fields that one mail says together: a ZIP of one mail and the city of another are no home."""


def renewed(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], at: datetime, book: Book) -> Inquiry:
    """The next version of the inquiry. `dossiers` are those of its thread, oldest first, the last one just came in, at `at`."""
    policy, dossiers = book.policy, with_wholes(dossiers, book=book)
    documents, findings = papers_of(dossiers)
    message = dossiers[-1].message
    cases = [gather_case(dossier.message, documents, policy=policy) for dossier in reversed(dossiers)]
    case = cases[0]
    verdict = decide(documents, findings, message=message, policy=policy)
    urgency = tuple(dict.fromkeys((*inquiry.urgency, *case.urgency)))
    custody = case.custody if case.custody is not Custody.UNKNOWN else inquiry.custody
    topic = recognise_topic(message, dossiers[-1].documents, policy=policy)
    a_number = _a_number(inquiry, case=case, on_papers=gather_case(None, documents, policy=policy).a_numbers)
    found = _route(cases, custody=custody, record=newest(dossier.lookup for dossier in dossiers).record(a_number), at=at, book=book)
    representative = _representative(inquiry, dossiers, book=book)
    claims = _claims(dossiers[-1], representative, book=book)
    said = with_points(inquiry, dossiers[-1], is_claim=claims, found=found, at=at, policy=policy)
    after = replace(
        restricted_anew(said, dossiers=dossiers, policy=policy),
        version=inquiry.version + 1,
        state=state_after_reply(inquiry.state, verdict, is_for_person=waits_for_person(said, policy=policy)),
        representative=representative,
        verdict=verdict,
        client_family_name=case.client_family_name or inquiry.client_family_name,
        client_given_name=case.client_given_name or inquiry.client_given_name,
        a_number=a_number,
        topic=topic.id if (topic.is_understood and not topic.is_elsewhere) or is_ours(topic, policy=policy) else inquiry.topic,
        requests=tuple(dict.fromkeys((*inquiry.requests, *recognise_requests(message, policy=policy)))),
        custody=custody,
        urgency=urgency,
        outcome="",
        duplicate_of="",
    )
    haste = Haste(is_at_once=topic.is_at_once, before=case.act_by)
    # what is still missing is asked for anew; an office that was asked has not been asked again by a mail of the sender
    return turned(after, before=inquiry, at=at, book=book, haste=haste, is_asked=after.state is State.WAITING_FOR_DOCUMENTS)


def judged_anew(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], at: datetime, book: Book) -> Inquiry:
    """The next version of the inquiry where no mail came but its findings count otherwise. Its wait for the sender goes on or ends."""
    dossiers = with_wholes(dossiers, book=book)
    documents, findings = papers_of(dossiers)
    verdict = decide(documents, findings, message=dossiers[-1].message if dossiers else None, policy=book.policy)
    after = replace(
        inquiry,
        version=inquiry.version + 1,
        state=state_after_reply(inquiry.state, verdict, is_for_person=waits_for_person(inquiry, policy=book.policy)),
        representative=_representative(inquiry, dossiers, book=book),
        verdict=verdict,
    )
    return turned(after, before=inquiry, at=at, book=book)


def _representative(inquiry: Inquiry, dossiers: tuple[Dossier, ...], *, book: Book) -> Address:
    """Who may speak: whoever sent a good paper. A relative who began the inquiry is told nothing on the lawyer's form."""
    holders = [one for dossier in dossiers if (one := holder_of(dossier, book=book))]
    if not holders or any(speaks_for(inquiry.representative.email, holder.email) for holder in holders):
        return inquiry.representative
    return holders[-1]


def holder_of(dossier: Dossier, *, book: Book) -> Address | None:
    """The sender, where that mail brought a good paper."""
    return dossier.message.sender if shows_authority(dossier.documents, dossier.findings, policy=book.policy) else None


def _claims(dossier: Dossier, representative: Address, *, book: Book) -> bool:
    """Whether the mail brought a good paper of somebody who does not speak for the inquiry: another attorney, by a form of their own."""
    holder = holder_of(dossier, book=book)
    return holder is not None and not speaks_for(holder.email, representative.email)


def _a_number(inquiry: Inquiry, *, case: CaseFacts, on_papers: tuple[str, ...]) -> str:
    """Of the newest paper; a number that the mail only mentions may be a relative's and replaces none.

    Of two papers whose numbers are one slip apart nobody knows which is right: the inquiry keeps its own.
    """
    if on_papers and inquiry.a_number in on_papers[1:] and is_slip(on_papers[0], inquiry.a_number):
        return inquiry.a_number
    return next(iter((*on_papers, *((inquiry.a_number,) if inquiry.a_number else ()), *case.a_numbers)), "")


def _route(cases: Sequence[CaseFacts], *, custody: Custody, record: CaseRecord | None, at: datetime, book: Book) -> Route:
    whereabouts = _whereabouts(cases, custody=custody)
    listed = with_record(whereabouts, record, today=at.astimezone(ZoneInfo(book.desk.zone)).date())
    return route_of(replace(cases[0], whereabouts=whereabouts), book=book, listed=listed)


def _whereabouts(cases: Sequence[CaseFacts], *, custody: Custody) -> Whereabouts:
    """Each place as the newest mail states it that says anything of it; `cases` come newest first."""
    found = Whereabouts(detained={Custody.DETAINED: True, Custody.NOT_DETAINED: False}.get(custody))
    for fields in _PLACES:
        said = (tuple(getattr(case.whereabouts, name) for name in fields) for case in cases)
        values = next((values for values in said if any(values)), None)
        found = replace(found, **dict(zip(fields, values, strict=True))) if values else found
    return found


def renewal_lines(before: Inquiry, after: Inquiry, *, dossier: Dossier, known: Known, book: Book) -> tuple[LogEntry, ...]:
    """What its log says of a mail that joined it, of which `dossier` is what concerns it."""
    how = "A person joined a mail to it" if known.ruling else "A reply came"
    said = [("reply-joined", f"{how}; the verdict is now {after.verdict.outcome.value.replace('_', ' ')}")]
    if after.representative.email != before.representative.email:
        said.append(
            ("representative-changed", "A paper names another sender of this thread than its first one: that sender speaks for it now")
        )
    brought = gather_case(dossier.message, dossier.documents, policy=book.policy).a_numbers
    if before.a_number and after.a_number != before.a_number:
        said.append(("number-changed", "The newest paper gives another A-number than this inquiry had, and took its place; a person looks"))
    elif any(is_slip(number, after.a_number) for number in brought):
        said.append(("number-slip", "The mail gives an A-number one slip from this inquiry's: perhaps the same. Nothing was changed"))
    lines = tuple(LogEntry(at=known.now, actor="desk", event=event, inquiry=after.number, words=words) for event, words in said)
    return (*lines, *change_lines(before, after, at=known.now))
