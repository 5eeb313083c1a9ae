from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from reportlab.pdfgen.canvas import Canvas

from fixtures.papers.blanks import fill_blank, flattened
from fixtures.papers.g28 import Filling, draw_g28, g28_values
from fixtures.people import person, representative
from pdinbox.model.document import Box
from pdinbox.model.form import Form
from pdinbox.reading.geometry import grown
from pdinbox.reading.pdf import opened_pdf
from pdinbox.reading.text import words_in
from tests.servers.need import shared
from tests.unit.reading.opened import form, only

BOX = (90.0, 90.0, 400.0, 120.0)


def both_ways(octets: bytes, known: Form) -> list[tuple[str, str]]:
    """Of every item that lies on the pages: the words as pdfium's letters give them, and as pdfplumber has them."""
    words = []
    with opened_pdf(octets) as pdf:
        for number in range(1, pdf.page_count + 1):
            boxes: dict[str, Box] = {item.key: grown(item.box, -1) for item in known.items if item.page == number}
            theirs = words_in(octets, number, boxes) or {}
            with pdf.page(number) as page:
                words += [(text, theirs[key]) for key, text in page.words_in(boxes).items()]
    return words


def a_page(draw) -> bytes:
    octets = BytesIO()
    canvas = Canvas(octets, pagesize=(612, 792), invariant=1)
    canvas.setFont("Helvetica", 12)
    draw(canvas)
    canvas.save()
    return octets.getvalue()


def words_on(octets: bytes, *, only_seen: bool = False) -> str | None:
    with opened_pdf(octets) as pdf, pdf.page(1) as page:
        return page.words_in({"box": BOX}, only_seen=only_seen).get("box")


@pytest.mark.parametrize("seed", range(3))
def test_letters_make_the_words_that_pdfplumber_makes(seed: int) -> None:
    known = form("g-28", "sample-1")

    words = both_ways(draw_g28(person(seed), representative(seed), Filling(flattened=True)), known)

    assert len(words) == len(known.items)
    assert all(mine == theirs for mine, theirs in words)
    assert sum(bool(mine) for mine, _ in words) > 20


@pytest.mark.parametrize(("edition", "face"), [("2016-05-05", "Helvetica"), ("2018-09-17", "Courier-Bold")])
def test_letters_make_the_words_that_pdfplumber_makes_of_an_official_form(edition: str, face: str) -> None:
    known = form("g-28", edition)
    blank = shared("forms", f"g-28_{edition}_blank.pdf")

    words = both_ways(flattened(fill_blank(known, blank, g28_values(person(3), representative(3)), face=face)), known)

    assert len(words) == len(known.items)
    assert all(mine == theirs for mine, theirs in words)


def test_letters_of_several_lines_are_read_line_by_line() -> None:
    octets = a_page(lambda canvas: (canvas.drawString(100, 676, "second line"), canvas.drawString(100, 690, "first line")))

    assert words_on(octets) == "first line second line"


@pytest.mark.parametrize("how", ["white", "invisible", "tiny", "pale"])
def test_letters_that_nobody_sees_are_there_and_are_not_seen(how: str) -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(100, 685)
        text.setFont("Helvetica", 0.6 if how == "tiny" else 12)
        text.setTextRenderMode(3 if how == "invisible" else 0)
        canvas.setFillAlpha(0.02 if how == "pale" else 1)
        text.setFillColorRGB(*((1, 1, 1) if how == "white" else (0, 0, 0)))
        text.textOut("Escobar")
        canvas.drawText(text)

    octets = a_page(draw)

    assert words_on(octets) == "Escobar"
    assert words_on(octets, only_seen=True) == ""


def test_a_box_with_letters_of_unknown_meaning_is_left_out() -> None:
    assert words_on(_in_an_odd_font(a_page(lambda canvas: canvas.drawString(100, 685, "Escobar")))) is None


def test_what_stands_in_letters_of_unknown_meaning_is_left_to_a_person() -> None:
    item = next(item for item in form("g-28", "sample-1").items if item.key == "client.a_number")
    x0, _, _, bottom = item.box
    number = _in_an_odd_font(a_page(lambda canvas: canvas.drawString(x0 + 4, 792 - bottom + 4, "093508860")))

    document = only(_laid_over(draw_g28(person(1), representative(1), Filling(flattened=True, a_number="")), number, page=item.page))

    mark = document.mark("client.a_number")
    assert mark is not None
    assert mark.confidence <= 0.5


def _in_an_odd_font(octets: bytes) -> bytes:
    """Whose letters have names of no meaning, as some printers to PDF make them."""
    names = Array([32, *(Name(f"/g{number}") for number in range(32, 127))])
    with Pdf.open(BytesIO(octets)) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            font.Encoding = Dictionary(Type=Name.Encoding, Differences=names)
        changed = BytesIO()
        pdf.save(changed)
    return changed.getvalue()


def _laid_over(octets: bytes, top: bytes, *, page: int) -> bytes:
    with Pdf.open(BytesIO(octets)) as pdf, Pdf.open(BytesIO(top)) as over:
        pdf.pages[page - 1].add_overlay(over.pages[0])
        changed = BytesIO()
        pdf.save(changed)
    return changed.getvalue()
