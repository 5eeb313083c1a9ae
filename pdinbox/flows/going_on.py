"""A mail that belongs to a duplicate -> the inquiry on which work goes on, where its sender may know of that one.

Anybody else's mail stays with the duplicate, as if there were no other: an answer would tell of somebody else's inquiry.
"""

from dataclasses import replace

from pdinbox.flows.shares import sharing
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.intake.thread import is_known
from pdinbox.model.family import Member, member_of
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.message import Dmarc, Message
from pdinbox.model.plan import Dossier, Known, LinkedThread, Plan, Thread


def is_one_representative(one: Inquiry, other: Inquiry) -> bool:
    """Whether the same person, by the very address, speaks for both."""
    return bool(one.representative.email) and one.representative.email == other.representative.email


def followed(linked: LinkedThread, *, dossier: Dossier, known: Known) -> LinkedThread:
    """The same link to where work goes on. What a person ruled stays as ruled, and what may be forged with what it names.

    So does what may be about others of the duplicate's family that are open: it is divided first (`gone_on_each`).
    """
    if any(one.inquiry.state in OPEN for one in linked.thread.family):
        return linked
    return replace(linked, thread=gone_on(linked.thread, dossier=dossier, known=known))


def gone_on(thread: Thread, *, dossier: Dossier, known: Known) -> Thread:
    """The thread on which work on a duplicate goes on, where that mail may be taken there; else the thread itself."""
    on, message = thread.goes_on, dossier.message
    if on is None or known.ruling or message.dmarc is Dmarc.FAIL or not is_one_representative(thread.inquiry, on.inquiry):
        return thread
    writers = (message.sender, message.answer_to)
    return on if all(one is not None and is_known(one.email, on) for one in writers) else thread


def gone_on_each(family: tuple[Thread, ...], *, dossier: Dossier, known: Known) -> tuple[Thread, ...]:
    """The threads of a family with those on which work goes on in the place of its duplicates, but for what is in it already."""
    own = {one.inquiry.number for one in family}
    made: list[Thread] = []
    for one in family:
        on = gone_on(one, dossier=dossier, known=known)
        taken = own | {other.inquiry.number for other in made}
        made.append(one if on.inquiry.number in taken else on)
    return tuple(made)


def lent(duplicate: Thread, *, to: Thread) -> tuple[Dossier, ...]:
    """The mails of a duplicate whose papers count for the inquiry on which work goes on: nothing has to be sent twice.

    Those of whoever speaks for both, by the very address; none that may be forged. Of a mail about several people the duplicate's part
    counts there and nobody else's (`Dossier.dealt`).
    """
    if not is_one_representative(duplicate.inquiry, to.inquiry):
        return ()
    there = {one.message.digest for one in to.dossiers}
    papers = (one for one in duplicate.dossiers if one.message.digest not in there and _is_lent(one.message, duplicate.inquiry))
    return tuple(replace(one, dealt=one.dealt or _dealt(one, duplicate)) for one in papers)


def _dealt(dossier: Dossier, duplicate: Thread) -> tuple[Member, ...]:
    others = sharing(duplicate, dossier)
    return tuple(member_of(one.inquiry) for one in (duplicate, *others)) if others else ()


def _is_lent(message: Message, inquiry: Inquiry) -> bool:
    is_own = message.sender is not None and message.sender.email == inquiry.representative.email
    return is_own and message.dmarc is not Dmarc.FAIL


def noted(plan: Plan, *, before: Thread, on: Thread) -> Plan:
    """The plan with a line in the duplicate's own log where its mail went on to the other inquiry."""
    if before.inquiry.number == on.inquiry.number:
        return plan
    words = f"A mail that answers this inquiry came; work goes on under {on.inquiry.number}, and it joined that one"
    line = LogEntry(at=plan.at, actor="desk", event="went-on-elsewhere", inquiry=before.inquiry.number, words=words)
    return replace(plan, log=(*plan.log, line))
