"""The nets under the road: what waits although nobody was told, and the daily comparison of the server with the ledger."""

from pdinbox.model.inquiry import LogEntry
from pdinbox.ports import Desk, Log
from pdinbox.worker.poll import Poller


def sweep(desk: Desk, *, log: Log) -> bool:
    """Whether a message waits to be examined. The rows are the truth: a lost bell makes work late, never lost."""
    waiting = desk.next_waiting()
    if waiting is None:
        return False
    log.say("swept", digest=waiting.digest[:12], attempts=waiting.attempts)
    return True


def reconcile(poller: Poller) -> bool:
    """Poll once more, then count what the server lists and the ledger still does not know: more than none is an alarm for the operator.

    True when something new came in.
    """
    polled = poller.poll()
    epoch = poller.mailbox.open()
    unknown = poller.ledger.unseen(poller.mailbox.name, epoch, poller.mailbox.keys())
    poller.log.say("reconciled-warning" if unknown else "reconciled", mailbox=poller.mailbox.name, unknown=len(unknown))
    if unknown:
        words = f"{len(unknown)} messages lie on the server that could not be taken in; see the log for mailbox {poller.mailbox.name}"
        poller.records.note(LogEntry(at=poller.clock.now(), actor="desk", event="reconcile-mismatch", inquiry="", words=words))
    return bool(polled.new)
