from io import BytesIO

import pytest
from pikepdf import Dictionary, Name, Object, Pdf, Stream, String

from fixtures.papers.blanks import fill_blank, fill_real_blank
from fixtures.papers.g28 import Filling, draw_g28, g28_values
from fixtures.people import person, representative
from pdinbox.model.document import Document
from tests.servers.need import shared
from tests.unit.reading.opened import form, only, read

PERSON, LAWYER = person(1), representative(1)
KEY = "client.family_name"


def changed(octets: bytes, leaf: str, change) -> bytes:
    """The file with that field changed."""
    with Pdf.open(BytesIO(octets)) as pdf:
        (widget,) = (one for page in pdf.pages for one in page.get("/Annots", ()) if str(one.get("/T", "")) == leaf)
        change(pdf, widget)
        octets = BytesIO()
        pdf.save(octets)
    return octets.getvalue()


def drawn(operators: str):
    """A change that gives the field this drawing."""

    def draw(pdf: Pdf, widget: Object) -> None:
        old = widget.AP.N
        stream = Stream(pdf, operators.encode("latin-1"))
        for key in ("/BBox", "/Resources", "/Subtype", "/Type"):
            if key in old:
                stream[key] = old[key]
        widget.AP.N = stream

    return draw


def a_form(change, **filling) -> bytes:
    octets = draw_g28(PERSON, LAWYER, Filling(**filling))
    leaf = next(item.field for item in form("g-28", "sample-1").items if item.key == KEY)
    return changed(octets, leaf, change)


def the_doubt(octets: bytes) -> tuple[Document, bool]:
    """The document, and whether a person is asked to compare its fields with what the page shows."""
    (document,), findings = read(octets)
    return document, "reading.hidden-value" in {finding.rule for finding in findings}


@pytest.mark.parametrize(
    "operators",
    [
        "/Tx BMC q BT /Helv 10 Tf 0 g 0 7 Td (Escobar) Tj ET Q EMC",
        "/Tx BMC q BT /Helv 10 Tf 1 g 0 7 Td (VALUE) Tj ET Q EMC",
        "/Tx BMC q BT /Helv 10 Tf 0 g 3 Tr 0 7 Td (VALUE) Tj ET Q EMC",
        "/Tx BMC q BT /Helv 0.5 Tf 0 g 0 7 Td (VALUE) Tj ET Q EMC",
        "/Tx BMC q BT /Helv 10 Tf 0 g 0 907 Td (VALUE) Tj ET Q EMC",
        "/Tx BMC q Q EMC",
        "",
    ],
    ids=["another name", "in white", "invisible", "tiny", "outside the box", "nothing", "no operators"],
)
def test_a_value_that_the_page_does_not_show_is_left_to_a_person(operators: str) -> None:
    document, is_told = the_doubt(a_form(drawn(operators.replace("VALUE", PERSON.family_name))))

    mark = document.mark(KEY)
    assert mark is not None
    assert mark.value == PERSON.family_name
    assert mark.confidence <= 0.5
    assert is_told


@pytest.mark.parametrize(
    "operators",
    [
        "/Tx BMC q BT /Helv 10 Tf 0 g 1 0 0 1 2 7 Tm [(VA) -20 (LUE)] TJ ET Q EMC",
        "q 1 1 1 rg 0 0 200 17 re f Q /Tx BMC q 1 1 200 15 re W n BT 0 0 0 rg /Helv 9 Tf 2 7 Td (VALUE) Tj ET Q EMC",
        "/Tx BMC q BT /Helv 10 Tf 0 g 2 7 Td (VALUE) Tj ET Q EMC 0.8 g 270 0 9 9 re f",
        "q 0.9 0 0 0.9 0 0 cm BT /Helv 10 Tf 0 g 2 7 Td (VALUE) Tj ET Q",
    ],
    ids=["in pieces", "on a white ground", "with an arrow", "a little smaller"],
)
def test_a_value_is_believed_however_the_page_shows_it(operators: str) -> None:
    halves = PERSON.family_name[:2], PERSON.family_name[2:]
    document = only(
        a_form(drawn(operators.replace("(VA)", f"({halves[0]})").replace("(LUE)", f"({halves[1]})").replace("VALUE", "".join(halves))))
    )

    mark = document.mark(KEY)
    assert mark is not None
    assert (mark.value, mark.confidence) == (PERSON.family_name, 0.99)


def test_a_field_without_a_drawing_is_drawn_by_viewers_from_its_value() -> None:
    def undraw(_: Pdf, widget: Object) -> None:
        del widget.AP

    mark = only(a_form(undraw)).mark(KEY)
    assert mark is not None
    assert (mark.value, mark.confidence) == (PERSON.family_name, 0.99)


def test_a_field_that_viewers_are_told_to_draw_anew_shows_its_value() -> None:
    def stale(pdf: Pdf, widget: Object) -> None:
        drawn("/Tx BMC q BT /Helv 10 Tf 0 g 0 7 Td (Escobar) Tj ET Q EMC")(pdf, widget)
        pdf.Root.AcroForm.NeedAppearances = True

    assert only(a_form(stale)).says(KEY) == PERSON.family_name


def test_a_field_that_is_not_to_be_seen_on_a_screen_is_hidden() -> None:
    def hide(_: Pdf, widget: Object) -> None:
        widget.F = 0x20

    document, is_told = the_doubt(a_form(hide))

    mark = document.mark(KEY)
    assert is_told
    assert mark is not None
    assert mark.confidence <= 0.5


def test_an_empty_field_that_shows_a_name_is_left_to_a_person() -> None:
    def empty(_: Pdf, widget: Object) -> None:
        widget.V = String("")

    document, is_told = the_doubt(a_form(empty))

    mark = document.mark(KEY)
    assert is_told
    assert mark is not None
    assert (mark.value, mark.confidence) == ("", 0.5)


def test_a_tick_without_a_drawing_for_its_state_is_left_to_a_person() -> None:
    leaf = next(item.field for item in form("g-28", "sample-1").items if item.key == "agency.ice")

    def unmark(pdf: Pdf, widget: Object) -> None:
        widget.AP.N = Dictionary({name: Stream(pdf, b"q Q") if name != "/Off" else stream for name, stream in widget.AP.N.items()})
        assert Name.Off != widget.AS

    document, is_told = the_doubt(changed(draw_g28(PERSON, LAWYER), leaf, unmark))

    mark = document.mark("agency.ice")
    assert is_told
    assert mark is not None
    assert (mark.value, mark.confidence) == (True, 0.5)


def test_nothing_is_hidden_in_an_official_form_as_viewers_save_it() -> None:
    known = form("g-28", "2018-09-17")
    blank = shared("forms", "g-28_2018-09-17_blank.pdf")
    values = g28_values(PERSON, LAWYER)

    drawn_ones = fill_blank(known, blank, values)
    undrawn = fill_real_blank(blank, {item.field: values[item.key] for item in known.items if item.field and item.key in values})
    example = shared("forms", "g-28_2018-09-17_example_unsigned.pdf").read_bytes()

    assert not any(the_doubt(octets)[1] for octets in (drawn_ones, undrawn, example))
