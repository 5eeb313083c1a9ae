"""Pages to look at: where the boxes come to lie, that nothing written is covered, and that hostile words harm nobody."""

import io

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from pdinbox.model.file import FileKind
from pdinbox.model.finding import Outcome
from pdinbox.model.page_view import PageNote, PageView, Remark
from pdinbox.reading.annotate import annotated
from pdinbox.reading.badges import LOOKS
from pdinbox.reading.brush import Hand, legible, width_of, wrapped
from pdinbox.reading.margin import BAND
from pdinbox.reading.page_pixels import page_pixels

DPI = 132
BOX = (270.0, 170.0, 558.0, 187.0)
"""The client's signature on page 3 of the SAMPLE form."""
AROUND = 18


@pytest.fixture(scope="module")
def g28() -> bytes:
    return draw_g28(person(1), representative(1), Filling(client_signature=Pen.NONE))


def turned(octets: bytes, degrees: int) -> bytes:
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        for page in pdf.pages:
            page.Rotate = degrees
        held = io.BytesIO()
        pdf.save(held)
    return held.getvalue()


def picture(octets: bytes, view: PageView, kind: FileKind = FileKind.PDF) -> np.ndarray:
    drawn = annotated(octets, kind=kind, view=view)
    assert drawn is not None
    return cv2.imdecode(np.frombuffer(drawn, np.uint8), cv2.IMREAD_UNCHANGED)


def noted(*notes: PageNote, page: int = 3, heading: tuple[str, ...] = ("packet.pdf", "Page 3 of the file")) -> PageView:
    return PageView(file="1", page=page, dpi=DPI, notes=notes, heading=heading)


def note(outcome: Outcome | None = Outcome.MUST_FIX, **changes) -> PageNote:
    facts = {"number": 1, "title": "Signature", "box": BOX, "value": "nobody signed", "outcome": outcome}
    return PageNote(**(facts | changes))


def painted(drawn: np.ndarray, outcome: Outcome | None, *, width: int) -> tuple[int, int, int, int]:
    """The box around everything in the outcome's strong colour on the page itself: left, top, right, bottom in points of the page shown."""
    page = drawn[BAND + AROUND :, AROUND : AROUND + width]
    rows, columns = np.nonzero(np.all(page == np.array(LOOKS[outcome].strong, np.uint8), axis=2))
    return tuple(round(float(side) * 72 / DPI) for side in (columns.min(), rows.min(), columns.max(), rows.max()))


def test_without_notes_the_page_is_clean_grey_and_as_large_as_asked(g28):
    drawn = picture(g28, PageView(file="1", page=3, dpi=100))

    assert drawn.shape == (1100, 850) and drawn.min() < 60 and drawn.max() == 255


@pytest.mark.parametrize(
    ("degrees", "place"),
    [(0, (270, 170, 558, 187)), (90, (605, 270, 622, 558)), (180, (54, 605, 342, 622)), (270, (170, 54, 187, 342))],
)
def test_a_box_lies_where_a_viewer_shows_it_however_the_page_is_turned(g28, degrees, place):
    shown = page_pixels(turned(g28, degrees), kind=FileKind.PDF, page=3, dpi=72)

    assert shown is not None
    assert shown.place(BOX) == pytest.approx(place, abs=1)
    assert shown.colours.shape[:2] == ((792, 612) if degrees in {0, 180} else (612, 792))


@pytest.mark.parametrize("outcome", list(LOOKS))
def test_the_frame_is_drawn_around_its_box(g28, outcome):
    drawn = picture(g28, noted(note(outcome)))
    left, top, right, bottom = painted(drawn, outcome, width=1122)

    # the badge stands beside it
    assert left <= 271 and top <= 171 and right >= 557 and bottom >= 186
    assert right - left < 330 and bottom - top < 40


def test_outcomes_differ_in_shape_and_border_and_not_in_colour_alone():
    looks = list(LOOKS.values())

    assert len({look.shape for look in looks}) == len({look.word for look in looks}) == 4
    assert len({(look.border, look.is_dashed) for look in looks}) >= 3


def test_what_is_written_on_the_page_stays_to_be_read(g28):
    clean = picture(g28, PageView(file="1", page=2, dpi=DPI))
    boxes = [(270.0, 390.0 + 22 * row, 558.0, 407.0 + 22 * row) for row in range(11)]
    notes = tuple(note(None, number=number, box=box, title="Name", value="any") for number, box in enumerate(boxes, 1))
    drawn = picture(g28, noted(*notes, page=2))
    page = drawn[BAND + AROUND : BAND + AROUND + clean.shape[0], AROUND : AROUND + clean.shape[1]]
    was_dark = clean < 100

    assert was_dark.sum() > 5000
    assert (page.max(axis=2)[was_dark] < 140).mean() > 0.995


def test_the_margin_stands_beside_the_page_and_grows_with_what_it_says(g28):
    short = picture(g28, noted(note()))
    remarks = tuple(Remark(outcome=Outcome.TO_CHECK, words="A long sentence about a date. " * 4, source="g28.dates") for _ in range(40))
    long = picture(g28, noted(note(remarks=remarks)))

    assert short.shape[1] == long.shape[1] > 1122 + 300
    assert short.shape[0] == BAND + 1452 + 2 * AROUND < long.shape[0]


