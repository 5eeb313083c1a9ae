"""One round for cron and for tests: poll, examine, send, file, and stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from pdinbox.model.letter import Delivery
from pdinbox.ports import Log, Refused, Unavailable
from pdinbox.worker.deadlines import Timekeeper
from pdinbox.worker.examine import Examiner
from pdinbox.worker.loops import Errand
from pdinbox.worker.poll import Poller
from pdinbox.worker.send import Sender

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round did. `troubles` are doors that were away or refused, in words; the others were served all the same."""

    new: int = 0
    copies: int = 0
    missed: int = 0
    examined: int = 0
    deadlines: int = 0
    sent: int = 0
    unsent: int = 0
    filed: int = 0
    troubles: tuple[str, ...] = ()


def go_round(
    pollers: Sequence[Poller], *, examiner: Examiner, timekeeper: Timekeeper, sender: Sender, log: Log, errands: Sequence[Errand] = ()
) -> Round:
    """Every mailbox, every waiting message, every passed date, every due letter. A broken mailbox does not stop the others.

    Raises Unavailable when the store or the objects are away.
    """
    troubles: list[str] = []
    if not sender.taker:
        sender.outbox.recover(sender.clock.now())
    attempts = (_attempt(poller.poll, name=poller.mailbox.name, troubles=troubles, log=log) for poller in pollers)
    polled = [done for done in attempts if done is not None]
    examined = 0
    while examiner.examine_next():
        examined += 1
    deadlines = 0
    while timekeeper.keep_next():
        deadlines += 1
    for errand in errands:
        _attempt(partial(_run_out, errand), name=errand.name, troubles=troubles, log=log)
    outcomes = sender.send_all()
    if Delivery.LATER in outcomes:
        troubles.append(f"smtp: {outcomes.count(Delivery.LATER)} letters could not be handed over now; they are tried again")
    filed = [_attempt(poller.file, name=poller.mailbox.name, troubles=troubles, log=log) or 0 for poller in pollers]
    return Round(
        new=sum(one.new for one in polled),
        copies=sum(one.copies for one in polled),
        missed=sum(one.missed for one in polled),
        examined=examined,
        deadlines=deadlines,
        sent=outcomes.count(Delivery.SENT),
        unsent=len(outcomes) - outcomes.count(Delivery.SENT),
        filed=sum(filed),
        troubles=tuple(troubles),
    )


def _run_out(errand: Errand) -> None:
    while errand.run():
        continue


def _attempt(step: Callable[[], Done], *, name: str, troubles: list[str], log: Log) -> Done | None:
    try:
        return step()
    except (Unavailable, Refused) as away:
        log.say("door-away-warning", mailbox=name, why=str(away))
        troubles.append(f"{name}: {away}")
        return None
