"""Pages that were looked at -> documents, and what is said about the file."""

from dataclasses import replace

import pytest

from pdinbox.model.document import Document, Mark, MarkKind, Signature
from pdinbox.model.finding import Finding, Outcome
from pdinbox.reading.gathered import LONGEST_EXCERPT, gather
from pdinbox.reading.sheets import Around
from pdinbox.reading.triage import Seen
from pdinbox.reading.waiver_pages import Written
from tests.unit.reading.opened import form, forms, opened

FORM = form("g-28", "sample-1")
FILE = opened(b"", name="papers.pdf").file
SIGN_HERE = (130.0, 400.0, 350.0, 430.0)
CONSENT = """Privacy Waiver
My name is Ana Ejemplo. My A-Number is A912-345-678.
I authorize U.S. Immigration and Customs Enforcement to disclose all records about my immigration case
to the following person:
Name: Alma Prueba"""
NOTE = "The family has lived on this street for years."
BROKEN = Seen(number=6, text="", is_broken=True)
PAGE_TEXT = "Part 3 family name given name"


def around(*, accept_samples: bool = True) -> Around:
    return Around(forms=forms(), accept_samples=accept_samples)


def gathered(*pages: Seen, accept_samples: bool = True) -> tuple[list[Document], list[Finding]]:
    return gather(FILE, pages, around(accept_samples=accept_samples))


def form_page(number: int, form_page: int, **more) -> Seen:
    tick = Mark(key="role.respondent", item="", kind=MarkKind.TICK, value=True, confidence=0.9, page=number, box=SIGN_HERE)
    return Seen(number=number, text="", form=FORM, form_page=form_page, share=1.0, marks=(tick,) if form_page == 2 else (), **more)


def scan(number: int, text: str = "", **more) -> Seen:
    return Seen(number=number, text=text, is_picture=True, **more)


def letter_page(number: int, text: str, signature: Signature | None = None, confidence: float = 1.0) -> Seen:
    written = Written(number=number, text=text, signature=signature, signature_box=SIGN_HERE, confidence=confidence)
    return scan(number, text, is_read=True, written=written)


def told(findings: list[Finding]) -> list[tuple[str, int | None]]:
    return [(finding.rule, finding.page) for finding in findings]


def test_pages_of_a_form_are_one_document_with_their_marks_and_what_these_say_in_one_word() -> None:
    (document,), findings = gathered(form_page(1, 3), form_page(2, 1), form_page(3, 2))

    assert (document.form, document.edition, document.pages) == ("g-28", "sample-1", (2, 3, 1))
    assert (document.ticks("role.respondent"), document.says("client.role")) == (True, "respondent")
    assert (document.file, document.file_name, document.confidence) == ("2", "papers.pdf", 0.99)
    assert findings == []


def test_a_page_that_is_missing_is_named_with_what_it_carries() -> None:
    (document,), findings = gathered(form_page(1, 1), form_page(2, 2))

    assert document.missing_pages == (3,)
    (absence,) = document.absent
    assert absence.page == 3
    assert set(absence.keys) == {item.key for item in FORM.items if item.page == 3}
    assert findings == []


def test_two_pages_on_one_sheet_are_one_page_of_the_file_twice() -> None:
    (document,), _ = gathered(form_page(1, 1), form_page(1, 2), form_page(2, 3))

    assert (document.pages, document.missing_pages) == ((1, 1, 2), ())


def test_the_same_page_again_begins_another_form() -> None:
    documents, _ = gathered(form_page(1, 1), form_page(2, 2), form_page(3, 1))

    assert [(document.pages, document.missing_pages) for document in documents] == [((1, 2), (3,)), ((3,), (2, 3))]


def test_a_page_that_was_hardly_recognised_makes_a_document_less_sure() -> None:
    (document,), _ = gathered(form_page(1, 1), replace(form_page(2, 2), share=0.7), form_page(3, 3))

    assert document.confidence == pytest.approx(0.99 * 0.9)


def test_a_sample_that_is_not_accepted_is_another_paper_and_said_so() -> None:
    (document,), findings = gathered(form_page(1, 1), form_page(2, 2), form_page(3, 3), accept_samples=False)

    assert (document.form, document.marks, document.pages) == ("other", (), (1, 2, 3))
    assert told(findings) == [("reading.sample", 1)]


def test_an_edition_that_is_not_known_is_named_and_goes_to_a_person() -> None:
    first = Seen(number=1, text="", family="g-28", kin="g-28")
    second = Seen(number=2, text="", kin="g-28")

    (document,), (finding,) = gathered(first, second)

    assert (document.form, document.edition, document.pages, document.confidence) == ("g-28", None, (1, 2), 0.5)
    assert (finding.rule, finding.outcome, finding.page) == ("reading.unknown-edition", Outcome.TO_CHECK, 1)


