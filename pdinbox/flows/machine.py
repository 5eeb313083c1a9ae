"""A machine wrote: the mail is filed with its reason, never answered, never dropped."""

from pdinbox.model.inquiry import LogEntry
from pdinbox.model.message import Automatic, AutomaticKind
from pdinbox.model.plan import Dossier, Filing, Join, Known, Link, Plan, Role, Tray

UNCLEAR = frozenset({AutomaticKind.NO_SENDER, AutomaticKind.OWN_MESSAGE_ID})
"""Nobody to be answered, and yet perhaps a person's mail, or a forged one: a person looks."""


def set_aside(dossier: Dossier, *, automatic: Automatic, known: Known) -> Plan:
    """Filed as automatic; shown in the thread it answers, when it carries that thread's token or references."""
    digest = dossier.message.digest
    number = _number(known)
    words = f"A machine wrote ({automatic.kind.value.replace('_', ' ')}): {automatic.reason}. Nothing was answered."
    if automatic.kind in UNCLEAR:
        return _wait(dossier, automatic=automatic, number=number, known=known)
    return Plan(
        at=known.now,
        dossier=dossier,
        joins=(Join(message=digest, inquiry=number, role=Role.AUTOMATIC),) if number else (),
        log=(LogEntry(at=known.now, actor="desk", event="automatic-mail", inquiry=number, words=words),),
        filing=Filing(message=digest, tray=Tray.AUTOMATIC, reason=words),
    )


def _wait(dossier: Dossier, *, automatic: Automatic, number: str, known: Known) -> Plan:
    digest = dossier.message.digest
    words = f"Nobody can be answered: {automatic.reason}. Decide with: pdinbox held release {digest[:12]} --as-new, --join or --dismiss"
    return Plan(
        at=known.now,
        dossier=dossier,
        joins=(Join(message=digest, inquiry=number, role=Role.POSSIBLE_FOLLOW_UP),) if number else (),
        log=(
            LogEntry(
                at=known.now, actor="desk", event="unclear-sender", inquiry=number, words=f"Nobody can be answered: {automatic.reason}"
            ),
        ),
        filing=Filing(message=digest, tray=Tray.HELD, reason=words),
    )


def _number(known: Known) -> str:
    """The inquiry the mail answers; a bare number is no answer."""
    linked = next((linked for linked in known.threads if linked.link is not Link.NUMBER), None)
    return linked.thread.inquiry.number if linked else ""
