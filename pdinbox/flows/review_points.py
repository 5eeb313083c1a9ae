"""What a mail said of the inquiry itself is settled by a reviewer: it stays as it is, or another attorney speaks for it from now on."""

from dataclasses import replace
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.pieces import with_wholes
from pdinbox.flows.post import letter_about
from pdinbox.flows.reach import has_come_back
from pdinbox.flows.renewal import holder_of
from pdinbox.flows.review import Decision, Refusal, Reviewer, log_line, not_yours, standing
from pdinbox.flows.waiting import Standing, of_status
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.intake.thread import speaks_for
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import Letter
from pdinbox.model.nearest import did_you_mean
from pdinbox.model.plan import Dossier, Plan, Thread


def settled(inquiry: Inquiry, kind: str, *, reason: str, by: Reviewer, at: datetime) -> Decision:
    """What was said of that kind is decided on, and the inquiry stays as it is."""
    open_kinds = tuple(dict.fromkeys(one.kind for one in inquiry.points))
    if kind not in open_kinds:
        hint = did_you_mean(kind, open_kinds) or "."
        known = f"to be settled: {', '.join(open_kinds)}{hint}" if open_kinds else "nothing is to be settled."
        return Refusal(words=f"{inquiry.number}: no mail that is open says '{kind}'; {known}")
    if not reason.strip():
        return Refusal(words=f"{inquiry.number}: to settle it, say how it was decided.")
    left = tuple(one for one in inquiry.points if one.kind != kind)
    after = replace(inquiry, version=inquiry.version + 1, points=left)
    words = f"Settled: {kind.replace('_', ' ')}: {' '.join(reason.split())}"
    return Plan(at=at, inquiries=(after,), log=(log_line(inquiry, "point-settled", words, by=by, at=at, facts=(("kind", kind),)),))


def represented(thread: Thread, email: str, *, reason: str, by: Reviewer, at: datetime, book: Book) -> Decision:
    """That address speaks for the inquiry from now on and is told where it stands. Whoever did before hears nothing of it from the desk.

    Only whoever brought a good paper of authority in this thread: a reviewer's word alone lets nobody hear of a case.
    """
    inquiry, wanted = thread.inquiry, email.strip().lower()
    brought = [one for one in with_wholes(thread.dossiers, book=book) if (holder := holder_of(one, book=book)) and holder.email == wanted]
    refused = not_yours(inquiry, by=by) or _unfit(inquiry, wanted, brought=brought)
    if refused:
        return Refusal(words=refused)
    holder = brought[-1].message.sender
    assert holder is not None, "a holder is the sender of the paper"
    left = tuple(one for one in inquiry.points if one.about != "representative")
    after = replace(inquiry, version=inquiry.version + 1, representative=holder, points=left)
    letters = _told(replace(thread, inquiry=after), brought[-1], at=at, book=book)
    because = f": {' '.join(reason.split())}" if reason.strip() else ""
    told = "is told where it stands" if letters else "no letter could be written"
    words = f"Another representative, by a paper of their own, speaks for it from now on ({told}){because}"
    return Plan(at=at, inquiries=(after,), letters=letters, log=(log_line(inquiry, "representative-decided", words, by=by, at=at),))


def _unfit(inquiry: Inquiry, wanted: str, *, brought: list[Dossier]) -> str:
    if inquiry.state not in OPEN:
        return f"{standing(inquiry)}: reopen it first."
    if speaks_for(wanted, inquiry.representative.email):
        return f"{inquiry.number}: {wanted} speaks for it already."
    if not brought:
        return f"{inquiry.number}: no complete Form G-28 or privacy waiver came from {wanted} in this thread; ask for one first."
    return ""


def _told(thread: Thread, brought: Dossier, *, at: datetime, book: Book) -> tuple[Letter, ...]:
    inquiry, to = thread.inquiry, brought.message.answer_to
    if to is None or not speaks_for(to.email, inquiry.representative.email) or has_come_back(to.email, (thread,)):
        return ()
    speak = of_status((Standing(inquiry=inquiry, dossiers=thread.dossiers, to=to, at=at),), book=book)
    key = f"status:{inquiry.number}:{inquiry.version}"
    return (letter_about(inquiry, speak, kind="status", key=key, answers=brought.message, to=to, at=at, book=book),)
