"""A machine wrote: the mail is filed with its reason, never answered, never dropped."""

from pdinbox.model.inquiry import LogEntry
from pdinbox.model.message import Automatic, AutomaticKind
from pdinbox.model.plan import Dossier, Filing, Join, Known, Link, Plan, Role, Tray

UNCLEAR = frozenset({AutomaticKind.NO_SENDER, AutomaticKind.OWN_MESSAGE_ID})
"""Nobody to be answered, and yet perhaps a person's mail, or a forged one: a person looks."""
PAPERS = frozenset({"g-28", "privacy-waiver"})
NEVER_PEOPLE = frozenset({AutomaticKind.OWN_ADDRESS, AutomaticKind.BOUNCE, AutomaticKind.DELAY, AutomaticKind.RECEIPT})
"""What no person writes, whatever is attached: our own mail and what servers say of it."""


def set_aside(dossier: Dossier, *, automatic: Automatic, known: Known) -> Plan:
    """Filed as automatic; shown in the thread it answers, when it carries that thread's token or references."""
    digest = dossier.message.digest
    number = _number(known)
    words = f"A machine wrote ({automatic.kind.value.replace('_', ' ')}): {automatic.reason}. Nothing was answered."
    if automatic.kind in UNCLEAR:
        return wait_for_person(
            dossier, why=f"Nobody can be answered: {automatic.reason}", event="unclear-sender", number=number, known=known
        )
    if automatic.kind not in NEVER_PEOPLE and any(document.form in PAPERS for document in dossier.documents):
        why = f"It seems to be a machine's ({automatic.reason}), and yet brings a form"
        return wait_for_person(dossier, why=why, event="form-by-machine", number=number, known=known)
    return Plan(
        at=known.now,
        dossier=dossier,
        joins=(Join(message=digest, inquiry=number, role=Role.AUTOMATIC),) if number else (),
        log=(LogEntry(at=known.now, actor="desk", event="automatic-mail", inquiry=number, words=words),),
        filing=Filing(message=digest, tray=Tray.AUTOMATIC, reason=words),
    )


def wait_for_person(dossier: Dossier, *, why: str, event: str, number: str, known: Known) -> Plan:
    """Held with that reason, shown beside the inquiry of that number ('' for none); nothing is answered."""
    digest = dossier.message.digest
    words = f"{why}. Decide with: pdinbox held release {digest[:12]} --as-new, --join or --dismiss"
    return Plan(
        at=known.now,
        dossier=dossier,
        joins=(Join(message=digest, inquiry=number, role=Role.POSSIBLE_FOLLOW_UP),) if number else (),
        log=(LogEntry(at=known.now, actor="desk", event=event, inquiry=number, words=why),),
        filing=Filing(message=digest, tray=Tray.HELD, reason=words),
    )


def _number(known: Known) -> str:
    """The inquiry the mail answers; a bare number is no answer."""
    linked = next((linked for linked in known.threads if linked.link is not Link.NUMBER), None)
    return linked.thread.inquiry.number if linked else ""
