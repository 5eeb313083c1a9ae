"""A message has arrived: the order of the stages, in two steps. `examine` finds out what it is; `respond` says what follows.

    reading -> dossier      checks run over the documents
    dossier -> plan         bounce? machine? field office? agency? reply? otherwise a new inquiry

Both are pure. What was known before (threads, earlier inquiries, the next number) comes in as `Known`.
"""

from dataclasses import replace
from datetime import date

from pdinbox.checks.registry import check
from pdinbox.flows.book import Book
from pdinbox.flows.bounce import returned
from pdinbox.flows.colleague import from_agency
from pdinbox.flows.family import concerns_several, follow_up_family, open_family
from pdinbox.flows.follow_up import belonging, follow_up, is_about_another, possible_follow_up
from pdinbox.flows.going_on import followed, noted
from pdinbox.flows.machine import set_aside
from pdinbox.flows.office_reply import office_reply
from pdinbox.flows.opening import earlier_inquiry, open_inquiry, people_of
from pdinbox.flows.people import about_people
from pdinbox.flows.status import answer_status, asks_for_status, may_ask_by_number
from pdinbox.intake.thread import JoinJudgement
from pdinbox.model.case_record import NOT_ASKED, Lookup
from pdinbox.model.message import Message
from pdinbox.model.plan import Dossier, Known, Plan, Reading, Thread
from pdinbox.policy.case import gather_case
from pdinbox.reading.findings import has_unread


def examine(reading: Reading, *, message: Message, book: Book, today: date, lookup: Lookup = NOT_ASKED) -> Dossier:
    """The dossier of one message: what the sandbox read, and the findings of the rules in force. `today` is the desk's day.

    `lookup` is what the case directory says of the A-numbers in it.
    """
    case = replace(gather_case(message, reading.documents, policy=book.policy), lookup=lookup)
    findings = check(
        reading.documents,
        message,
        rules=book.policy.rules,
        today=today,
        accept_samples=book.accept_samples,
        case=case,
        has_unread=has_unread(reading.findings),
    )
    people = about_people(message, reading.documents, book=book)
    found = (*reading.findings, *findings, *people)
    return Dossier(message=message, files=reading.files, documents=reading.documents, findings=found, lookup=lookup)


def respond(dossier: Dossier, *, known: Known, book: Book) -> Plan:
    """Everything this message changes. The first question that is answered with yes settles it."""
    message = dossier.message
    if message.bounce is not None:
        return returned(dossier, bounce=message.bounce, known=known, book=book)
    if message.automatic is not None and not known.ruling:
        return set_aside(dossier, automatic=message.automatic, known=known)
    if (plan := office_reply(dossier, known=known, book=book)) is not None:
        return plan
    if (plan := from_agency(dossier, known=known, book=book)) is not None:
        return plan
    return _respond_to_person(dossier, known=known, book=book)


def _respond_to_person(dossier: Dossier, *, known: Known, book: Book) -> Plan:
    members = people_of(dossier, known=known, book=book)
    earlier = None if members else earlier_inquiry(dossier, known=known, book=book)
    if known.ruling != "new" and (found := belonging(dossier, known)):
        named, judgement, reason = found
        linked = followed(named, dossier=dossier, known=known)
        is_earlier = earlier is not None and earlier.inquiry.number == linked.thread.inquiry.number
        match judgement:
            case JoinJudgement.JOIN if known.ruling or not is_about_another(dossier, thread=linked.thread, known=known, book=book):
                plan = _join(dossier, thread=linked.thread, known=known, book=book)
                return noted(plan, before=named.thread, on=linked.thread)
            case JoinJudgement.POSSIBLE if may_ask_by_number(dossier, linked=linked, known=known, book=book):
                plan = answer_status(dossier, thread=linked.thread, known=known, book=book)
                return noted(plan, before=named.thread, on=linked.thread)
            case JoinJudgement.POSSIBLE if not is_earlier:
                return possible_follow_up(dossier, thread=linked.thread, reason=reason, known=known)
            case _:
                pass
    if members:
        return open_family(dossier, members=members, known=known, book=book)
    if earlier is not None:
        return _join(dossier, thread=earlier, known=known, book=book)
    return open_inquiry(dossier, known=known, book=book)


def _join(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> Plan:
    if asks_for_status(dossier, thread=thread, known=known, book=book):
        return answer_status(dossier, thread=thread, known=known, book=book)
    if concerns_several(dossier, thread=thread, known=known, book=book):
        return follow_up_family(dossier, thread=thread, known=known, book=book)
    return follow_up(dossier, thread=thread, known=known, book=book)
