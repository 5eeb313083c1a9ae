"""A message points to an inquiry. Does it belong there? If so it is read together with what is there already, and answered.

A stranger, a bare number in a subject, or a sender whose domain failed DMARC never joins by itself: a person decides.
"""

from dataclasses import replace
from itertools import starmap

from pdinbox.checks.people import likeness_by_word
from pdinbox.flows.book import Book
from pdinbox.flows.reach import asked_by_person
from pdinbox.flows.relating import of_same_person, restricting
from pdinbox.flows.renewal import renewal_lines, renewed
from pdinbox.flows.shares import Part, earlier_shares
from pdinbox.flows.telling import tell_of_reply, tell_too_large
from pdinbox.inquiries.related import is_slip
from pdinbox.intake.thread import JoinJudgement, is_known, may_join
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.person import name_tokens, same_name_exactly
from pdinbox.model.plan import Dossier, Filing, Join, Known, LinkedThread, Plan, Role, Thread, Tray
from pdinbox.policy.case import gather_case
from pdinbox.policy.family import find_family

Belonging = tuple[LinkedThread, JoinJudgement, str]


def belonging(dossier: Dossier, known: Known) -> Belonging | None:
    """The inquiry this message points to most strongly, whether it joins, and why not. A person's ruling stands above all."""
    for linked in known.threads:
        if linked.thread.inquiry.number == known.ruling:
            return linked, JoinJudgement.JOIN, "a person decided so"
    judged = [(linked, *may_join(dossier.message, linked.link, linked.thread)) for linked in known.threads]
    joining = [one for one in judged if one[1] is JoinJudgement.JOIN]
    return next(iter(joining or judged), None)


def is_about_another(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> bool:
    """Whether the reply brings the papers of another person: a lawyer began a new matter by answering an old letter.

    Another A-number alone may be a slip that this mail corrects; it takes another name as well, and nobody of a family is another.
    """
    threads = (replace(thread, family=()), *thread.family)
    return all(_is_about_another(dossier, thread=one, known=known, book=book) for one in threads)


def _is_about_another(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> bool:
    brought = gather_case(None, dossier.documents, policy=book.policy)
    if not brought.a_numbers or thread.inquiry.a_number in brought.a_numbers:
        return False
    shares = earlier_shares(thread, at=known.now, book=book)
    earlier = [gather_case(one.message, one.documents, policy=book.policy) for one in shares]
    numbers = {thread.inquiry.a_number, *(number for case in earlier for number in case.a_numbers)} - {""}
    names = [(thread.inquiry.client_family_name, thread.inquiry.client_given_name)]
    names += [(case.client_family_name, case.client_given_name) for case in earlier]
    if not numbers or numbers & set(brought.a_numbers) or not any(map(any, names)):
        return False
    name = name_tokens(brought.client_family_name, brought.client_given_name)
    # a middle name more and a slip in the number are one person's; a brother with the next number has another name
    is_near = any(is_slip(number, thread.inquiry.a_number) for number in brought.a_numbers)
    least = book.policy.family.alike
    return not any(
        same_name_exactly(name, one) or (is_near and likeness_by_word(name, one) >= least) for one in starmap(name_tokens, names)
    )


def follow_up(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> Plan:
    """The inquiry judged anew with what this message brings, and one letter that says what is complete now or still missing.

    Of a mail over the size limit nothing was read: the inquiry stays as it is, and its sender is told so.
    """
    if known.oversize:
        return _unread(dossier, thread=thread, known=known, book=book)
    dossiers = (*earlier_shares(thread, at=known.now, book=book), dossier)
    inquiry = renewed(thread.inquiry, dossiers=dossiers, at=known.now, book=book)
    digest, is_told = dossier.message.digest, _is_told(dossier, thread=thread)
    part = Part(inquiry=inquiry, dossiers=dossiers, role=Role.FOLLOW_UP, before=thread.inquiry, is_asked=asked_by_person(thread))
    letters, silence = tell_of_reply(part, known=known, book=book) if is_told else ((), ())
    return Plan(
        at=known.now,
        dossier=dossier,
        inquiries=(inquiry,),
        joins=(Join(message=digest, inquiry=inquiry.number, role=Role.FOLLOW_UP),),
        relations=restricting(inquiry, beside=of_same_person(inquiry, known=known)),
        letters=letters,
        log=(
            *renewal_lines(thread.inquiry, inquiry, dossier=dossier, known=known, book=book),
            *_other_people(dossier, inquiry, known=known, book=book),
            *silence,
        ),
        filing=Filing(message=digest, tray=Tray.PROCESSED, reason=f"joined inquiry {inquiry.number}"),
    )


def _other_people(dossier: Dossier, inquiry: Inquiry, *, known: Known, book: Book) -> tuple[LogEntry, ...]:
    """A line for the reviewer where the reply's text speaks for somebody else too: no paper came, so no inquiry was opened."""
    numbers = {one.a_number for one in find_family(dossier.message, dossier.documents, policy=book.policy).members} - {"", inquiry.a_number}
    numbers = {number for number in numbers if not is_slip(number, inquiry.a_number)}
    if not numbers or not inquiry.a_number:
        return ()
    endings = ", ".join(sorted(number[-3:] for number in numbers))
    words = f"The mail names another A-number (ending in {endings}). Where it is another person's, an inquiry is to be opened"
    return (LogEntry(at=known.now, actor="desk", event="names-another", inquiry=inquiry.number, words=words),)


def _unread(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> Plan:
    inquiry, digest, is_told = thread.inquiry, dossier.message.digest, _is_told(dossier, thread=thread)
    letters, silence = tell_too_large(inquiry, dossier=dossier, known=known, book=book) if is_told else ((), ())
    words = "A reply came that is over the size limit; only its header was taken in"
    return Plan(
        at=known.now,
        dossier=dossier,
        joins=(Join(message=digest, inquiry=inquiry.number, role=Role.FOLLOW_UP),),
        letters=letters,
        log=(LogEntry(at=known.now, actor="desk", event="reply-too-large", inquiry=inquiry.number, words=words), *silence),
        filing=Filing(message=digest, tray=Tray.PROCESSED, reason=f"joined inquiry {inquiry.number}, unread: over the size limit"),
    )


def _is_told(dossier: Dossier, *, thread: Thread) -> bool:
    """A stranger's mail that a person put here is answered by a person."""
    to = dossier.message.answer_to
    return to is not None and is_known(to.email, thread)


def possible_follow_up(dossier: Dossier, *, thread: Thread, reason: str, known: Known) -> Plan:
    """Held for a person, shown beside the inquiry. The sender is told nothing: a letter would confirm that the inquiry exists."""
    digest, number = dossier.message.digest, thread.inquiry.number
    words = f"May belong to {number}, but {reason}. Decide with: pdinbox held release {digest[:12]} --join {number}, or --as-new"
    return Plan(
        at=known.now,
        dossier=dossier,
        joins=(Join(message=digest, inquiry=number, role=Role.POSSIBLE_FOLLOW_UP),),
        log=(
            LogEntry(
                at=known.now, actor="desk", event="possible-follow-up", inquiry=number, words=f"A message may belong here, but {reason}"
            ),
        ),
        filing=Filing(message=digest, tray=Tray.HELD, reason=words),
    )
