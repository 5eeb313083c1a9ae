"""Files of pictures: their pages one by one, how long forms are looked for in them, and how many letters."""

from functools import cache
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from fixtures.degrade import Damage, Damaged
from fixtures.papers.g28 import draw_g28, g28_values
from fixtures.papers.others import draw_exhibit, draw_scan
from fixtures.papers.packing import as_jpeg, as_pdf, as_tiff
from fixtures.papers.waiver import Recipient, draw_waiver_letter
from fixtures.people import person, representative
from pdinbox.model.document import Document
from pdinbox.model.file import FileKind
from pdinbox.model.finding import Finding, Outcome
from pdinbox.reading.pictures import Patience
from pdinbox.reading.scan.raster import PictureError
from pdinbox.reading.sheets import Around, picture_sheets
from pdinbox.reading.triage import Seen
from tests.faults.papers.bombs import huge_png
from tests.unit.reading.joined import joined
from tests.unit.reading.opened import filled, form, forms, read
from tests.unit.reading.scanned import UNSIGNED, beside, looked_at, scanned, scans, where

SAMPLE = "sample-1"
TYPED = draw_g28(person(1), representative(1))
"""A whole signed form that was never on paper: quick to read."""
HELPER = Recipient(name="Alma Prueba", organization="Casa Ejemplo", email="alma@casa.example.org")


def around(patience: Patience | None = None) -> Around:
    return Around(forms=forms(), accept_samples=True, patience=patience or Patience())


def frames(octets: bytes, kind: FileKind = FileKind.TIFF) -> tuple[Seen, ...]:
    return picture_sheets(octets, kind, around())


def empty(count: int) -> list[Damaged]:
    """Scanned sheets with nothing on them, coarse ones."""
    return [Damaged(image=np.full((550, 425), 255, np.uint8), to_image=np.eye(3), dpi=(50.0, 50.0))] * count


@cache
def two_peoples() -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """One person's scanned form, an empty sheet, another's with its pages in wrong order."""
    first, second, third = scans(2)
    return read(as_pdf((*scans(1), *empty(1), third, first, second)))


def test_a_scanned_form_is_read_with_everything_that_stands_in_it() -> None:
    document = two_peoples()[0][0]

    assert (document.form, document.edition, document.pages, document.missing_pages) == ("g-28", SAMPLE, (1, 2, 3), ())
    assert filled(document) == g28_values(person(1), representative(1))
    assert (document.says("client.signature"), document.says("representative.signature")) == ("ink", "ink")


def test_scanned_pages_in_wrong_order_are_put_in_the_order_of_the_form() -> None:
    document = two_peoples()[0][-1]

    assert (document.pages, document.missing_pages) == ((6, 7, 5), ())
    assert {mark.page for mark in document.marks if mark.key == "client.signature"} == {5}


def test_the_forms_of_several_people_in_one_file_are_all_found() -> None:
    documents, findings = two_peoples()

    assert [(document.form, document.pages) for document in documents] == [("g-28", (1, 2, 3)), ("other", (4,)), ("g-28", (6, 7, 5))]
    assert [document.says("client.a_number") for document in documents] == [person(1).a_number, "", person(2).a_number]
    assert [(finding.rule, finding.outcome) for finding in findings] == [("reading.left", Outcome.PASSED)]


def test_two_pages_on_one_sheet_and_the_third_alone_make_one_form() -> None:
    first, second, third = scans(1)

    pages = looked_at(as_pdf((beside(first, second), third)), Around(forms=forms(), accept_samples=False))

    assert sorted((page.number, page.form_page) for page in pages) == [(1, 1), (1, 2), (2, 3)]


def test_a_photo_of_one_page_is_a_file_of_one_page() -> None:
    (seen,) = picture_sheets(as_jpeg(scans(1)[2].image), FileKind.JPEG, Around(forms=forms(), accept_samples=False))

    assert (seen.number, seen.form, seen.form_page, seen.marks) == (1, form("g-28", SAMPLE), 3, ())


def test_after_a_whole_signed_form_and_a_dozen_pages_nothing_more_is_looked_at() -> None:
    patience = Patience()
    behind = as_pdf((*empty(12), scans(2)[0]))

    pages = looked_at(joined(TYPED, behind), around(patience))

    assert where(pages) == [(SAMPLE, 1), (SAMPLE, 2), (SAMPLE, 3), *[("", None)] * 13]
    assert [page.number for page in pages if page.is_left] == list(range(4, 17))
    assert patience.looks == 300 - 12


