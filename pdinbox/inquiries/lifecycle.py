"""verdict -> state: where an inquiry stands, and what may happen to it next, by whom. `TRANSITIONS` is the whole of its life.

`docs/lifecycle.svg` and `docs/lifecycle.md` are made from the tables here (`make lifecycle`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never

from pdinbox.inquiries.steps import Actor, Attempt, Need, Step, Transition, is_met
from pdinbox.model.inquiry import Inquiry, Point, State
from pdinbox.model.verdict import Authority, Verdict

_RECEIVED, _WAITING, _READY = State.RECEIVED, State.WAITING_FOR_DOCUMENTS, State.READY_FOR_REVIEW
_REVIEW, _OFFICE, _HELD = State.IN_REVIEW, State.WITH_OFFICE, State.HELD

ROAD = (_WAITING, _READY, _REVIEW, _OFFICE)
"""The states of an inquiry that somebody works on."""
OPEN = (*ROAD, _HELD)
"""The states in which an inquiry still needs somebody."""
SETTLED = (State.RESOLVED, State.REDIRECTED, State.DUPLICATE, State.WITHDRAWN, State.CLOSED)
"""The states in which it needs nobody, until somebody writes or a reviewer opens it again."""

STATES: Mapping[State, tuple[str, str]] = MappingProxyType(
    {
        _RECEIVED: ("received", "The mail is being read. An inquiry leaves this state in the moment in which it gets its number."),
        _WAITING: ("waiting for documents", "The sender was told what is missing. The desk's time stands still unless it is urgent."),
        _READY: ("ready for review", "It waits for a reviewer to take it. The desk's time runs."),
        _REVIEW: ("in review", "One reviewer works on it."),
        _OFFICE: ("with the field office", "The office was asked and has not answered yet. It is reminded, then the supervisor is told."),
        State.RESOLVED: ("resolved", "The answer went out with its outcome. A reply opens it again."),
        State.CLOSED: ("closed", "Nothing more is to be done. The record is kept as long as the retention rule says."),
        _HELD: ("held", "A person must look before anything more goes out, for example because a letter came back."),
        State.REDIRECTED: ("redirected", "It is another desk's matter, and the sender was told whose. A reviewer confirms it."),
        State.DUPLICATE: ("duplicate", "It is the same matter as another inquiry and is linked to it; work goes on there."),
        State.WITHDRAWN: ("withdrawn", "The representative took it back."),
    }
)
"""Every state's name and what it means, in the order of the road; the last four lie beside it."""

_DESK, _SENDER, _FIELD = frozenset({Actor.DESK}), frozenset({Actor.SENDER}), frozenset({Actor.OFFICE})
_PEOPLE, _SUPERVISOR = frozenset({Actor.REVIEWER, Actor.SUPERVISOR}), frozenset({Actor.SUPERVISOR})


def _row(
    step: Step, target: State | None, sources: tuple[State, ...], *needs: Need, by: frozenset[Actor] = _PEOPLE, words: str
) -> Transition:
    return Transition(step=step, target=target, sources=sources, by=by, needs=needs, words=words)


