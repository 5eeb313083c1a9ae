"""Plain values for the flows: a complete form as the sandbox reads it, what was known, and the plan that follows."""

from dataclasses import replace

from pdinbox.flows.arrival import examine, respond
from pdinbox.model.document import Document
from pdinbox.model.letter import Letter
from pdinbox.model.message import Message
from pdinbox.model.plan import Dossier, Known, Link, LinkedThread, Plan, Reading, Thread
from tests.builders import NOW, a_message, an_inquiry
from tests.journeys.rig import book
from tests.unit.policy.rulebook import LENA, a_g28

LATER = NOW.replace(day=24)
TODAY = NOW.date()
ASK = "We ask for a stay of removal for Ana Ejemplo, A012-345-678."


def mail(text: str = ASK, **changes) -> Message:
    """A mail of the lawyer whom the form of the rulebook names."""
    return a_message(**{"sender": LENA, "text": text, "new_text": text, "digest": "d1" * 32} | changes)


def examined(message: Message, *documents: Document) -> Dossier:
    return examine(Reading(message=message, documents=documents), message=message, book=book(), today=TODAY)


def complete(**changes) -> Dossier:
    """The lawyer's mail with the complete form."""
    return examined(mail(**changes), a_g28())


def known(**changes) -> Known:
    return replace(Known(now=LATER, mailbox="national", next_serial=(2026, 7), token="k" * 26), **changes)


def thread(*dossiers: Dossier, letters: tuple[Letter, ...] = (), people: tuple[str, ...] = (), **changes) -> Thread:
    """An inquiry of the lawyer about the client of the form."""
    facts = {"representative": LENA, "a_number": "012345678", "client_given_name": "Ana", "client_family_name": "Ejemplo"}
    return Thread(inquiry=an_inquiry(**(facts | changes)), dossiers=dossiers, correspondents=people, letters=letters)


def linked(one: Thread, *, link: Link = Link.TOKEN) -> tuple[LinkedThread, ...]:
    return (LinkedThread(link=link, thread=one),)


def planned(dossier: Dossier, **facts) -> Plan:
    return respond(dossier, known=known(**facts), book=book())
