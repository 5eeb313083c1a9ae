"""The agency itself writes, and it is no field office's answer: a person decides what it is, and nobody is asked for a form."""

from pdinbox.flows.book import Book
from pdinbox.flows.machine import wait_for_person
from pdinbox.model.plan import Dossier, Known, Link, Plan, Thread


def from_agency(dossier: Dossier, *, known: Known, book: Book) -> Plan | None:
    """Held where the sender is at a domain of the agency (`senders.yaml`); None for everybody else, and for who began that thread."""
    sender = dossier.message.sender
    if known.ruling or sender is None or not sender.is_at(book.policy.senders.agency):
        return None
    thread = next((linked.thread for linked in known.threads if linked.link is not Link.NUMBER), None)
    if thread is not None and thread.inquiry.representative.email == sender.email:
        return None
    why = f"It comes from {sender.domain}, the agency itself, and answers nothing that a field office was asked"
    return wait_for_person(dossier, why=why, event="agency-wrote", number=_number(thread), known=known)


def _number(thread: Thread | None) -> str:
    return thread.inquiry.number if thread else ""
