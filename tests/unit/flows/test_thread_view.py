"""The thread as people look at it: one order, nothing lost, and nothing internal among what the sender may see."""

from dataclasses import replace

import pytest

from pdinbox.flows.recall import EVIDENCE_ROLES
from pdinbox.flows.thread_view import thread_view
from pdinbox.intake.quoted import split
from pdinbox.model.document import Document, Part
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import LogEntry
from pdinbox.model.ledger import Event
from pdinbox.model.letter import LetterState
from pdinbox.model.message import Address
from pdinbox.model.plan import Join, Role
from pdinbox.model.thread_view import Entry, EntryKind, Visibility
from tests.builders import DIGEST, NOW, a_dossier, a_letter, an_inquiry

NUMBER = "PD-2026-000001-R"
_WROTE = "On Mon, Nov 23, 2026 at 9:00 AM PD Desk <pd@desk.example.org> wrote:"
REPLY = f"Here is the page you asked for.\n\n{_WROTE}\n> Page 3 is missing.\n> Please send it.\n"


def a_mail(role: Role = Role.OPENING, **changes) -> Event:
    return Event(at=NOW, dossier=a_dossier(**changes), join=Join(message=DIGEST, inquiry=NUMBER, role=role))


def a_line(event: str, words: str = "words") -> Event:
    return Event(at=NOW, log=LogEntry(at=NOW, actor="t.boone", event=event, inquiry=NUMBER, words=words))


def entries_of(*events: Event) -> tuple[Entry, ...]:
    return thread_view(an_inquiry(number=NUMBER), events).entries


def test_everything_that_happened_is_an_entry_in_its_order():
    seen = entries_of(a_mail(), a_line("inquiry-opened"), Event(at=NOW, letter=a_letter()), a_line("note", "call her"))

    assert [one.kind for one in seen] == [EntryKind.MAIL, EntryKind.EVENT, EntryKind.LETTER, EntryKind.NOTE]


def test_quoted_words_are_apart_and_none_is_lost():
    new, quoted = split(REPLY)
    (entry,) = entries_of(a_mail(Role.FOLLOW_UP, text=REPLY, new_text=new, quoted_text=quoted))

    assert entry.new_text == "Here is the page you asked for."
    assert "> Please send it." in entry.quoted_text
    assert sorted(line for line in f"{entry.new_text}\n{entry.quoted_text}".splitlines() if line.strip()) == sorted(
        line for line in entry.text.splitlines() if line.strip()
    )


def test_where_the_two_parts_lack_words_all_of_the_text_counts_as_new():
    (entry,) = entries_of(a_mail(text="One.\nTwo.\nThree.", new_text="One.", quoted_text="Three."))

    assert (entry.new_text, entry.quoted_text) == ("One.\nTwo.\nThree.", "")


def test_a_mail_that_was_never_examined_is_shown_too():
    (entry,) = entries_of(Event(at=NOW, join=Join(message=DIGEST, inquiry=NUMBER, role=Role.OPENING)))

    assert entry.source == DIGEST and "not examined" in entry.trouble


def test_an_attachment_says_what_it_was_recognised_as():
    files = tuple(File(path=path, name=f"{path}.pdf", kind=FileKind.PDF, size=9, digest=path * 64) for path in "123")
    whole = Document(form="g-28", edition="2018-09-17", file="1", file_name="1.pdf", pages=(2, 3), confidence=1.0, marks=())
    parts = (Part(file="2", file_name="2.pdf", pages=(1,)), Part(file="1", file_name="1.pdf", pages=(5,)))
    spread = replace(whole, form="privacy-waiver", edition=None, file="2", pages=(1,), parts=parts)
    (entry,) = entries_of(a_mail(files=files, documents=(whole, spread)))

    assert [one.seen_as for one in entry.attachments] == [
        ("Form G-28, edition 09/17/18, pages 2, 3", "privacy waiver, page 5"),
        ("privacy waiver, page 1",),
        (),
    ]


