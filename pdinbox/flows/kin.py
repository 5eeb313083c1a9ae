"""An inquiry's log -> why each inquiry beside it is shown there."""

from collections.abc import Iterable

from pdinbox.inquiries.related import Kinship
from pdinbox.model.events import DUPLICATE, LINKED, PARTED
from pdinbox.model.ledger import Event


def family_of(events: Iterable[Event]) -> tuple[str, ...]:
    """The numbers of those that share a mail with it, by its log."""
    return tuple(number for number, how in kin_of(events).items() if how == _KIN["family"])


def kin_of(events: Iterable[Event]) -> dict[str, str]:
    """Why each related inquiry is shown, by its number: as before where it is no duplicate any more."""
    logged = [event.log for event in events if event.log and event.log.event in _KIN]
    why: dict[str, list[str]] = {}
    for event, number in ((line.event, number) for line in logged for name, number in line.facts if name == "related"):
        before = [one for one in why.get(number, ()) if event != PARTED or one != _KIN[DUPLICATE]]
        why[number] = before if before and event == PARTED else [*before, _KIN[event]]
    return {number: reasons[-1] for number, reasons in why.items()}


_KIN = {
    "family": "one mail",
    LINKED: "linked by a reviewer",
    DUPLICATE: "duplicate",
    PARTED: "once marked as a duplicate",
    Kinship.ASKED_BEFORE.value: "same person, asked before",
    Kinship.UNJOINED.value: "same person, same representative",
    Kinship.OTHER_REPRESENTATIVE.value: "same person, another representative",
    Kinship.POSSIBLY_SAME.value: "possibly the same person",
}
