"""An inquiry's log -> why each inquiry beside it is shown there."""

from collections.abc import Iterable

from pdinbox.inquiries.related import Kinship
from pdinbox.model.events import DUPLICATE, LINKED, PARTED
from pdinbox.model.ledger import Event


def family_of(events: Iterable[Event]) -> tuple[str, ...]:
    """The numbers of those that share a mail with it, by its log."""
    return tuple(number for number, how in kin_of(events).items() if how == _KIN["family"])


def kin_of(events: Iterable[Event]) -> dict[str, str]:
    """Why each related inquiry is shown, by its number."""
    logged = [event.log for event in events if event.log and event.log.event in _KIN]
    return {number: _KIN[line.event] for line in logged for name, number in line.facts if name == "related"}


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
