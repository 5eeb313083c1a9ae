"""verdict -> state: where an inquiry stands, and what may happen to it next. The table is the whole of its life."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never

from pdinbox.model.inquiry import State
from pdinbox.model.verdict import Authority, Verdict


class Step(StrEnum):
    """What moves an inquiry."""

    DOCUMENTS_COMPLETE = "documents_complete"
    """A reply brought what was missing, or something only a person can judge."""
    DOCUMENTS_MISSING = "documents_missing"
    """A reply came and something is still missing."""
    ANSWERED_BACK = "answered_back"
    """A reply to an inquiry that was redirected, resolved or closed, whatever it brought."""
    WAITED_LONG_ENOUGH = "waited_long_enough"
    """The due date passed without the documents."""
    TAKEN = "taken"
    """A reviewer took it."""
    GIVEN_BACK = "given_back"
    SENT_TO_OFFICE = "sent_to_office"
    OFFICE_ANSWERED = "office_answered"
    REDIRECTED = "redirected"
    RESOLVED = "resolved"
    CLOSED = "closed"


_WAITING, _READY, _REVIEW, _OFFICE = State.WAITING_FOR_DOCUMENTS, State.READY_FOR_REVIEW, State.IN_REVIEW, State.WITH_OFFICE

TRANSITIONS: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        (_WAITING, Step.DOCUMENTS_COMPLETE): _READY,
        (_WAITING, Step.DOCUMENTS_MISSING): _WAITING,
        (_WAITING, Step.WAITED_LONG_ENOUGH): _READY,
        (_WAITING, Step.TAKEN): _REVIEW,
        (_WAITING, Step.REDIRECTED): State.REDIRECTED,
        (_WAITING, Step.CLOSED): State.CLOSED,
        (_READY, Step.DOCUMENTS_COMPLETE): _READY,
        (_READY, Step.DOCUMENTS_MISSING): _READY,
        (_READY, Step.TAKEN): _REVIEW,
        (_READY, Step.REDIRECTED): State.REDIRECTED,
        (_READY, Step.CLOSED): State.CLOSED,
        (_REVIEW, Step.DOCUMENTS_COMPLETE): _REVIEW,
        (_REVIEW, Step.DOCUMENTS_MISSING): _REVIEW,
        (_REVIEW, Step.GIVEN_BACK): _READY,
        (_REVIEW, Step.SENT_TO_OFFICE): _OFFICE,
        (_REVIEW, Step.REDIRECTED): State.REDIRECTED,
        (_REVIEW, Step.RESOLVED): State.RESOLVED,
        (_REVIEW, Step.CLOSED): State.CLOSED,
        (_OFFICE, Step.DOCUMENTS_COMPLETE): _OFFICE,
        (_OFFICE, Step.DOCUMENTS_MISSING): _OFFICE,
        (_OFFICE, Step.OFFICE_ANSWERED): _REVIEW,
        (_OFFICE, Step.GIVEN_BACK): _REVIEW,
        (_OFFICE, Step.RESOLVED): State.RESOLVED,
        (State.REDIRECTED, Step.ANSWERED_BACK): _READY,
        (State.REDIRECTED, Step.TAKEN): _REVIEW,
        (State.REDIRECTED, Step.CLOSED): State.CLOSED,
        (State.RESOLVED, Step.ANSWERED_BACK): _READY,
        (State.RESOLVED, Step.CLOSED): State.CLOSED,
        (State.CLOSED, Step.ANSWERED_BACK): _READY,
    }
)
"""What every step does in every state; a step that is not here can not be taken."""


def next_state(state: State, step: Step) -> State | None:
    """Where that step leads from that state, None where it can not be taken."""
    return TRANSITIONS.get((state, step))


def opening_state(verdict: Verdict, *, is_elsewhere: bool, is_understood: bool = True, is_confirmed: bool = False) -> State:
    """Where a new inquiry begins. What only a person can tell waits for a person, not for the sender.

    One that was redirected stays open until a person confirms it, unless the rules say that none needs to (`is_confirmed`).
    """
    if is_elsewhere:
        return State.CLOSED if is_confirmed else State.REDIRECTED
    if not is_understood:
        return State.READY_FOR_REVIEW
    match verdict.outcome:
        case Authority.AUTHORISED | Authority.NEEDS_PERSON:
            return State.READY_FOR_REVIEW
        case Authority.DEFICIENT | Authority.UNVERIFIED:
            return State.WAITING_FOR_DOCUMENTS
        case _:
            assert_never(verdict.outcome)


def state_after_reply(state: State, verdict: Verdict) -> State:
    """Where an inquiry stands after a reply of its sender. One that was redirected, resolved or closed opens again for a person."""
    match verdict.outcome:
        case Authority.AUTHORISED | Authority.NEEDS_PERSON:
            step = Step.DOCUMENTS_COMPLETE
        case Authority.DEFICIENT | Authority.UNVERIFIED:
            step = Step.DOCUMENTS_MISSING
        case _:
            assert_never(verdict.outcome)
    found = next_state(state, step) or next_state(state, Step.ANSWERED_BACK)
    assert found is not None, f"the table has no answer to a reply in {state}"
    return found
