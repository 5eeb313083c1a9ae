"""Mails for the inquiry's page: an unsigned form, a thread with everything in it, and one where every word is hostile."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from fixtures.mails import Attachment, Writer
from fixtures.papers.g28 import Filling
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from pdinbox.model.audit import AuditRow
from tests.builders import NOW
from tests.journeys.people import g28, reply, request
from tests.journeys.rig import Rig
from tests.web.desk_site import PEOPLE

SCRIPT = "<script>window.hacked=1</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.hacked=1"><script>window.hacked=1</script></svg>'
HOSTILE_HTML = (
    "<html><body><p onclick='window.hacked=1'>We ask for a stay.</p><script>window.top.hacked=1</script>"
    "<img src=x onerror='window.hacked=1'><a href='https://evil.example/login'>https://www.ice.gov</a>"
    "<svg onload='window.hacked=1'></svg><form action='https://evil.example'><input></form></body></html>"
)
HOSTILE_NAMES = (
    '"><img src=x onerror=window.hacked=1>.pdf',
    "'-window.hacked=1-'.pdf",
    "{{7*7}}${7*7}.pdf",
    "\u202efdp.exe.pdf",
)


def unsigned(number: int) -> Attachment:
    """The form of that client, which nobody has signed."""
    return g28(person(number), representative(number), Filling(client_signature=Pen.NONE))


def with_html(octets: bytes, html: str) -> bytes:
    """The same mail with an HTML part beside its text."""
    mail = message_from_bytes(octets, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    body.add_alternative(html, subtype="html")
    return mail.as_bytes()


def asks(number: int, **changes) -> bytes:
    """The first mail of that client's lawyer."""
    lawyer = representative(number)
    parts = {"writer": Writer(name=lawyer.full_name, email=lawyer.email), "attachments": (unsigned(number),)}
    return request(person(number), lawyer, **(parts | changes))


def hostile(number: int = 9) -> bytes:
    """A mail whose every word would like to run."""
    lawyer = representative(number)
    files = (
        *(Attachment(name=name, octets=unsigned(number).octets) for name in HOSTILE_NAMES),
        Attachment(name="picture.svg", octets=SVG, content_type="image/svg+xml"),
        Attachment(name="page.html", octets=HOSTILE_HTML.encode(), content_type="text/html"),
        Attachment(name="note.txt", octets=SCRIPT.encode(), content_type="text/plain"),
    )
    writer = Writer(name=f"{SCRIPT}{lawyer.full_name}", email=lawyer.email)
    text = f"I represent {person(number).full_name}, A{person(number).a_number}.\nWe ask for a stay of removal. {SCRIPT}\n"
    octets = request(person(number), lawyer, writer=writer, subject=f"{SCRIPT} Stay {{{{7*7}}}}", text=text, attachments=files)
    return with_html(octets, HOSTILE_HTML)


def play(rig: Rig) -> dict[str, str]:
    """What came in, and the numbers of the inquiries by name; then everything is drawn."""
    (letter,) = rig.turn(asks(2))
    numbers = {"unsigned": rig.inquiries[-1].number}
    rig.turn(asks(3, attachments=(g28(person(3), representative(3)),)))
    numbers["complete"] = _newest(rig, numbers)
    (second,) = rig.turn(with_html(asks(4), "<p>We ask for a <b>stay</b>. <a href='https://evil.example'>here</a></p>"))
    numbers["thread"] = _newest(rig, numbers)
    writer = Writer(name=representative(4).full_name, email=representative(4).email)
    rig.turn(reply(second, "The signed form follows next week.", writer=writer))
    stranger = Writer(name="Mallory Voss", email="mallory@evil.example.net")
    rig.turn(reply(second, "Here is my form.", writer=stranger))
    rig.turn(hostile())
    numbers["hostile"] = _newest(rig, numbers)
    assert letter
    rig.draw()
    for one in PEOPLE.values():
        rig.store.add_account(one, note=AuditRow(at=NOW, event="account-made", actor="test"))
    return numbers


def family(rig: Rig) -> dict[str, str]:
    """One mail about a mother and her two sons, and one that the law protects."""
    clients = tuple(replace(person(number), family_name="Zelaya Ruiz") for number in (5, 6, 7))
    lawyer = representative(5)
    said = ", ".join(f"{one.full_name}, A{one.a_number}" for one in clients)
    writer = Writer(name=lawyer.full_name, email=lawyer.email)
    forms = tuple(g28(one, lawyer) for one in clients)
    rig.turn(
        request(clients[0], lawyer, text=f"I represent {said}. We ask for a stay of removal for all.\n", writer=writer, attachments=forms)
    )
    numbers = {"mother": rig.inquiries[-3].number}
    rig.turn(
        asks(
            8, text=f"I represent {person(8).full_name}, A{person(8).a_number}, who has a pending VAWA self-petition. We ask for a stay.\n"
        )
    )
    numbers["protected"] = rig.inquiries[-1].number
    rig.draw()
    return numbers


def _newest(rig: Rig, known: dict[str, str]) -> str:
    (number,) = {one.number for one in rig.inquiries} - set(known.values())
    return number
