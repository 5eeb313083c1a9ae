"""Words of the inquiry page: how sure the machine is, how much time is left, what is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pdinbox.inquiries.business_time import length_of_day
from pdinbox.inquiries.deadline_words import in_words
from pdinbox.inquiries.deadlines import time_left
from pdinbox.inquiries.lifecycle import STATES
from pdinbox.model.a_number import show_a_number
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Custody, Inquiry
from pdinbox.model.verdict import Authority
from pdinbox.web.render import moment

_SURE: Final = ((0.99, "Certain"), (0.85, "Likely"), (0.6, "Unsure"))
OUTCOMES: Final = {
    Outcome.MUST_FIX: ("must-fix", "error", "Must fix"),
    Outcome.TO_CHECK: ("to-check", "warning", "To check"),
    Outcome.PASSED: ("passed", "check", "Passed"),
}
"""Class, icon and word of a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`kind` is the look ('' for plenty of time), `icon` its sign, `exact` what it counts, in a sentence."""

    words: str
    kind: str
    icon: str
    exact: str


def confidence(finding: Finding) -> str:
    """'Likely, 97 %'."""
    word = next((word for least, word in _SURE if finding.confidence >= least), "Doubtful")
    return f"{word}, {finding.confidence * 100:.0f}\N{NO-BREAK SPACE}%"


def due_of(inquiry: Inquiry, *, now: datetime, zone: str) -> Due:
    """When an answer is due, as it stands now."""
    clock = inquiry.clock
    if clock is None:
        words = f"Due {moment(inquiry.due_at, zone)}" if inquiry.due_at else "No date"
        return Due(words=words, kind="", icon="schedule", exact="")
    said = in_words(clock, now=now)
    words = said[:1].upper() + said[1:]
    counts = f"Business time of {clock.calendar.zone.rpartition('/')[2].replace('_', ' ')}, federal holidays off"
    exact = f"Due {moment(inquiry.due_at, zone)}. {counts}." if inquiry.due_at else f"{counts}."
    if clock.stopped_at is not None:
        return Due(words=words, kind="", icon="check", exact=exact)
    if not clock.is_running:
        return Due(words=words, kind="", icon="pause", exact=exact)
    left = time_left(clock, now=now)
    if left <= timedelta(0):
        return Due(words=words, kind="overdue", icon="warning", exact=exact)
    is_soon = left < length_of_day(clock.calendar)
    return Due(words=words, kind="soon" if is_soon else "", icon="warning" if is_soon else "schedule", exact=exact)


def a_number(inquiry: Inquiry) -> str:
    """'A 912-345-678', '' where none is known."""
    return show_a_number(inquiry.a_number) if inquiry.a_number else ""


def spoken(name: str) -> str:
    """An id of the rules or a state as words: 'stay of removal'."""
    return name.replace("_", " ").replace("-", " ")


def state_words(inquiry: Inquiry) -> str:
    """'in review'."""
    return STATES[inquiry.state][0]


def standing_now(inquiry: Inquiry, shown: str = "") -> str:
    """'It is now in review, assigned to T. Boone.', after a collision."""
    whose = f", assigned to {shown or inquiry.assignee}" if inquiry.assignee else ", assigned to nobody"
    return f"It is now {state_words(inquiry)}{whose}."


def verdict_words(inquiry: Inquiry) -> str:
    """'authorized', as reviewers write it."""
    return {Authority.AUTHORISED: "authorized"}.get(inquiry.verdict.outcome, spoken(inquiry.verdict.outcome.value))


def tags(inquiry: Inquiry) -> tuple[str, ...]:
    """What is said beside the name, shortest words."""
    found = [state_words(inquiry)]
    if inquiry.custody is Custody.DETAINED:
        found.append("detained")
    found += [f"urgent: {spoken(one)}" for one in inquiry.urgency if one != Custody.DETAINED.value]
    if inquiry.is_restricted:
        found.append("restricted")
    if inquiry.language != "en":
        found.append({"es": "Spanish"}.get(inquiry.language, inquiry.language))
    return tuple(found)