def test_what_was_left_is_told_and_needs_nobody() -> None:
    _, findings = read(joined(TYPED, as_pdf(empty(14))))

    (finding,) = findings
    assert (finding.rule, finding.outcome) == ("reading.left", Outcome.PASSED)
    assert "pages 4-17" in finding.message
    assert "páginas 4-17" in finding.words[1][1]


def test_another_persons_form_within_a_dozen_pages_of_a_whole_one_is_found() -> None:
    behind = as_pdf((*empty(11), scans(2)[0]))

    pages = looked_at(joined(TYPED, behind), around(Patience(letters=0)))

    assert where(pages)[-1] == (SAMPLE, 1)
    assert pages[-1].number == 15
    assert not any(page.is_left for page in pages), "the other's form lacks pages: everything else may be one of them"


def test_a_form_that_is_not_signed_does_not_end_the_looking() -> None:
    unsigned = draw_g28(person(1), representative(1), UNSIGNED)

    pages = looked_at(joined(unsigned, as_pdf((*empty(13), scans(2)[0]))), around(Patience(letters=0)))

    assert where(pages)[-1] == (SAMPLE, 1)
    assert not any(page.is_left for page in pages)


def test_only_so_many_pages_of_a_mail_are_read_as_letters() -> None:
    patience = Patience(letters=2)
    octets = joined(*[draw_scan("A photo of the house.")] * 4)

    pages = looked_at(octets, around(patience))

    assert patience.letters == 0
    assert [bool(page.text) for page in pages] == [True, True, False, False]
    assert all(page.is_picture and not page.is_left for page in pages)


def test_the_budget_for_letters_is_the_whole_mails() -> None:
    patience = Patience(letters=1)
    octets = draw_scan("A photo of the house.")

    texts = [bool(page.text) for _ in range(2) for page in looked_at(octets, around(patience))]

    assert texts == [True, False]


def test_letters_are_not_read_beside_a_whole_signed_form() -> None:
    letter = scanned(draw_waiver_letter(person(1), HELPER))
    patience = Patience()

    pages = looked_at(joined(as_pdf(letter), TYPED), around(patience))

    assert patience.letters == 8
    assert (pages[0].is_left, pages[0].written) == (True, None)


def test_a_scanned_letter_alone_is_read() -> None:
    documents, _ = read(as_tiff(scanned(draw_waiver_letter(person(1), HELPER))), kind=FileKind.TIFF)

    (document,) = documents
    assert (document.form, document.pages) == ("privacy-waiver", (1,))
    assert document.says("client.a_number") == person(1).a_number


def test_a_blank_scanned_page_says_nothing() -> None:
    documents, findings = read(joined(draw_exhibit("One."), as_pdf(empty(1))))

    assert [document.form for document in documents] == ["other", "other"]
    assert findings == ()


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.TIFF])
def test_a_picture_file_of_which_nothing_can_be_opened_raises(kind: FileKind) -> None:
    with pytest.raises(PictureError):
        frames(b"octets of a picture", kind)


def test_frames_before_a_broken_one_are_kept() -> None:
    octets = BytesIO()
    good = Image.new("L", (425, 550), 255)
    good.save(octets, "TIFF", save_all=True, append_images=[good], compression="raw", dpi=(50, 50))
    whole = octets.getvalue()
    second = whole.rindex((256).to_bytes(2, "little") + (4).to_bytes(2, "little"))

    pages = frames(whole[: second + 6])

    assert [page.number for page in pages] == [1, 2]
    assert [page.is_broken for page in pages] == [False, True]


def test_a_picture_that_is_too_large_goes_to_a_person() -> None:
    documents, findings = read(huge_png(), kind=FileKind.PNG)

    assert documents == ()
    assert [(finding.rule, finding.outcome) for finding in findings] == [("reading.too-large", Outcome.TO_CHECK)]


def test_a_fax_of_a_form_is_found_too() -> None:
    fax = scans(1, damage=Damage.FAX_FINE)[1]

    (seen,) = picture_sheets(as_tiff((fax,)), FileKind.TIFF, Around(forms=forms(), accept_samples=False))

    assert (seen.form, seen.form_page) == (form("g-28", SAMPLE), 2)
