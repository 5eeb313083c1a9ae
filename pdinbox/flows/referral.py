"""A reviewer refers an inquiry to its field office: the office is asked, with the papers and a date, and the sender is told that it was."""

from dataclasses import dataclass, replace
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.deadline import LetterCall, Recipient, Write, letter_key
from pdinbox.flows.office_letters import Papers, last_referral, referral
from pdinbox.flows.timing import turned
from pdinbox.inquiries.lifecycle import next_state, refusal
from pdinbox.inquiries.steps import Actor, Attempt, Step
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.plan import Plan, Thread

_EXPOSED = (
    "letters with papers go to field offices over TLS only, and [smtp] security is 'none': "
    "set it to 'starttls' or 'tls', or set [referrals] require_tls = false"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a reviewer wants: `by` is that person's name for the log, `ask` the person's own words to the office, '' for none.

    `token` is a fresh secret for the office's thread. `is_protected` says whether letters leave over TLS, or need not by policy.
    """

    by: str
    ask: str
    token: str
    is_protected: bool
    actor: Actor = Actor.REVIEWER


def why_not(inquiry: Inquiry, request: Request, *, book: Book) -> str:
    """Why the inquiry can not be referred now, in words for whoever tried; '' when it can."""
    office = inquiry.route.office or ""
    attempt = Attempt(step=Step.REFER_TO_OFFICE, by=request.actor, office=office, authority=inquiry.verdict.outcome)
    if refused := refusal(inquiry.number, inquiry.state, attempt):
        return refused
    post = book.posts.get(office)
    if post is None or not post.mailbox:
        name = book.geography.office_name(office) or office
        return f'{inquiry.number}: no mailbox is set for the {name}: write it into the settings, [offices.{office}] mailbox = "…"'
    return "" if request.is_protected else f"{inquiry.number}: {_EXPOSED}."


def referred_plan(thread: Thread, request: Request, *, papers: Papers, at: datetime, book: Book, write: Write) -> Plan:
    """Everything that changes. Only where `why_not` has nothing against it."""
    before = thread.inquiry
    assert not why_not(before, request, book=book), "look whether it can be referred first"
    state = next_state(before.state, Step.REFER_TO_OFFICE)
    assert state is not None
    mailbox = book.posts[before.route.office or ""].mailbox
    asked_before = last_referral(thread.letters)
    # an office keeps its word; another one gets its own, so that the former can no longer answer for it
    is_same = bool(before.office_token) and asked_before is not None and asked_before.to.email == mailbox
    token = before.office_token if is_same else request.token
    changed = replace(before, state=state, version=before.version + 1, office_token=token)
    inquiry = turned(changed, before=before, at=at, book=book, is_asked=True)
    after = replace(thread, inquiry=inquiry)
    letter = referral(after, papers=papers, ask=request.ask, at=at, book=book)
    told = write(LetterCall(kind="referred", key=letter_key("referred", inquiry), to=Recipient.SENDER, thread=after, at=at))
    way = "attached" if papers.octets is not None else "kept at the desk, as it is too large"
    facts = (("letter", letter.key), ("packet", papers.digest), ("office", before.route.office or ""))
    words = f"Referred to the {book.geography.office_name(before.route.office)}; the packet is {way}"
    silent = (
        "The sender was told that the field office was asked" if told else "No letter could tell the sender that the field office was asked"
    )
    return Plan(
        at=at,
        inquiries=(inquiry,),
        letters=(letter, *told),
        log=(
            LogEntry(at=at, actor=request.by, event="referred-to-office", inquiry=inquiry.number, words=words, facts=facts),
            LogEntry(
                at=at,
                actor=Actor.DESK.value,
                event=f"referred-{'written' if told else 'not-written'}",
                inquiry=inquiry.number,
                words=silent,
            ),
        ),
    )