@pytest.mark.parametrize(
    "words", ["\ud800lone", "\x00\x1b[31m\u202egnp", "\U0001f600 \U0002fa1d", "אבג مرحبا", "W" * 30_000, "", " ", "a\nb\r\tc"], ids=ascii
)
def test_words_that_are_no_words_are_drawn_without_harm(g28, words):
    long = words[:200]
    drawn = picture(g28, noted(note(value=words, title=long, tag=long[:40], place=long), heading=(words, long)))

    assert drawn.shape[0] < 3000


def test_scripts_written_from_the_right_and_control_characters_become_signs():
    assert legible("Ana\x07 אב \ud800") == "Ana· □□ ·" and legible("Nguyễn Muñoz Żółć") == "Nguyễn Muñoz Żółć"


def test_lines_are_broken_at_spaces_and_long_words_within():
    hand = Hand(size=15)
    lines = wrapped("Prosecutorial discretion for maria.escobar.longest.address.of.them.all@lawfirm.example.com", hand, width=180)

    assert len(lines) >= 3 and all(width_of(line, hand) <= 180 for line in lines)
    assert wrapped("word " * 100, hand, width=100, most=2)[-1].endswith("…")


def test_the_signature_says_its_kind_at_its_box(g28):
    bare, tagged = (picture(g28, noted(note(tag=tag))) for tag in ("", "nobody signed"))
    strong = np.array(LOOKS[Outcome.MUST_FIX].strong, np.uint8)
    area = [int(np.all(drawn[BAND:, : 1122 + AROUND] == strong, axis=2).sum()) for drawn in (bare, tagged)]

    assert area[1] > area[0] + 1000


@pytest.mark.parametrize(
    ("octets", "kind", "page"),
    [(b"", FileKind.PDF, 1), (b"%PDF-1.7 garbage", FileKind.PDF, 1), (b"words", FileKind.TEXT, 1), (b"PK", FileKind.DOCX, 1)],
)
def test_what_has_no_page_to_be_seen_gives_none(octets, kind, page):
    assert annotated(octets, kind=kind, view=PageView(file="1", page=page)) is None


def image(*sizes: tuple[int, int], form: str, **options) -> bytes:
    """Grey pages with a black square of a tenth of their width in the corner at the top left."""
    pages = []
    for width, height in sizes:
        page = Image.new("L", (width, height), 220)
        page.paste(0, (0, 0, width // 10, width // 10))
        pages.append(page)
    held = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(held, form, **more, **options)
    return held.getvalue()


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.PNG, FileKind.TIFF, FileKind.HEIC, FileKind.GIF])
def test_a_picture_is_a_page_in_points_of_its_own(kind):
    form = {FileKind.HEIC: "HEIF"}.get(kind, kind.value.upper())
    shown = page_pixels(image((1275, 1650), form=form), kind=kind, page=1, dpi=72)

    assert shown is not None
    assert shown.colours.shape == (792, 612, 3)
    assert shown.colours[30, 30].max() < 30 and shown.colours[90, 90].min() > 190
    assert shown.place((0, 0, 61.2, 61.2)) == pytest.approx((0, 0, 61.2, 61.2), abs=0.1)


def test_a_page_of_a_fax_is_found_by_its_number():
    fax = image((850, 1100), (1100, 850), form="TIFF", dpi=(100, 100))

    assert picture(fax, PageView(file="1", page=2, dpi=100), FileKind.TIFF).shape == (850, 1100)
    assert annotated(fax, kind=FileKind.TIFF, view=PageView(file="1", page=3)) is None


def test_a_photo_is_shown_upright_as_its_boxes_are():
    exif = Image.Exif()
    exif[0x0112] = 6
    shown = page_pixels(image((1650, 1275), form="JPEG", exif=exif, dpi=(150, 150)), kind=FileKind.JPEG, page=1, dpi=72)

    assert shown is not None
    assert shown.colours.shape[:2] == (792, 612)
    # the corner at the top left of the pixels lies at the top right
    assert shown.colours[20, 590].max() < 30 and shown.colours[20, 20].min() > 190


def test_a_broken_picture_gives_none():
    assert annotated(b"\xff\xd8\xff\xe0 no picture", kind=FileKind.JPEG, view=PageView(file="1", page=1)) is None


def test_a_page_past_the_end_gives_none(g28):
    assert annotated(g28, kind=FileKind.PDF, view=PageView(file="1", page=4)) is None
    assert annotated(g28, kind=FileKind.PDF, view=PageView(file="1", page=0)) is None


def test_a_page_as_large_as_a_wall_is_shown_small():
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_400, 14_400))
    held = io.BytesIO()
    pdf.save(held)

    assert max(picture(held.getvalue(), PageView(file="1", page=1, dpi=DPI)).shape) <= 14 * DPI + 1
