"""An inquiry goes to its field office and comes back: octets in and out, over a real SMTP server with TLS, months in a minute.

And those who would pass for the office, or for whom its answer is not meant: nothing of it reaches them.
"""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pikepdf
import pytest

from fixtures.mails import Attachment, Writer, write_bounce, write_mail
from fixtures.papers.others import draw_exhibit
from pdinbox.adapters.objects import FolderObjects
from pdinbox.adapters.smtp_sink import Taken
from pdinbox.bootstrap.binder import Binder
from pdinbox.bootstrap.referring import Referrer
from pdinbox.flows.digest import DigestTimes
from pdinbox.flows.thread_view import thread_view
from pdinbox.flows.writers import write_by_kind
from pdinbox.model.inquiry import State
from pdinbox.model.letter import Letter
from pdinbox.model.office_post import OfficePost
from pdinbox.model.plan import Plan, Role
from pdinbox.ports import Refused
from pdinbox.worker.digest import Digester
from tests.journeys.people import CLIENT, LAWYER, MALLORY, by, reply, request, with_headers
from tests.journeys.real_ways import courier_to, open_sink
from tests.journeys.rig import AUTHSERV, DESK, OWN, Rig, as_mail

DAY = timedelta(days=1)
MAILBOX, BOSS = "pd-office@ero.example.gov", "chief@ero.example.gov"
OFFICER = Writer(name="Officer Rivera", email="rivera@ero.example.gov")
SECRET, PAPER = "The zebra memorandum speaks against it.", "Quagga assessment, for official use."
SECRETS = ("zebra", "quagga", "memorandum", "rivera", "ero.example.gov", "officer")


@pytest.fixture
def sink(tmp_path):
    with open_sink(tmp_path) as made:
        yield made


@pytest.fixture
def desk(rig: Rig, sink) -> Rig:
    """A desk whose letters go to the sink, with one inquiry in review whose office can be asked."""
    rig.courier = courier_to(sink)
    ready(rig, request())
    yield rig
    rig.courier.rest()


def ready(rig: Rig, opening: bytes) -> None:
    """That mail opens the only inquiry; its office can be asked, and a reviewer has it."""
    rig.turn(opening)
    code = rig.inquiry.route.office
    rig.posts = {code: OfficePost(code=code, mailbox=MAILBOX, supervisor=BOSS, domains=("ero.example.gov",))}
    rig.write = write_by_kind(lambda _: rig.book)
    claim(rig)


def claim(rig: Rig) -> None:
    one = rig.inquiry
    rig.store.carry_out(Plan(at=rig.clock.now(), inquiries=(replace(one, state=State.IN_REVIEW, version=one.version + 1),)))


def refer(rig: Rig, *, most_octets: int = 10_000_000, is_protected: bool = True) -> tuple[Letter, ...]:
    """A reviewer refers the only inquiry; the letters that went out for it."""
    objects = FolderObjects(rig.folder / "objects")
    binder = Binder(store=rig.store, objects=objects, reader=rig.reader, books={"national": rig.book}, own=OWN)
    referrer = Referrer(binder=binder, is_protected=is_protected, most_octets=most_octets, large_packets="Call the desk for it.")
    referrer.refer(rig.inquiry.number, by="kim", ask="", at=rig.clock.now())
    return rig.turn()


def answered(letter: Letter, text: str = SECRET, *, writer: Writer = OFFICER, **changes: Any) -> bytes:
    """An answer to one of our letters to the office."""
    memo = Attachment(name="memorandum.pdf", octets=draw_exhibit(PAPER))
    return reply(letter, text, writer=writer, **({"attachments": (memo,)} | changes))


def days_pass(rig: Rig, days: int) -> list[Letter]:
    sent: list[Letter] = []
    for _ in range(days):
        rig.clock.advance(DAY)
        sent += rig.turn()
    return sent


def parsed(taken: Taken) -> EmailMessage:
    made: Any = message_from_bytes(taken.octets, policy=default)
    return made


