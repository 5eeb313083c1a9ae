"""The papers of a duplicate count for the inquiry on which work goes on, until it is no duplicate any more; that one is judged anew."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from pdinbox.flows.book import Book
from pdinbox.flows.going_on import lent
from pdinbox.flows.renewal import judged_anew, renewed
from pdinbox.flows.restriction import for_neighbours, protected_in
from pdinbox.flows.review import Reviewer, log_line
from pdinbox.flows.shares import earlier_shares
from pdinbox.flows.timing import dated
from pdinbox.inquiries.deadlines import waiting_again
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.model.inquiry import Custody, Inquiry, LogEntry, State
from pdinbox.model.plan import Dossier, Join, Plan, Role, Thread
from pdinbox.model.route import BY_PERSON, NO_ROUTE
from pdinbox.policy.schema import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """How the other inquiry stood before papers were lent to it: its `state`, and the `version` that it had with them."""

    state: State
    version: int
    at: datetime


def with_papers(plan: Plan, thread: Thread, other: Thread, *, by: Reviewer, at: datetime, book: Book) -> tuple[Plan, Thread]:
    """The plan by which the duplicate's papers count for the other inquiry as well, and that one as it is then."""
    papers = lent(thread, to=other)
    if not papers:
        return plan, other
    number = other.inquiry.number
    joins = tuple(Join(message=one.message.digest, inquiry=number, role=Role.WITH_DUPLICATE, dealt=one.dealt) for one in papers)
    whole = replace(other, dossiers=(*other.dossiers, *papers))
    words = f"The papers that came with {thread.inquiry.number} count here too"
    after, line = _read_anew(whole, words, judge=_renewer(papers), by=by, at=at, book=book)
    inquiries = (*plan.inquiries, after) if after != other.inquiry else plan.inquiries
    return replace(plan, inquiries=inquiries, joins=joins, log=(*plan.log, line)), replace(whole, inquiry=after)


def without_papers(
    plan: Plan, thread: Thread, *, way: tuple[str, ...], by: Reviewer, at: datetime, book: Book, before: Before | None = None
) -> Plan:
    """The plan by which the papers of what is no duplicate any more count for it alone.

    `way` are the numbers of those that it was a duplicate of, the nearest first; `thread.goes_on` is the last of them. That one knows of
    its client what its own mails say. With `before`, and untouched since, it stands and waits as it did then.
    """
    on, own = thread.goes_on, {one.message.digest for one in thread.dossiers}
    if on is None:
        return plan
    # what came to both in one mail was lent to nobody
    both = {one.message.digest for kin in on.family if kin.inquiry.number == thread.inquiry.number for one in kin.dossiers}
    gone = {one.message.digest for one in on.dossiers} & own - both
    if not gone:
        return plan
    left = replace(on, dossiers=tuple(one for one in on.dossiers if one.message.digest not in gone))
    words = f"{thread.inquiry.number} is no duplicate any more; its papers count there"
    after, line = _read_anew(left, words, judge=_by_its_own, by=by, at=at, book=book)
    if before is not None and after != on.inquiry and on.inquiry.version == before.version:
        after = _standing_as(after, before, book=book)
    inquiries = (*plan.inquiries, after) if after != on.inquiry else plan.inquiries
    unlent = tuple(Join(message=one, inquiry=number, role=Role.WITH_DUPLICATE) for number in way for one in sorted(gone))
    return replace(plan, inquiries=inquiries, unlent=unlent, log=(*plan.log, line))


class _Judge(Protocol):
    def __call__(self, inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], at: datetime, book: Book) -> Inquiry:
        """The next version of it."""


def _renewer(papers: tuple[Dossier, ...]) -> _Judge:
    """As where mails came. What a mail about several people shows to be protected is so for each of them."""

    def judge(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], at: datetime, book: Book) -> Inquiry:
        after = renewed(inquiry, dossiers=dossiers, at=at, book=book)
        return _restricted(after, papers, policy=book.policy)

    return judge


def _restricted(inquiry: Inquiry, papers: tuple[Dossier, ...], *, policy: Policy) -> Inquiry:
    shown = (one for one in for_neighbours(protected_in(papers, policy=policy)) if one not in inquiry.lifted)
    return replace(inquiry, restricted=tuple(dict.fromkeys((*inquiry.restricted, *shown))))


def _by_its_own(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], at: datetime, book: Book) -> Inquiry:
    """As where mails went: what only they said of the client is forgotten. What a person decided stays."""
    after = judged_anew(inquiry, dossiers=dossiers, at=at, book=book)
    blank = replace(inquiry, a_number="", client_family_name="", client_given_name="", custody=Custody.UNKNOWN, urgency=(), requests=())
    blank = replace(blank, route=NO_ROUTE)
    own = renewed(blank, dossiers=dossiers, at=at, book=book)
    return replace(
        after,
        a_number=own.a_number,
        client_family_name=own.client_family_name,
        client_given_name=own.client_given_name,
        custody=own.custody,
        urgency=own.urgency,
        requests=own.requests,
        route=inquiry.route if inquiry.route.basis == BY_PERSON else own.route,
    )


def _read_anew(whole: Thread, words: str, *, judge: _Judge, by: Reviewer, at: datetime, book: Book) -> tuple[Inquiry, LogEntry]:
    """The inquiry by the papers that it has now, and the line that says so. As it was where it is settled, or where nothing is new."""
    before = whole.inquiry
    if before.state not in OPEN or not whole.dossiers:
        return before, log_line(before, "papers-changed", words, by=by, at=at)
    after = judge(before, dossiers=earlier_shares(whole, at=at, book=book), at=at, book=book)
    said = f"{words}; its verdict is {after.verdict.outcome.value.replace('_', ' ')}"
    is_new = after.verdict.outcome is not before.verdict.outcome
    is_new |= replace(after, **{name: getattr(before, name) for name in _TURNED}) != before
    return after if is_new else before, log_line(before, "papers-changed", said, by=by, at=at)


_TURNED: Final = ("version", "clock", "due_at", "next_event_at", "verdict")
"""What every reading changes."""


def _standing_as(after: Inquiry, before: Before, *, book: Book) -> Inquiry:
    back = replace(after, state=before.state)
    return dated(back, clock=waiting_again(back.clock, ended=before.at), book=book) if back.clock else back
