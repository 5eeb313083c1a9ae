"""What an operator does about work that nobody does any more: it is listed, and tried once more, with a row in the audit log."""

from datetime import datetime

from pdinbox.model.audit import AuditRow
from pdinbox.model.health import GivenUp
from pdinbox.model.work import Kind
from pdinbox.ports import Refused, Store
from pdinbox.staffing import Who


def given_up(store: Store, *, limit: int = 100) -> tuple[GivenUp, ...]:
    """Jobs that failed for good, then messages that are held because the desk failed; the newest first. Letters: `stuck_letters`."""
    held = (
        GivenUp(kind=Kind.EXAMINE, key=one.digest, since=one.since, words=one.desk_failed)
        for one in reversed(store.held())
        if one.desk_failed
    )
    return (*store.jobs_given_up(limit=limit), *held)[:limit]


def try_again(store: Store, kind: Kind, key: str, *, at: datetime, actor: str) -> bool:
    """Have it done once more: a job that was given up, a message that is held because the desk failed, a letter that ended badly.

    False where nothing of that kind and key was given up.
    """
    if store.job_again(kind, key):
        return True
    if kind is Kind.SEND:
        return store.send_again(key, at)
    if kind is Kind.EXAMINE and any(one.digest == key and one.desk_failed for one in store.held()):
        try:
            store.release(key, at=at, actor=actor)
        except Refused:  # somebody else was quicker
            return False
        return True
    return False


def tried_again(kind: Kind, key: str, *, at: datetime, who: Who, software: str) -> AuditRow:
    """The row of the audit log about it, for a command; a page writes its own."""
    return AuditRow(
        at=at, event="work-tried-again", actor=who.name, address=who.address, object_kind=kind.value, object_id=key, software=software
    )
