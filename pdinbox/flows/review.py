"""inquiry and a reviewer's step -> plan, or the words why not. Every action is one plan; its line in the log names who did it.

Which step may be taken where, and by whom, stands in `inquiries.lifecycle`; what a step changes beside the state stands here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from pdinbox.flows.book import Book
from pdinbox.flows.timing import turned
from pdinbox.inquiries.lifecycle import next_state, refusal, said_of
from pdinbox.inquiries.steps import Actor, Attempt, Step
from pdinbox.model.events import DUPLICATE, REROUTED
from pdinbox.model.inquiry import Inquiry, LogEntry, Point, State
from pdinbox.model.nearest import did_you_mean
from pdinbox.model.plan import Plan, Relation
from pdinbox.model.route import BY_PERSON, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Who acts: the name that goes into the log, and whether as a reviewer or as a supervisor."""

    name: str
    role: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why it can not be done now, in words for whoever tried. `is_stale`: the inquiry changed since that person looked at it."""

    words: str
    is_stale: bool = False


Decision = Plan | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step as it was asked for. `office` is a code, `outcome` an id of the rules, `other` the inquiry that this one duplicates.

    `topic` is that of another desk. `may_be_told`: letters may name the office, because the sender's own words lead there.
    """

    step: Step
    assignee: str = ""
    reason: str = ""
    office: str = ""
    outcome: str = ""
    topic: str = ""
    other: Inquiry | None = None
    may_be_told: bool = False


def take_step(inquiry: Inquiry, move: Move, *, by: Reviewer, at: datetime, book: Book) -> Decision:
    """The step, where it can be taken by that person now."""
    refused = _refused(inquiry, move, by=by, book=book)
    if refused:
        return Refusal(words=refused)
    state = next_state(inquiry.state, move.step)
    assert state is not None, "a step that is not refused leads somewhere"
    change = _CHANGES.get(move.step, _nothing_else)
    left = _points_left(inquiry, move.step)
    changed = change(replace(inquiry, state=state, version=inquiry.version + 1, points=left), move, by)
    after = turned(changed, before=inquiry, at=at, book=book)
    lines = [log_line(inquiry, *_said(inquiry, move), by=by, at=at, facts=_facts(inquiry, move))]
    if move.step is Step.MARK_DUPLICATE and move.other is not None:
        words = f"{inquiry.number} was marked as a duplicate of this inquiry"
        lines.append(log_line(move.other, DUPLICATE, words, by=by, at=at, facts=(("related", inquiry.number),)))
        lines[0] = replace(lines[0], facts=(("related", move.other.number),))
        return Plan(at=at, inquiries=(after,), relations=(Relation(inquiry=inquiry.number, other=move.other.number),), log=tuple(lines))
    return Plan(at=at, inquiries=(after,), log=tuple(lines))


_SETTLES: Mapping[Step, str] = MappingProxyType({Step.REROUTE: "place"})
"""What a step does that a mail said: then it is settled. An inquiry that opens again has nothing left of before."""


def _points_left(inquiry: Inquiry, step: Step) -> tuple[Point, ...]:
    return () if step is Step.REOPEN else tuple(one for one in inquiry.points if one.about != _SETTLES.get(step))


def log_line(inquiry: Inquiry, event: str, words: str, *, by: Reviewer, at: datetime, facts: tuple[tuple[str, str], ...] = ()) -> LogEntry:
    """One line of that inquiry's log, in the name of whoever did it."""
    return LogEntry(at=at, actor=by.name, event=event, inquiry=inquiry.number, words=words, facts=facts)


def standing(inquiry: Inquiry) -> str:
    """'PD-2026-000001-R is in review, assigned to tboone'."""
    whose = f", assigned to {inquiry.assignee}" if inquiry.assignee else ""
    return f"{inquiry.number} is {said_of(inquiry.state)}{whose}"


def not_yours(inquiry: Inquiry, *, by: Reviewer) -> str:
    """Why that person leaves it to whoever has it; '' for the one who has it, for a supervisor, and where nobody has it."""
    if by.role is Actor.SUPERVISOR or inquiry.assignee in {"", by.name}:
        return ""
    return f"{standing(inquiry)}: that reviewer or a supervisor can do it, or a supervisor assigns it to you."


def outcome_refusal(number: str, outcome: str, *, ends: tuple[str, ...] = (), book: Book) -> str:
    """What is wrong with the outcome that was named: there is none such, or it does not end like that. '' when nothing is."""
    allowed = [one.id for one in book.policy.outcomes if not ends or one.ends in ends]
    if not outcome or outcome in allowed:
        return ""
    return f"{number}: '{outcome}' is no outcome here; one of {', '.join(allowed)}{did_you_mean(outcome, allowed) or '.'}"


_THEIRS = frozenset({Step.GIVE_BACK, Step.CLAIM})