def words_to_senders(rig: Rig) -> str:
    """Every word of every letter that went to anybody but the office: header, text, HTML, and the names of what is attached."""
    letters = [letter for letter in rig.courier.sent if letter.to.email not in {MAILBOX, BOSS}]
    assert letters
    parts: list[str] = []
    for letter in letters:
        mail = as_mail(letter)
        parts += [f"{name}: {value}" for name, value in mail.items()]
        parts += [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
        parts += [part.get_filename() or "" for part in mail.walk()]
    return "\n".join(parts).lower()


def test_referred_reminded_escalated_answered_and_nothing_of_it_reaches_the_sender(desk, sink):
    office, told = refer(desk)
    number, inquiry = desk.inquiry.number, desk.inquiry

    # the letter and the packet, as they came over the wire
    taken = next(one for one in sink.taken() if one.recipients == (MAILBOX,))
    assert taken.octets == office.octets
    (attached,) = parsed(taken).iter_attachments()
    octets = attached.get_content()
    assert hashlib.sha256(octets).hexdigest() in office.text
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        assert f"{len(pdf.pages)} pages" in office.text and str(pdf.docinfo["/Title"]) == f"Inquiry {number}: packet"
    assert CLIENT.family_name in office.text and CLIENT.family_name not in office.subject
    assert inquiry.state is State.WITH_OFFICE and told.kind == "referred" and told.to.email == LAWYER.email

    # nobody answers
    letters = days_pass(desk, 21)
    assert [(letter.kind, letter.to.email) for letter in letters] == [
        ("office_reminder", MAILBOX),
        ("office_reminder", MAILBOX),
        ("escalation", BOSS),
    ]

    # the office answers the second reminder
    assert desk.turn(answered(letters[1])) == ()
    assert desk.inquiry.state is State.IN_REVIEW and desk.roles()[-1] is Role.OFFICE_REPLY
    assert days_pass(desk, 30) == []

    # the sender writes once more, and is answered
    (updated,) = desk.turn(reply(told, "My client starts a new job next week. I thought you should know.", key="news"))
    assert updated.kind == "updated" and desk.roles()[-1] is Role.FOLLOW_UP
    said = words_to_senders(desk)
    assert [word for word in SECRETS if word in said] == []
    view = thread_view(desk.inquiry, desk.history())
    assert SECRET in repr(view) and SECRET not in repr(view.for_sender()) and MAILBOX not in repr(view.for_sender())


def test_a_second_packet_holds_nothing_that_the_office_wrote(desk):
    office, _ = refer(desk)
    desk.turn(answered(office))
    again, *_ = refer(desk)

    assert again.kind == "office_referral" and as_mail(again)["In-Reply-To"] == f"<{office.message_id}>"
    (packet,) = as_mail(again).iter_attachments()
    with pikepdf.open(io.BytesIO(packet.get_content())) as pdf:
        raw = b"".join(page.Contents.read_bytes() for page in pdf.pages if not isinstance(page.Contents, pikepdf.Array))
    assert b"zebra" not in raw and not any(word in again.text.lower() for word in ("zebra", "quagga", "memorandum"))


def test_a_packet_that_is_too_large_is_kept_under_the_digest_that_the_letter_names(desk):
    office, _ = refer(desk, most_octets=100)

    digest = next(word for word in office.text.split() if len(word) == 64)
    assert list(as_mail(office).iter_attachments()) == [] and "Call the desk for it." in office.text
    assert FolderObjects(desk.folder / "objects").read(digest).startswith(b"%PDF")
    binder = Binder(store=desk.store, objects=FolderObjects(desk.folder / "objects"), reader=desk.reader, books={}, own=OWN)
    kept = binder.original(desk.inquiry.number, digest[:16])
    assert kept.kind == "pdf" and binder.octets(kept).startswith(b"%PDF"), "whoever the office asks can hand it over"


def test_without_tls_or_mailbox_nothing_is_written_and_nothing_changes(desk):
    before = desk.inquiry

    with pytest.raises(Refused, match="TLS"):
        refer(desk, is_protected=False)
    desk.posts = {}
    with pytest.raises(Refused, match="mailbox"):
        refer(desk)
    assert desk.inquiry == before and desk.turn() == ()


def hijacks(office: Letter, told: Letter) -> dict[str, bytes]:
    token = office.message_id.split(".")[1]
    return {
        "a stranger with the office's letter": answered(office, writer=MALLORY),
        "the sender with the office's letter": answered(office, writer=by()),
        "the sender with both letters": with_headers(reply(told, "Both."), f"X-Original-To: {DESK.replace('@', f'+{token}@')}"),
        "a forged officer": with_headers(answered(office), f"Authentication-Results: {AUTHSERV}; dmarc=fail header.from=ero.example.gov"),
        "an officer with the sender's letter": answered(told),
        "an officer with the bare number": write_mail(
            OFFICER, to=DESK, subject=f"{office.inquiry}", text=SECRET, at=office.created_at, key="bare"
        ),
        "a like domain": answered(office, writer=Writer(name="Rivera", email="rivera@ero.example.gov.evil.example.net")),
    }


@pytest.mark.parametrize(
    "who",
    [
        "a stranger with the office's letter",
        "the sender with the office's letter",
        "the sender with both letters",
        "a forged officer",
        "an officer with the sender's letter",
        "an officer with the bare number",
        "a like domain",
    ],
)
def test_whoever_is_not_the_office_by_every_sign_joins_nothing_and_is_told_nothing(desk, who):
    office, told = refer(desk)

    letters = desk.turn(hijacks(office, told)[who])

    assert letters == () and desk.roles()[-1] is Role.POSSIBLE_FOLLOW_UP
    assert desk.inquiry.state is State.WITH_OFFICE and len(desk.held) == 1 and len(desk.inquiries) == 1
    assert [letter.kind for letter in days_pass(desk, 21)] == ["office_reminder", "office_reminder", "escalation"]


def test_an_absence_note_of_the_office_is_filed_and_the_office_is_reminded_all_the_same(desk):
    office, _ = refer(desk)
    note = write_mail(
        Writer(name="", email=MAILBOX),
        to=DESK,
        subject="Automatic reply: out of office",
        text="I am away.",
        at=desk.clock.now(),
        answers=as_mail(office),
        headers={"Auto-Submitted": "auto-replied"},
    )

    assert desk.turn(note) == () and desk.roles()[-1] is Role.AUTOMATIC and desk.inquiry.state is State.WITH_OFFICE
    assert next(letter.kind for letter in days_pass(desk, 21)) == "office_reminder"


def test_an_answer_that_the_office_sent_to_the_sender_by_mistake_is_not_relayed(desk):
    office, _ = refer(desk)
    copied = with_headers(answered(office), f"Cc: {LAWYER.email}")

    assert desk.turn(copied) == () and desk.roles()[-1] is Role.OFFICE_REPLY
    assert [event.log.event for event in desk.history() if event.log][-1] == "office-reply-to-sender"
    # the lawyer, who has it now, answers to all: a person sees that, and no letter quotes it
    assert desk.turn(answered(office, "As your officer says:", writer=by(), key="all")) == ()
    assert desk.roles()[-1] is Role.POSSIBLE_FOLLOW_UP and not any(word in words_to_senders(desk) for word in SECRETS)


def test_an_office_that_the_lawyer_copied_at_first_is_no_correspondent_of_the_lawyers(desk):
    (first, *_) = [letter for letter in desk.courier.sent if letter.kind == "received"]
    desk.turn(with_headers(reply(first, "With a copy to the office.", key="copy"), f"Cc: {MAILBOX}"))
    claim(desk)
    office, _ = refer(desk)

    desk.turn(answered(office, writer=Writer(name="", email=MAILBOX)))

    assert desk.roles()[-1] is Role.OFFICE_REPLY and desk.inquiry.state is State.IN_REVIEW
    assert office.key not in [entry.source for entry in thread_view(desk.inquiry, desk.history()).for_sender().entries]


def test_a_held_answer_of_the_office_joins_as_internal_when_a_person_says_so(desk):
    office, told = refer(desk)
    desk.turn(hijacks(office, told)["an officer with the bare number"])
    (held,) = desk.held

    desk.store.release(held.digest, at=desk.clock.now(), ruling=desk.inquiry.number, actor="kim")

    assert desk.turn() == () and desk.roles()[-1] is Role.OFFICE_REPLY and desk.inquiry.state is State.IN_REVIEW


def test_a_letter_to_the_office_that_comes_back_stops_its_reminders(desk):
    office, _ = refer(desk)
    desk.turn(write_bounce(office.octets, to=DESK, at=desk.clock.now(), recipient=MAILBOX))

    assert days_pass(desk, 10) == []
    events = [event.log.event for event in desk.history() if event.log]
    assert "letter-bounced" in events and "office-reminder-not-written" in events


def test_of_a_restricted_inquiry_no_subject_log_or_digest_tells_anything_and_the_office_has_the_packet(rig):
    ready(rig, request(text=f"I represent {CLIENT.full_name}. Her asylum application is pending; we ask for a stay of removal."))
    assert rig.inquiry.is_restricted
    office, told = refer(rig)
    rig.turn(answered(office))
    days_pass(rig, 3)

    digest = Digester(
        store=rig.store, clock=rig.clock, log=rig.log, book=lambda: rig.book, times=DigestTimes(hour=7, weekdays=frozenset(range(5)))
    ).text(rig.inquiry.route.office)
    lines = [event.log for event in rig.history() if event.log]
    open_words = " ".join(
        (office.subject, office.text, told.subject, told.text, digest, repr(lines), repr(rig.operator_lines), repr(rig.log.said))
    )
    for word in (CLIENT.family_name, CLIENT.given_name, CLIENT.a_number, "asylum application", "stay of removal", "zebra"):
        assert word.lower() not in open_words.lower(), word
    (packet,) = as_mail(office).iter_attachments()
    assert packet.get_content_type() == "application/pdf" and "\n- " + rig.inquiry.number + "\n" in digest