def test_a_letter_is_signed_on_the_page_after_it() -> None:
    (document,), findings = gathered(letter_page(1, CONSENT), letter_page(2, "Signature:", Signature.INK, confidence=0.7))

    assert (document.form, document.edition, document.pages) == ("privacy-waiver", None, (1, 2))
    (mark,) = [mark for mark in document.marks if mark.key == "client.signature"]
    assert (mark.value, mark.page, mark.box) == ("ink", 2, SIGN_HERE)
    assert (document.says("client.a_number"), document.says("recipient.name")) == ("912345678", "Alma Prueba")
    assert document.confidence == 0.7
    assert findings == []


def test_a_letter_that_is_signed_on_its_own_page_takes_no_other() -> None:
    documents, _ = gathered(letter_page(1, CONSENT + "\nSignature:", Signature.NONE), letter_page(2, "Signature:", Signature.INK))

    assert [(document.form, document.pages) for document in documents] == [("privacy-waiver", (1,)), ("other", (2,))]
    assert documents[0].says("client.signature") == "none"


def test_letters_among_other_scans_are_documents_of_their_own() -> None:
    signed = CONSENT + "\nSignature:"
    pages = [
        scan(1, NOTE, is_read=True), letter_page(2, signed, Signature.INK),
        letter_page(3, signed, Signature.TYPED), scan(4, NOTE, is_read=True),
    ]  # fmt: skip

    documents, findings = gathered(*pages)

    assert [(document.form, document.pages) for document in documents] == [
        ("other", (1,)), ("privacy-waiver", (2,)), ("privacy-waiver", (3,)), ("other", (4,)),
    ]  # fmt: skip
    assert [document.says("client.signature") for document in documents[1:3]] == ["ink", "typed"]
    assert findings == []


def test_another_paper_keeps_its_text_so_that_rules_can_say_what_it_is() -> None:
    (document,), _ = gathered(Seen(number=1, text="Report to ICE on 12/01/2026. "), Seen(number=2, text="Bring this letter."))

    assert (document.form, document.text) == ("other", "Report to ICE on 12/01/2026.\n\nBring this letter.")


def test_of_a_long_paper_the_heads_of_the_pages_are_kept() -> None:
    pages = [Seen(number=number, text=f"Exhibit {number} " + "x" * 5000) for number in range(1, 101)]

    (document,), _ = gathered(*pages)

    assert "Exhibit 1 " in document.text and "Exhibit 99 " in document.text and len(document.text) <= LONGEST_EXCERPT


def test_every_page_lies_in_one_document() -> None:
    pages = [
        scan(1),
        form_page(2, 1),
        scan(3, is_read=True),
        Seen(number=4, text=NOTE),
        form_page(5, 2),
        Seen(number=6, text="", is_broken=True),
    ]

    documents, _ = gathered(*pages)

    assert sorted(page for document in documents for page in document.pages) == [1, 2, 3, 4, 5, 6]


def test_an_empty_scan_says_nothing() -> None:
    assert gathered(form_page(1, 1), form_page(2, 2), scan(3, is_read=True), form_page(4, 3))[1] == []


def test_a_scan_that_nobody_could_read_goes_to_a_person() -> None:
    _, (finding,) = gathered(scan(1, is_read=True), scan(2, "a f3w w0rds"), scan(3))

    assert (finding.rule, finding.outcome, finding.page) == ("reading.image", Outcome.TO_CHECK, 2)
    assert "pages 2-3" in finding.message


def test_what_was_left_is_told_apart_from_what_could_not_be_read() -> None:
    _, findings = gathered(form_page(1, 1), form_page(2, 2), form_page(3, 3), scan(4, is_left=True), scan(5, is_left=True))

    assert [(finding.rule, finding.outcome, finding.page) for finding in findings] == [("reading.left", Outcome.PASSED, 4)]


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_read_picture_at_the_pages_of_a_form_that_lacks_one_may_be_that_page(place: int) -> None:
    numbers = iter(number for number in range(1, 5) if number != place + 1)
    pages = [form_page(next(numbers), 1), form_page(next(numbers), 2), Seen(number=next(numbers), text=NOTE)]
    pages.insert(place, scan(place + 1, PAGE_TEXT, is_read=True))

    _, findings = gathered(*pages)

    assert told(findings) == ([("reading.image", place + 1)] if place < 3 else [])


@pytest.mark.parametrize(
    ("page", "last"),
    [
        (scan(3, "", is_read=True), 2),
        (scan(3, PAGE_TEXT, is_read=True), 3),
        (Seen(number=3, text=PAGE_TEXT), 2),
    ],
    ids=["an empty one", "the form is whole", "text that a program wrote"],
)
def test_other_pages_among_those_of_a_form_are_nobodys_missing_page(page: Seen, last: int) -> None:
    forms_pages = [form_page(number if number < 3 else 4, number) for number in range(1, last + 1)]

    _, findings = gathered(*forms_pages[:2], page, *forms_pages[2:])

    assert findings == []


def test_a_page_that_could_not_be_opened_and_fields_that_hide_something_are_told() -> None:
    _, findings = gathered(
        form_page(1, 1, hidden=("client.a_number",)), form_page(2, 2), form_page(3, 3), Seen(number=4, text="", is_broken=True)
    )

    assert sorted(told(findings)) == [("reading.hidden-value", 1), ("reading.unreadable-page", 4)]