TABLE: tuple[Transition, ...] = (
    _row(Step.DOCUMENTS_COMPLETE, _READY, (_RECEIVED,), by=_DESK, words="Its papers are complete, or something only a person can judge."),
    _row(Step.NOT_UNDERSTOOD, _READY, (_RECEIVED,), by=_DESK, words="No rule says what the mail is about; a person reads it."),
    _row(Step.DOCUMENTS_MISSING, _WAITING, (_RECEIVED,), by=_DESK, words="A form is missing or must be cured; the sender is told how."),
    _row(Step.REDIRECT, State.REDIRECTED, (_RECEIVED,), by=_DESK, words="It is plainly another desk's matter; the sender is told whose."),
    _row(Step.DOCUMENTS_COMPLETE, _READY, (_WAITING,), by=_SENDER, words="A reply brought what was missing, or what a person must judge."),
    _row(Step.DOCUMENTS_COMPLETE, None, (_READY, _REVIEW, _OFFICE, _HELD), by=_SENDER, words="A reply came; its papers are complete."),
    _row(Step.DOCUMENTS_MISSING, None, OPEN, by=_SENDER, words="A reply came and something is still missing; the sender is told what."),
    _row(
        Step.PERSON_NEEDED,
        _READY,
        (_WAITING,),
        by=_SENDER,
        words="A reply takes it back, or says that another attorney has it: documents are awaited no longer, a person settles it.",
    ),
    _row(
        Step.PERSON_NEEDED,
        None,
        (_READY, _REVIEW, _OFFICE, _HELD),
        by=_SENDER,
        words="A reply takes it back, or says that another attorney has it; a person settles it.",
    ),
    _row(Step.ANSWERED_BACK, _READY, SETTLED, by=_SENDER, words="A reply came to a settled inquiry; a person reads it."),
    _row(
        Step.WAITED_LONG_ENOUGH,
        State.CLOSED,
        (_WAITING,),
        Need.OUTCOME,
        by=_DESK,
        words="No reply came by the close date, after a warning.",
    ),
    _row(Step.CLAIM, _REVIEW, (_WAITING, _READY), words="A reviewer takes it."),
    _row(Step.ASSIGN, _REVIEW, (_WAITING, _READY), Need.ASSIGNEE, by=_SUPERVISOR, words="A supervisor gives it to a reviewer."),
    _row(Step.ASSIGN, None, (_REVIEW, _OFFICE), Need.ASSIGNEE, by=_SUPERVISOR, words="A supervisor gives it to another reviewer."),
    _row(Step.GIVE_BACK, _READY, (_REVIEW,), words="The reviewer puts it back into the queue."),
    _row(Step.ASK_FOR_MORE, _WAITING, (_REVIEW,), words="The reviewer asks the sender for papers or words; the desk's time stands still."),
    _row(Step.REROUTE, None, OPEN, Need.OFFICE, Need.REASON, words="Another field office is the right one. Time already used stays used."),
    _row(Step.REFER_TO_OFFICE, _OFFICE, (_REVIEW,), Need.OFFICE, words="The field office is asked, with a date for its answer."),
    _row(Step.OFFICE_ANSWERED, _REVIEW, (_OFFICE,), by=_FIELD, words="The field office's answer came."),
    _row(Step.TAKE_BACK, _REVIEW, (_OFFICE,), Need.REASON, words="The reviewer goes on without the office's answer."),
    _row(
        Step.RESOLVE,
        State.RESOLVED,
        (_REVIEW,),
        Need.OUTCOME,
        Need.AUTHORITY,
        words="The answer goes out with its outcome. It says something of the case only where the verdict is authorised.",
    ),
    _row(Step.MARK_DUPLICATE, State.DUPLICATE, OPEN, Need.OTHER_INQUIRY, words="It is the matter of another inquiry, and is linked to it."),
    _row(Step.WITHDRAW, State.WITHDRAWN, OPEN, Need.REASON, words="The representative takes it back; a person confirms it."),
    _row(Step.REDIRECT, State.REDIRECTED, OPEN, Need.REASON, words="A reviewer finds that it is another desk's matter."),
    _row(Step.CLOSE, State.CLOSED, OPEN, Need.OUTCOME, Need.REASON, words="A reviewer ends it without an answer on the merits."),
    _row(Step.HOLD, _HELD, ROAD, Need.REASON, by=_PEOPLE | _DESK, words="Nothing more goes out until a person has looked."),
    _row(Step.RELEASE, _READY, (_HELD,), words="A person has looked; it goes back into the queue."),
    _row(Step.CONFIRM_REDIRECT, State.CLOSED, (State.REDIRECTED,), words="A reviewer agrees that it is another desk's matter."),
    _row(
        Step.CLOSE,
        State.CLOSED,
        (State.RESOLVED, State.DUPLICATE, State.WITHDRAWN),
        by=_PEOPLE | _DESK,
        words="Nobody wrote again; the record is complete.",
    ),
    _row(
        Step.OVERRIDE,
        None,
        OPEN,
        Need.REASON,
        words="A finding is set aside, or counts again; the papers are judged anew. Where they are complete then, nobody is awaited.",
    ),
    _row(
        Step.REOPEN,
        _READY,
        SETTLED,
        Need.REASON,
        by=_PEOPLE | _DESK,
        words="A reviewer takes it up again, or the answer came back unread. The desk's time begins anew.",
    ),
    _row(
        Step.UNDO,
        _REVIEW,
        (_WAITING, State.RESOLVED, State.WITHDRAWN, State.CLOSED),
        Need.UNSENT,
        words="Whoever wrote the last letter takes it back within the hold time: it never leaves, and all is as before, the clock too.",
    ),
    _row(
        Step.UNDO,
        None,
        (State.REDIRECTED,),
        Need.UNSENT,
        words="The letter that says whose desk it is is taken back in the same way; the inquiry is where it was before.",
    ),
    _row(
        Step.UNDO,
        None,
        (State.DUPLICATE,),
        Need.UNSENT,
        words="The mark is taken back with its letter, and where nobody was told at any time; the inquiry is where it was before.",
    ),
)
"""The one table: every step, where it may be taken and by whom, what it needs, and where it leads (None: it stays where it is)."""

TRANSITIONS: Mapping[tuple[State, Step], Transition] = MappingProxyType(
    {(source, row.step): row for row in TABLE for source in row.sources}
)
"""The same by state and step; a step that is not here can not be taken."""


