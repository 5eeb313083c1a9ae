"""From mails as they came to the packet for the office: octets in, a PDF out."""

import hashlib
from datetime import timedelta
from email.message import EmailMessage

import pytest

from fixtures.mails import Attachment, Writer, write_mail
from fixtures.packs import zipped
from fixtures.papers.g28 import draw_g28
from fixtures.papers.others import draw_exhibit
from fixtures.people import person, representative
from pdinbox.adapters.objects import FolderObjects
from pdinbox.bootstrap.binder import Binder
from pdinbox.model.packet import PacketLimits, PartKind
from pdinbox.ports import Refused
from tests.builders import NOW
from tests.journeys.rig import DESK, OWN, Rig, as_mail, book, open_rig
from tests.unit.flows.packets import text_of

LAWYER = representative(1)
FORM = draw_g28(person(1), LAWYER)


@pytest.fixture
def rig(tmp_path) -> Rig:
    return open_rig(tmp_path)


def binder(rig: Rig) -> Binder:
    objects = FolderObjects(rig.folder / "objects")
    return Binder(store=rig.store, objects=objects, reader=rig.reader, books={"national": book()}, own=OWN)


def a_mail(subject: str, text: str, *attachments: Attachment, minutes: int = 0, answers: EmailMessage | None = None) -> bytes:
    writer = Writer(name=LAWYER.full_name, email=LAWYER.email)
    return write_mail(
        writer, to=DESK, subject=subject, text=text, at=NOW + timedelta(minutes=minutes), attachments=attachments, answers=answers
    )


def test_an_inquiry_of_two_mails_is_one_packet_with_its_form_first(rig):
    archive = zipped({"exhibit.pdf": draw_exhibit("School record."), "g28.pdf": FORM})
    (letter,) = rig.turn(a_mail("Request", "We ask for a stay of removal.", Attachment(name="papers.zip", octets=archive)))
    number = rig.inquiry.number
    more = Attachment(name="letter.pdf", octets=draw_exhibit("From the priest."))
    rig.turn(a_mail(f"Re: {number}", "One more letter.", more, minutes=5, answers=as_mail(letter)))

    made = binder(rig).packet(number, limits=PacketLimits())
    assert made is not None
    bound = binder(rig).bound(made)

    assert [(part.kind, part.title) for part in bound.parts] == [
        (PartKind.MAIL, "Mail 1: Request"),
        (PartKind.MAIL, f"Mail 2: Re: {number}"),
        (PartKind.FORM, "Form G-28, edition sample-1 (g28.pdf, mail 1)"),
        (PartKind.FILE, "exhibit.pdf, mail 1"),
        (PartKind.FILE, "letter.pdf, mail 2"),
    ]
    cover = text_of(bound, 1)
    assert number in cover and person(1).family_name in cover and "papers.zip" in cover
    assert binder(rig).bound(made).digest == bound.digest


def test_a_strangers_mail_that_is_held_is_not_in_the_packet(rig):
    rig.turn(a_mail("Request", "We ask for a stay of removal.", Attachment(name="g28.pdf", octets=FORM)))
    number = rig.inquiry.number
    stranger = Writer(name="Somebody Else", email="someone@elsewhere.example.net")
    rig.turn(write_mail(stranger, to=DESK, subject=f"Re: {number}", text="Tell me all.", at=NOW + timedelta(minutes=5)))

    made = binder(rig).packet(number, limits=PacketLimits())

    assert len(rig.roles()) == 2 and made is not None
    assert "elsewhere.example.net" not in repr(made)


def test_every_original_can_be_fetched_by_its_digest_as_it_came(rig):
    scan = draw_exhibit("School record.")
    octets = a_mail("Request", "We ask for a stay.", Attachment(name="papers.zip", octets=zipped({"exhibit.pdf": scan, "g28.pdf": FORM})))
    rig.turn(octets)
    number, made = rig.inquiry.number, binder(rig)
    (dossier,) = [event.dossier for event in rig.history() if event.dossier]

    for wanted in (scan, FORM):
        one = made.original(number, hashlib.sha256(wanted).hexdigest()[:12].upper())
        assert made.octets(one) == wanted and one.kind == "pdf"
    mail = made.original(number, dossier.message.digest)
    assert mail.kind == "eml" and mail.file is None and made.octets(mail) == octets


def test_an_original_of_another_inquiry_or_of_none_is_refused(rig):
    rig.turn(a_mail("Request", "We ask for a stay.", Attachment(name="g28.pdf", octets=FORM)))

    for beginning in ("0" * 12, hashlib.sha256(b"nobody's").hexdigest()):
        with pytest.raises(Refused, match="nothing of it begins so"):
            binder(rig).original(rig.inquiry.number, beginning)
