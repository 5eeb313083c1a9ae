"""What a process does of the three kinds of work, and what it shares with other hosts."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

from pdinbox.model.letter import Delivery
from pdinbox.model.work import Kind
from pdinbox.ports import Clock, Log, Refused
from pdinbox.work_ports import Backlog, Step, Work
from pdinbox.worker.deadlines import Timekeeper
from pdinbox.worker.examine import Examiner
from pdinbox.worker.illustrate import Illustrator
from pdinbox.worker.loops import Errand
from pdinbox.worker.send import Sender
from pdinbox.worker.tenure import Tenure

SWEEP: Final = "sweep"
TAKE_OVER: Final = "take-over"
DIGESTS: Final = "digests"
_LOOKS_AGAIN_AFTER: Final = 1.0
LONGEST_IN_HAND: Final = 20
"""A letter is in the same hands for at most so many times the SMTP time-out (see `adapters.smtp_connection`), then nobody is sending it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a process of many hosts has more than one that is alone.

    A sign of life is given each `pulse_seconds`. `work` hands out jobs, None where this process takes none. `ticks` are the errands whose
    time this process says, with their spans; `errands` are done by those that take jobs of that kind.
    """

    tenure: Tenure
    backlog: Backlog
    pulse_seconds: float
    work: Work | None = None
    kinds: frozenset[Kind] = frozenset(Kind)
    ticks: Mapping[str, timedelta] = field(default_factory=dict)
    errands: Sequence[Errand] = ()
    illustrator: Illustrator | None = None


def examining(examiner: Examiner, *, before: Callable[[], None], after: Callable[[], None]) -> Step:
    """Messages. `before` is called between two of them, `after` when one is settled."""

    def next_one() -> bool:
        before()
        is_done = examiner.examine_next()
        if is_done:
            after()
        return is_done

    def this(digest: str) -> None:
        before()
        examiner.examine(digest)

    return Step(next=next_one, this=this)


def sending(sender: Sender) -> Step:
    """Letters. A server that is away is not asked for every letter in turn; the next bell goes on with the next one."""

    def next_one() -> bool:
        outcome = sender.send_next()
        return outcome is not None and outcome is not Delivery.LATER

    def this(key: str) -> None:
        sender.send(key)

    return Step(next=next_one, this=this)


def keeping(timekeeper: Timekeeper, *, after: Callable[[], None]) -> Step:
    """Passed moments; `after` is called when one was kept."""

    def next_one() -> bool:
        is_done = timekeeper.keep_next()
        if is_done:
            after()
        return is_done

    def this(number: str) -> None:
        timekeeper.keep(number)

    return Step(next=next_one, this=this)


def drawing(illustrator: Illustrator) -> Step:
    """Pictures of papers."""
    return Step(next=illustrator.draw_next, this=illustrator.draw_this)


def running_errands(errands: Sequence[Errand], *, is_over: Callable[[], bool]) -> Step:
    """Errands by their names, each until there is no more to do at once."""
    by_name = {errand.name: errand for errand in errands}

    def this(name: str) -> None:
        errand = by_name.get(name)
        if errand is None:
            raise Refused(f"no errand is called {name}: the hosts are of different versions or settings")
        while not is_over() and errand.run():
            continue

    return Step(next=lambda: False, this=this)


def shared_errands(
    backlog: Backlog, *, clock: Clock, log: Log, every: timedelta, stalled: timedelta, smtp_seconds: float, take_over: timedelta
) -> tuple[Errand, ...]:
    """The look over all rows each `every`, and each `take_over` the look for takers that are gone."""
    longest = timedelta(seconds=smtp_seconds * LONGEST_IN_HAND)
    return (
        Errand(name=SWEEP, run=partial(_sweep, backlog, clock, log), seconds=every.total_seconds()),
        Errand(
            name=TAKE_OVER,
            run=partial(_take_over, backlog, clock, log, stalled=stalled, longest=longest),
            seconds=take_over.total_seconds(),
        ),
    )


def _sweep(backlog: Backlog, clock: Clock, log: Log) -> bool:
    swept = backlog.sweep(clock.now())
    for kind, count in swept.found:
        log.say("rows-without-job-warning", kind=kind.value, rows=count)
    return False


def _take_over(backlog: Backlog, clock: Clock, log: Log, *, stalled: timedelta, longest: timedelta) -> bool:
    taken = backlog.take_over(clock.now(), stalled=stalled, longest=longest)
    if taken.taken_over or taken.letters:
        log.say("taken-over-warning", jobs=taken.taken_over, letters=taken.letters)
    if not taken.suspected:
        return False
    # looked at until it is sure, however late the next tick comes
    time.sleep(_LOOKS_AGAIN_AFTER)
    return True
