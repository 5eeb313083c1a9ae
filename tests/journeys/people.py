"""Who writes in the stories, and how: people who do not exist, and the mails they send."""

from functools import cache
from typing import Any

from fixtures.mails import Attachment, Writer, write_mail
from fixtures.papers.g28 import COMPLETE, Filling, draw_g28
from fixtures.people import Client, Representative, person, representative
from pdinbox.model.letter import Letter
from tests.builders import NOW
from tests.journeys.rig import DESK, as_mail

LAWYER: Representative = representative(2)
CLIENT: Client = person(2)
MALLORY = Writer(name="Mallory Voss", email="mallory@evil.example.net")
ASK = "We ask for deferred action. My client has lived here for fourteen years, has no criminal record and cares for two children."


def by(lawyer: Representative = LAWYER) -> Writer:
    """That lawyer at the keyboard."""
    return Writer(name=lawyer.full_name, email=lawyer.email)


@cache
def g28(client: Client = CLIENT, lawyer: Representative = LAWYER, filling: Filling = COMPLETE) -> Attachment:
    """The form, drawn once."""
    return Attachment(name=f"G-28 {client.family_name}.pdf", octets=draw_g28(client, lawyer, filling))


def about(client: Client = CLIENT) -> str:
    """The first line of a lawyer's mail."""
    return f"I represent {client.full_name}, A{client.a_number[:3]}-{client.a_number[3:6]}-{client.a_number[6:]}.\n"


def request(client: Client = CLIENT, lawyer: Representative = LAWYER, **changes: Any) -> bytes:
    """A lawyer's ordinary first mail; without `attachments` the complete form comes with it."""
    parts = {
        "to": DESK,
        "subject": "Request for prosecutorial discretion",
        "text": f"{about(client)}{ASK}\n\n{lawyer.full_name}\n",
        "at": NOW,
        "attachments": (g28(client, lawyer),),
    }
    return write_mail(changes.pop("writer", by(lawyer)), **(parts | changes))


def reply(letter: Letter, text: str, **changes: Any) -> bytes:
    """An answer to one of our letters as a mail program makes it: threaded, with the letter quoted."""
    answered = as_mail(letter)
    parts = {"to": DESK, "subject": f"Re: {letter.subject}", "text": text, "at": NOW, "answers": answered}
    return write_mail(changes.pop("writer", by()), **(parts | changes))


def plain(writer: Writer, text: str, **changes: Any) -> bytes:
    """A mail of anybody, with nothing special about it."""
    return write_mail(writer, **({"to": DESK, "subject": "Hello", "text": text, "at": NOW} | changes))


def with_headers(octets: bytes, *lines: str) -> bytes:
    """The same mail with these header lines on top, as a server on the way adds them."""
    return "".join(f"{line}\r\n" for line in lines).encode() + octets


def without_header(octets: bytes, name: str) -> bytes:
    """The same mail without that header."""
    head, _, body = octets.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(name.lower().encode() + b":")]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
