"""What was written -> the jobs that follow from it: pure, so that every store makes the same ones."""

from datetime import datetime
from typing import Final

from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.plan import Plan
from pdinbox.model.work import ACKNOWLEDGEMENT, HORIZON, PRIORITIES, Job, Kind

_ACKNOWLEDGES: Final = "acknowledgement:"
_WAITING: Final = frozenset({LetterState.READY, LetterState.UNCERTAIN})


def job_of_message(digest: str, *, thread: str = "") -> Job:
    """A message is to be examined. `thread` is the inquiry whose letter it says it answers; where it says nothing, two mails of one thread
    meet at its version."""
    return Job(kind=Kind.EXAMINE, key=digest, thread=thread, priority=PRIORITIES[Kind.EXAMINE])


def job_of_letter(key: str, *, inquiry: str, due: datetime, now: datetime) -> Job | None:
    """A letter waits to be sent; None when its time is far."""
    priority = ACKNOWLEDGEMENT if key.startswith(_ACKNOWLEDGES) else PRIORITIES[Kind.SEND]
    return _timed(Kind.SEND, key, thread=inquiry, due=due, now=now, priority=priority)


def job_of_moment(number: str, *, due: datetime, now: datetime) -> Job | None:
    """An inquiry's next moment; None when it is far."""
    return _timed(Kind.DEADLINE, number, thread=number, due=due, now=now, priority=PRIORITIES[Kind.DEADLINE])


def job_of_wish(key: str) -> Job:
    """Pictures are asked for."""
    return Job(kind=Kind.DRAW, key=key, priority=PRIORITIES[Kind.DRAW])


def jobs_of_plan(plan: Plan) -> tuple[Job, ...]:
    """Letters first, in their order, then the moments of its inquiries by number."""
    letters = (_job_of(letter, now=plan.at) for letter in plan.letters)
    inquiries = sorted((one.number, one.next_event_at) for one in plan.inquiries if one.next_event_at is not None)
    moments = (job_of_moment(number, due=due, now=plan.at) for number, due in inquiries)
    return tuple(job for job in (*letters, *moments) if job is not None)


def _job_of(letter: Letter, *, now: datetime) -> Job | None:
    if letter.state not in _WAITING:
        return None
    return job_of_letter(letter.key, inquiry=letter.inquiry, due=letter.not_before or letter.created_at, now=now)


def _timed(kind: Kind, key: str, *, thread: str, due: datetime, now: datetime, priority: int) -> Job | None:
    if due > now + HORIZON:
        return None
    return Job(kind=kind, key=key, thread=thread, at=due if due > now else None, priority=priority)
