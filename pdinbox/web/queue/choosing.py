"""Which inquiries a form of the queue means: chosen rows, or the whole view; of what a search found, chosen rows alone."""

from typing import Final
from urllib.parse import parse_qs

from pdinbox.model.bulk import MOST_AT_ONCE
from pdinbox.web.visit import Visit, local_path

NOTHING_CHOSEN: Final = "Choose at least one inquiry first."


def is_search(address: str) -> bool:
    """Whether that address of the queue is one of what a search found."""
    return "s" in parse_qs(address)


def back_to(visit: Visit) -> str:
    """The list that the form stood on."""
    return local_path(f"/queue?{visit.text('address')}", "/queue")


def chosen(visit: Visit) -> tuple[tuple[str, ...], bool]:
    """The numbers of the chosen rows, and whether the whole view is meant."""
    is_all = visit.text("all") == "yes" and not is_search(visit.text("address"))
    return tuple(dict.fromkeys(visit.texts("number")))[:MOST_AT_ONCE], is_all
