"""A machine wrote: the mail is filed with its reason, never answered, never dropped."""

from pdinbox.model.inquiry import LogEntry
from pdinbox.model.message import Automatic
from pdinbox.model.plan import Dossier, Filing, Join, Known, Link, Plan, Role, Tray


def set_aside(dossier: Dossier, *, automatic: Automatic, known: Known) -> Plan:
    """Filed as automatic; shown in the thread it answers, when it carries that thread's token or references."""
    digest = dossier.message.digest
    linked = next((linked for linked in known.threads if linked.link is not Link.NUMBER), None)
    number = linked.thread.inquiry.number if linked else ""
    words = f"A machine wrote ({automatic.kind.value.replace('_', ' ')}): {automatic.reason}. Nothing was answered."
    return Plan(
        at=known.now,
        dossier=dossier,
        joins=(Join(message=digest, inquiry=number, role=Role.AUTOMATIC),) if number else (),
        log=(LogEntry(at=known.now, actor="desk", event="automatic-mail", inquiry=number, words=words),),
        filing=Filing(message=digest, tray=Tray.AUTOMATIC, reason=words),
    )
