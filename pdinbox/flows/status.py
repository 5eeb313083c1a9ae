"""'Any news?': the answer to whoever may have it. The mail joins the thread; no date, no verdict and no state moves by it."""

from dataclasses import replace

from pdinbox.flows.book import Book
from pdinbox.flows.going_on import gone_on_each, noted
from pdinbox.flows.shares import earlier_shares
from pdinbox.flows.telling import tell_status
from pdinbox.flows.waiting import Standing
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.intake.thread import is_known
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.message import Address, Dmarc
from pdinbox.model.plan import Dossier, Filing, Join, Known, Link, LinkedThread, Plan, Role, Thread, Tray
from pdinbox.policy.status import asks_only_for_news


def asks_for_status(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> bool:
    """Whether this mail, which belongs to the thread, is answered with the state. A reply to a settled inquiry opens it again instead."""
    is_open = any(one.inquiry.state in OPEN for one in (thread, *thread.family))
    return (
        is_open
        and not known.ruling
        and _is_answerable(dossier, thread=thread)
        and not known.oversize
        and is_question(dossier, about=thread.inquiry, book=book)
    )


def may_ask_by_number(dossier: Dossier, *, linked: LinkedThread, known: Known, book: Book) -> bool:
    """Whether a mail that only quotes the number is answered with the state: from a known address, to the desk alone, about this one.

    Anybody can write a number and forge an address, so the answer goes to an address that the thread knows already, and nobody is copied
    who could come to belong to the thread by it.
    """
    message = dossier.message
    is_known_sender = message.sender is not None and is_known(message.sender.email, linked.thread)
    return (
        linked.link is Link.NUMBER
        and len(known.threads) == 1
        and message.dmarc is not Dmarc.FAIL
        and is_known_sender
        and not message.cc
        and len(message.to) <= 1
        and not known.ruling
        and _is_answerable(dossier, thread=linked.thread)
        and not known.oversize
        and is_question(dossier, about=linked.thread.inquiry, book=book)
    )


def _is_answerable(dossier: Dossier, *, thread: Thread) -> bool:
    to = dossier.message.answer_to
    return to is not None and is_known(to.email, thread)


def is_question(dossier: Dossier, *, about: Inquiry, book: Book) -> bool:
    """Whether the mail asks where that inquiry stands, says nothing else and brings nothing."""
    brings = bool(dossier.documents) or any(not file.decorative for file in dossier.files)
    return not brings and asks_only_for_news(dossier.message, about=about, policy=book.policy)


def answer_status(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> Plan:
    """One letter that says where the inquiry stands, or each of its family; and that somebody asked, in the log of each."""
    to = dossier.message.answer_to
    assert to is not None, "only a mail that can be answered asks for the state"
    own = tuple(sorted((thread, *thread.family), key=lambda one: one.inquiry.number))
    threads = gone_on_each(own, dossier=dossier, known=known)
    standings = tuple(_standing(one, threads=threads, to=to, known=known, book=book) for one in threads)
    letters, silence = tell_status(standings, dossier=dossier, known=known, book=book)
    digest = dossier.message.digest
    words = "The sender asked where it stands and was told" if letters else "The sender asked where it stands; no letter went out"
    numbers = tuple(one.inquiry.number for one in threads)
    plan = Plan(
        at=known.now,
        dossier=dossier,
        joins=tuple(Join(message=digest, inquiry=number, role=Role.FOLLOW_UP) for number in numbers),
        letters=letters,
        log=(*(LogEntry(at=known.now, actor="desk", event="status-asked", inquiry=number, words=words) for number in numbers), *silence),
        filing=Filing(message=digest, tray=Tray.PROCESSED, reason=f"joined {', '.join(numbers)}: asked for the state"),
    )
    for before, on in zip(own, threads, strict=True):
        plan = noted(plan, before=before, on=on)
    return plan


def _standing(one: Thread, *, threads: tuple[Thread, ...], to: Address, known: Known, book: Book) -> Standing:
    whole = replace(one, family=(*(other for other in threads if other is not one), *(kin for kin in one.family if kin not in threads)))
    return Standing(inquiry=one.inquiry, dossiers=earlier_shares(whole, at=known.now, book=book), to=to, at=known.now)