def _refused(inquiry: Inquiry, move: Move, *, by: Reviewer, book: Book) -> str:
    if move.step is Step.CLAIM and inquiry.state is State.IN_REVIEW:
        return f"{standing(inquiry)}: it is taken already."
    attempt = Attempt(
        step=move.step,
        by=by.role,
        authority=inquiry.verdict.outcome,
        outcome=move.outcome,
        office=move.office,
        assignee=move.assignee,
        reason=move.reason,
        other=move.other.number if move.other else "",
    )
    refused = refusal(inquiry.number, inquiry.state, attempt)
    if refused:
        return refused
    if move.step in _THEIRS and (words := not_yours(inquiry, by=by)):
        return words
    return _unfit(inquiry, move, book=book)


def _unfit(inquiry: Inquiry, move: Move, *, book: Book) -> str:
    """What the step names and can not be meant."""
    known = book.geography.offices_by_code
    if move.office and move.office not in known:
        return f"{inquiry.number}: '{move.office}' is no field office; one of {', '.join(sorted(known))}."
    if move.step is Step.REROUTE and move.office == inquiry.route.office and inquiry.route.basis == BY_PERSON:
        return f"{inquiry.number} is with {move.office} already."
    if move.step is Step.CLOSE and (words := outcome_refusal(inquiry.number, move.outcome, ends=("closed",), book=book)):
        return words
    if move.other is None or move.step is not Step.MARK_DUPLICATE:
        return ""
    return other_refusal(inquiry, move.other) or (
        f"{move.other.number} is a duplicate itself; name the inquiry on which work goes on."
        if move.other.state is State.DUPLICATE or move.other.goes_on_under
        else ""
    )


def other_refusal(inquiry: Inquiry, other: Inquiry) -> str:
    """Why these two can not be put beside each other."""
    return f"{inquiry.number} can not be put beside itself." if inquiry.number == other.number else ""


Change = Callable[[Inquiry, Move, Reviewer], Inquiry]


def _nothing_else(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    return after


def _claimed(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    return replace(after, assignee=by.name)


def _assigned(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    return replace(after, assignee=move.assignee)


def _given_back(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    return replace(after, assignee="")


def _rerouted(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    route = Route(office=move.office, basis=BY_PERSON, confidence=1.0, reason=move.reason.strip(), may_be_told=move.may_be_told)
    return replace(after, route=route)


def _withdrawn(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    return replace(after, outcome="withdrawn")


def _closed(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    return replace(after, outcome=move.outcome or after.outcome)


def _redirected(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    return replace(after, topic=move.topic)


def _reopened(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    return replace(after, outcome="", assignee="", duplicate_of="")


def _duplicated(after: Inquiry, move: Move, by: Reviewer) -> Inquiry:  # noqa: ARG001  it is a Change
    return replace(after, duplicate_of=move.other.number if move.other else "")


_CHANGES: Mapping[Step, Change] = MappingProxyType(
    {
        Step.CLAIM: _claimed,
        Step.ASSIGN: _assigned,
        Step.GIVE_BACK: _given_back,
        Step.REROUTE: _rerouted,
        Step.WITHDRAW: _withdrawn,
        Step.CLOSE: _closed,
        Step.REDIRECT: _redirected,
        Step.REOPEN: _reopened,
        Step.MARK_DUPLICATE: _duplicated,
    }
)
"""What a step changes beside the state and the clock."""
_EVENTS: Mapping[Step, tuple[str, str]] = MappingProxyType(
    {
        Step.CLAIM: ("claimed", "Taken for review"),
        Step.ASSIGN: ("assigned", "Assigned to {assignee}"),
        Step.GIVE_BACK: ("given-back", "Put back into the queue"),
        Step.REROUTE: (REROUTED, "Re-routed from {before} to {office}; time already used stays used"),
        Step.TAKE_BACK: ("taken-back", "Taken back from the field office"),
        Step.MARK_DUPLICATE: (DUPLICATE, "Marked as a duplicate of {other}; work goes on there"),
        Step.WITHDRAW: ("withdrawn", "Withdrawn by its representative"),
        Step.CLOSE: ("closed", "Closed"),
        Step.HOLD: ("held-by-person", "Held: nothing more goes out until a person has looked"),
        Step.RELEASE: ("released-by-person", "Released: a person has looked"),
        Step.REDIRECT: ("redirected-by-person", "Another desk's matter: {topic}"),
        Step.CONFIRM_REDIRECT: ("redirect-confirmed", "Confirmed as another desk's matter, and closed"),
        Step.REOPEN: ("reopened", "Opened again; the desk's time begins anew"),
    }
)


def _facts(inquiry: Inquiry, move: Move) -> tuple[tuple[str, str], ...]:
    return (("from", inquiry.route.office or ""), ("to", move.office)) if move.step is Step.REROUTE else ()


def _said(inquiry: Inquiry, move: Move) -> tuple[str, str]:
    """Event and words of the line. The steps that go with a letter have theirs in `flows.review_letters`."""
    event, words = _EVENTS[move.step]
    before, other = inquiry.route.office or "no office", move.other.number if move.other else ""
    said = words.format(topic=move.topic, assignee=move.assignee, office=move.office, before=before, other=other)
    outcome = f" ({move.outcome})" if move.outcome else ""
    reason = f": {' '.join(move.reason.split())}" if move.reason.strip() else ""
    return event, f"{said}{outcome}{reason}"