@pytest.mark.parametrize("role", [role for role in Role if role not in EVIDENCE_ROLES])
def test_a_mail_that_is_no_certain_part_of_the_thread_is_internal(role):
    assert entries_of(a_mail(role))[0].visibility is Visibility.INTERNAL


def test_the_senders_view_holds_their_mails_and_their_letters_and_nothing_else():
    office = replace(a_letter(), key="referral", to=Address(email="chicago@office.example.gov"))
    view = thread_view(
        an_inquiry(number=NUMBER),
        (
            a_mail(),
            a_line("inquiry-opened"),
            a_line("note"),
            a_mail(Role.POSSIBLE_FOLLOW_UP),
            Event(at=NOW, letter=a_letter()),
            Event(at=NOW, letter=office),
        ),
    )

    assert [one.kind for one in view.for_sender().entries] == [EntryKind.MAIL, EntryKind.LETTER]
    assert view.for_sender().open_points == ()


def test_somebody_whom_the_sender_copied_belongs_to_the_thread():
    copied = Address(email="paralegal@firm.example.com")
    letter = replace(a_letter(), to=copied)

    assert entries_of(a_mail(cc=(copied,)), Event(at=NOW, letter=letter))[1].visibility is Visibility.SENDER
    assert entries_of(a_mail(), Event(at=NOW, letter=letter))[1].visibility is Visibility.INTERNAL


def test_a_letter_that_was_taken_back_was_never_between_the_desk_and_the_sender():
    undone = Event(at=NOW, letter=replace(a_letter(), state=LetterState.UNDONE))

    assert [entry.visibility for entry in entries_of(a_mail(), undone)] == [Visibility.SENDER, Visibility.INTERNAL]


def test_a_letter_says_how_far_it_came():
    bounced = replace(a_letter(), state=LetterState.BOUNCED, trouble="550 no such mailbox")
    (entry,) = entries_of(Event(at=NOW, letter=bounced))

    assert (entry.delivery, entry.trouble, entry.to) == (LetterState.BOUNCED, "550 no such mailbox", ("dana@firm.example.com",))


def test_a_letter_is_marked_with_its_languages_and_its_words_are_apart_by_them():
    spanish = replace(a_letter(), language="es", text=f"Recibimos su consulta.\n\n{'-' * 40}\n\nEnglish\n\nWe received your inquiry.\n")
    both, one = entries_of(Event(at=NOW, letter=spanish), Event(at=NOW, letter=a_letter()))

    assert (both.languages, one.languages) == ("Spanish and English", "English")
    assert [(language, words.strip()) for language, words in both.parts] == [
        ("es", "Recibimos su consulta."),
        ("en", "We received your inquiry."),
    ]


def test_a_later_mail_without_papers_does_not_make_the_earlier_ones_go_away():
    paper = Document(form="g-28", edition=None, file="1", file_name="", pages=(1,), confidence=1.0, marks=())
    nothing = Finding(rule="no-representation", outcome=Outcome.TO_CHECK, message="Nothing is attached.")
    whole = Finding(rule="g28.pages", outcome=Outcome.PASSED, message="All pages are here.")
    later = thread_view(an_inquiry(number=NUMBER), (a_mail(documents=(paper,), findings=(whole,)), a_mail(findings=(nothing,))))
    bare = thread_view(an_inquiry(number=NUMBER), (a_mail(findings=(nothing,)),))

    assert later.open_points == ()
    assert [point.finding for point in bare.open_points] == [nothing]


def test_what_must_be_fixed_stands_in_the_order_of_the_rules_in_every_process():
    rules = [f"g28.rule-{place}" for place in range(9)]
    found = tuple(Finding(rule=rule, outcome=Outcome.MUST_FIX, message="", citation="") for rule in rules)
    event = a_mail()
    event = replace(event, dossier=replace(event.dossier, findings=found))

    # an order by hashes of texts would be another one in the next process
    assert [point.finding.rule for point in thread_view(an_inquiry(number=NUMBER), (event,)).open_points] == rules
