"""A field office's answer: internal, never shown to the sender, and no evidence in the thread.

It joins only with the office's own token, from the office's own address, and where DMARC did not fail. Everything else that points to the
office's thread, or comes from a field office, is put before a person: by no other way does a mail of the office become the sender's.
"""

from dataclasses import replace
from typing import Final

from pdinbox.flows.book import Book
from pdinbox.flows.follow_up import possible_follow_up
from pdinbox.flows.timing import turned
from pdinbox.inquiries.lifecycle import SETTLED, next_state
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.intake.thread import is_known
from pdinbox.model.finding import Finding
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.message import Dmarc, Message
from pdinbox.model.plan import Dossier, Filing, Join, Known, Link, LinkedThread, Plan, Role, Thread, Tray

_NEW: Final = "new"


def office_reply(dossier: Dossier, *, known: Known, book: Book) -> Plan | None:
    """What the mail changes where it has to do with a field office; None where it does not. A person's ruling stands above the rules."""
    if known.ruling:
        return _by_ruling(dossier, known=known, book=book)
    asked = tuple(linked for linked in known.threads if linked.link is Link.OFFICE)
    if asked:
        why = _doubt(dossier.message, asked, book=book)
        if not why:
            return _joined(dossier, thread=asked[0].thread, known=known, book=book)
        return possible_follow_up(dossier, thread=asked[0].thread, reason=why, known=known)
    pointed = next((linked.thread for linked in known.threads if _is_of_some_office(dossier.message, linked.thread, book=book)), None)
    if pointed is None:
        return None
    return possible_follow_up(dossier, thread=pointed, reason="it comes from a field office without that office's own token", known=known)


def _by_ruling(dossier: Dossier, *, known: Known, book: Book) -> Plan | None:
    """A person says that it belongs there; as the office's or the sender's follows from who wrote it. In doubt it is internal."""
    linked = next((one for one in known.threads if one.thread.inquiry.number == known.ruling and known.ruling != _NEW), None)
    if linked is None:
        return None
    message, thread = dossier.message, linked.thread
    is_stranger = message.sender is None or not is_known(message.sender.email, thread)
    if _is_of_some_office(message, thread, book=book) or (linked.link is Link.OFFICE and is_stranger):
        return _joined(dossier, thread=thread, known=known, book=book)
    return None


def _doubt(message: Message, asked: tuple[LinkedThread, ...], *, book: Book) -> str:
    """Why it does not join by itself, in words without names or addresses; '' where nothing speaks against it."""
    if len(asked) > 1:
        return "it answers what the field office was asked in several inquiries"
    inquiry = asked[0].thread.inquiry
    if message.dmarc is Dmarc.FAIL:
        return "it carries the field office's token, and the sender's address failed DMARC and may be forged"
    post = book.posts.get(inquiry.route.office or "")
    writers = [one.email for one in (message.sender, *message.submitted_by) if one]
    if post is None or not writers or not all(map(post.owns, writers)):
        return "it carries the field office's token and does not come from the office's own address"
    return ""


def _is_of_some_office(message: Message, thread: Thread, *, book: Book) -> bool:
    """Whether a field office wrote it, unless that very address opened the inquiry."""
    if message.sender is None or message.sender.email == thread.inquiry.representative.email:
        return False
    return any(post.owns(message.sender.email) for post in book.posts.values())


def _joined(dossier: Dossier, *, thread: Thread, known: Known, book: Book) -> Plan:
    before, digest = thread.inquiry, dossier.message.digest
    state = next_state(before.state, Step.OFFICE_ANSWERED)
    changed: tuple[Inquiry, ...] = ()
    if state is not None:
        changed = (turned(replace(before, state=state, version=before.version + 1), before=before, at=known.now, book=book),)
    return Plan(
        at=known.now,
        dossier=replace(dossier, findings=_about_files(dossier)),
        inquiries=changed,
        joins=(Join(message=digest, inquiry=before.number, role=Role.OFFICE_REPLY),),
        log=_lines(dossier, thread=thread, is_awaited=bool(changed), known=known, book=book),
        filing=_filing(digest, before),
    )


def _about_files(dossier: Dossier) -> tuple[Finding, ...]:
    """What the rules ask of a sender, such as a form, is not asked of an office."""
    return tuple(one for one in dossier.findings if one.file or one.document)


def _filing(digest: str, inquiry: Inquiry) -> Filing:
    if inquiry.state not in SETTLED:
        return Filing(message=digest, tray=Tray.PROCESSED, reason=f"the field office's answer to inquiry {inquiry.number}")
    words = (
        f"The field office wrote to {inquiry.number}, which is settled. Read it, then: pdinbox held release {digest[:12]} --dismiss REASON"
    )
    return Filing(message=digest, tray=Tray.HELD, reason=words)


def _lines(dossier: Dossier, *, thread: Thread, is_awaited: bool, known: Known, book: Book) -> tuple[LogEntry, ...]:
    said = [
        ("office-answered", "The field office answered") if is_awaited else ("office-wrote", "The field office wrote; nobody waited for it")
    ]
    if known.oversize:
        said.append(("office-reply-too-large", "The mail is over the size limit: only its header was taken in; the rest is in the mailbox"))
    if _reached_sender(dossier.message, thread, book=book):
        said.append(
            ("office-reply-to-sender", "The field office wrote to the sender's side as well. The desk passed nothing on; a person looks")
        )
    number = thread.inquiry.number
    return tuple(LogEntry(at=known.now, actor=Actor.OFFICE.value, event=event, inquiry=number, words=words) for event, words in said)


def _reached_sender(message: Message, thread: Thread, *, book: Book) -> bool:
    others = [one.email for one in (*message.to, *message.cc) if not any(post.owns(one.email) for post in book.posts.values())]
    return any(is_known(email, thread) for email in others)