def next_state(state: State, step: Step) -> State | None:
    """Where that step leads from that state, None where it can not be taken."""
    row = TRANSITIONS.get((state, step))
    return (row.target or state) if row else None


def said_of(state: State) -> str:
    """What an inquiry is in that state: 'in review', 'a duplicate'."""
    return "a duplicate" if state is State.DUPLICATE else STATES[state][0]


def refusal(number: str, state: State, attempt: Attempt) -> str:
    """Why that step can not be taken now, in words for the person who tried; '' when it can. `number` is the inquiry's."""
    row = TRANSITIONS.get((state, attempt.step))
    if row is None:
        return f"{number} is {said_of(state)}{' already' if _is_there(state, attempt.step) else f'; {_way(state, attempt)}'}."
    if attempt.by not in row.by:
        return f"{number}: only {_either(row.by)} can {attempt.step.verb}."
    lacking = [need.words for need in row.needs if not is_met(need, attempt)]
    return f"{number}: to {attempt.step.verb}, {'; '.join(lacking)}." if lacking else ""


def possible_steps(state: State, by: Actor) -> tuple[Step, ...]:
    """What that person may do in that state, in the order of the table; not what is a matter of seconds after a letter."""
    return tuple(row.step for row in TABLE if state in row.sources and by in row.by and Need.UNSENT not in row.needs)


def to_settle(inquiry: Inquiry) -> tuple[Point, ...]:
    """What its mails said that a person must settle, oldest first; () where it was settled with the inquiry."""
    return inquiry.points if inquiry.state not in SETTLED else ()


def _is_there(state: State, step: Step) -> bool:
    """Whether it stands where that step would bring it, and nothing is to be chosen with the step."""
    is_free = (set(row.needs) <= {Need.REASON} for row in TABLE if row.step is step and row.target is state)
    return step is not Step.CONFIRM_REDIRECT and any(is_free)


_BACKWARDS = frozenset({Step.GIVE_BACK, Step.TAKE_BACK, Step.RELEASE, Step.CONFIRM_REDIRECT})
"""Steps that end something: nobody is advised to begin it in order to end it."""


def _way(state: State, attempt: Attempt) -> str:
    """The shortest way for the same person to where the step can be taken, or what can be done instead."""
    ways: list[tuple[State, tuple[Step, ...]]] = [(state, ())]
    seen = {state}
    for here, taken in ways:
        if taken and attempt.step not in _BACKWARDS and attempt.step in possible_steps(here, attempt.by):
            return f"{', then '.join(step.verb for step in taken)} first"
        for step in possible_steps(here, attempt.by):
            there = next_state(here, step)
            # no way leads through an ending: nobody is advised to close an inquiry in order to reopen it
            if there is not None and there not in seen and there in OPEN:
                seen.add(there)
                ways.append((there, (*taken, step)))
    able = [step.verb for step in possible_steps(state, attempt.by)]
    return f"what can be done now: {', '.join(able)}" if able else f"{attempt.by.words} can do nothing here"


def _either(actors: frozenset[Actor]) -> str:
    return " or ".join(actor.words for actor in Actor if actor in actors)


def opening_state(verdict: Verdict, *, is_elsewhere: bool, is_understood: bool = True, is_confirmed: bool = False) -> State:
    """Where a new inquiry begins. What only a person can tell waits for a person, not for the sender.

    One that was redirected stays open until a person confirms it, unless the rules say that none needs to (`is_confirmed`).
    """
    if is_elsewhere:
        if is_confirmed:
            return State.CLOSED
        step = Step.REDIRECT
    elif not is_understood:
        step = Step.NOT_UNDERSTOOD
    else:
        step = _brought(verdict)
    found = next_state(_RECEIVED, step)
    assert found is not None, f"the table has no beginning for {step}"
    return found


def state_after_reply(state: State, verdict: Verdict, *, is_for_person: bool = False) -> State:
    """Where an inquiry stands after a reply of its sender. A settled one opens again for a person.

    `is_for_person`: the thread says what a person must settle before anybody is asked for documents again.
    """
    found = next_state(state, Step.PERSON_NEEDED if is_for_person else _brought(verdict)) or next_state(state, Step.ANSWERED_BACK)
    assert found is not None, f"the table has no answer to a reply in {state}"
    return found


def _brought(verdict: Verdict) -> Step:
    match verdict.outcome:
        case Authority.AUTHORISED | Authority.NEEDS_PERSON:
            return Step.DOCUMENTS_COMPLETE
        case Authority.DEFICIENT | Authority.UNVERIFIED:
            return Step.DOCUMENTS_MISSING
        case _:
            assert_never(verdict.outcome)
