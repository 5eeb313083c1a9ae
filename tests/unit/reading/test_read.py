from datetime import date
from io import BytesIO
from random import Random

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from fixtures.papers.g28 import Filling, draw_g28, g28_values
from fixtures.papers.others import draw_eoir28_like, draw_exhibit, draw_scan
from fixtures.papers.pens import Pen
from fixtures.papers.waiver import Consent, Recipient, draw_waiver, draw_waiver_letter, waiver_values
from fixtures.people import person, representative
from pdinbox.model.document import Signature
from pdinbox.model.file import FileKind
from pdinbox.model.finding import Outcome
from pdinbox.reading.read import read_files
from tests.unit.reading.joined import annotated, drawn_over, joined
from tests.unit.reading.opened import filled, form, forms, only, opened, read

CLIENT, LAWYER = person(1), representative(1)
HELPER = Recipient(name="Alma Prueba", organization="Casa Ejemplo", email="alma@casa.example.org")
CLIENT_BOX = next(item.box for item in form("g-28", "sample-1").items if item.key == "client.signature")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("flattened", [False, True])
def test_every_item_of_a_filled_form_is_read_as_it_was_written(seed: int, flattened: bool) -> None:
    client, lawyer, filling = person(seed), representative(seed), Filling(flattened=flattened)

    document = only(draw_g28(client, lawyer, filling))

    assert (document.form, document.edition, document.pages, document.missing_pages) == ("g-28", "sample-1", (1, 2, 3), ())
    assert filled(document) == g28_values(client, lawyer, filling)


def test_an_empty_item_has_a_mark_that_says_where_it_would_stand() -> None:
    document = only(draw_g28(CLIENT, LAWYER, Filling(a_number="")))

    mark = document.mark("client.a_number")

    assert mark is not None
    assert (mark.value, mark.page, mark.item) == ("", 2, "Part 3 item 9")
    assert mark.box[2] - mark.box[0] > 100


@pytest.mark.parametrize(("pen", "signature"), [(Pen.INK, "ink"), (Pen.TYPED, "typed"), (Pen.IMAGE, "image"), (Pen.NONE, "none")])
@pytest.mark.parametrize("flattened", [False, True])
def test_what_stands_in_a_signature_box_is_told_by_how_it_was_made(pen: Pen, signature: str, flattened: bool) -> None:
    document = only(draw_g28(CLIENT, LAWYER, Filling(client_signature=pen, flattened=flattened)))

    assert document.says("client.signature") == signature
    assert document.says("representative.signature") == "ink"
    assert document.says("student.signature") == "none"


@pytest.mark.parametrize("seed", range(12))
def test_no_made_up_hand_is_too_odd_to_count_as_ink(seed: int) -> None:
    document = only(draw_g28(person(seed), representative(seed)))

    assert document.says("client.signature") == "ink"


def test_an_ink_annotation_over_the_box_is_ink() -> None:
    blank = draw_g28(CLIENT, LAWYER, Filling(client_signature=Pen.NONE))

    document = only(annotated(blank, page=3, subtype="Ink", box=CLIENT_BOX))

    assert document.says("client.signature") == "ink"


def test_a_name_put_over_the_box_with_a_text_tool_is_typed() -> None:
    blank = draw_g28(CLIENT, LAWYER, Filling(client_signature=Pen.NONE))

    document = only(annotated(blank, page=3, subtype="FreeText", box=CLIENT_BOX, text="María Ejemplo"))

    assert document.says("client.signature") == "typed"


@pytest.mark.parametrize(
    ("drawing", "signature"),
    [
        (lambda canvas, x, y: canvas.line(x, y, x + 200, y), "none"),
        (lambda canvas, x, y: canvas.rect(x, y, 60, 12), "none"),
        (lambda canvas, x, y: canvas.roundRect(x - 8, y - 6, 300, 24, 5), "none"),
        (lambda canvas, x, y: canvas.line(x, y, x + 100, y + 12), "unsure"),
        (lambda canvas, x, y: canvas.ellipse(x, y, x + 60, y + 12), "unsure"),
        (lambda canvas, x, y: (canvas.line(x, y, x + 12, y + 12), canvas.line(x, y + 12, x + 12, y)), "unsure"),
    ],
    ids=["an underline", "a box", "a rounded frame", "a strike", "an ellipse", "an X"],
)
def test_what_is_drawn_with_a_ruler_never_counts_as_ink(drawing, signature: str) -> None:
    unsigned = draw_g28(CLIENT, LAWYER, Filling(client_signature=Pen.NONE))

    document = only(drawn_over(unsigned, page=3, draw=lambda canvas: drawing(canvas, CLIENT_BOX[0] + 6, 792 - CLIENT_BOX[3] + 3)))

    assert document.says("client.signature") == signature


def test_a_white_stroke_signs_nothing() -> None:
    def scribble(canvas) -> None:
        canvas.setStrokeColorRGB(1, 1, 1)
        x, y = CLIENT_BOX[0] + 8, 792 - CLIENT_BOX[3] + 4
        canvas.bezier(x, y, x + 20, y + 30, x + 30, y - 20, x + 60, y + 8)
        path = canvas.beginPath()
        path.moveTo(x, y)
        for step in range(4):
            path.curveTo(x + 10 + 20 * step, y + 20, x + 12 + 20 * step, y - 8, x + 20 + 20 * step, y + 6)
        canvas.drawPath(path)

    document = only(drawn_over(draw_g28(CLIENT, LAWYER, Filling(client_signature=Pen.NONE)), page=3, draw=scribble))

    assert document.says("client.signature") == "none"


def test_ink_over_a_typed_name_is_left_to_a_person() -> None:
    unsigned = draw_g28(CLIENT, LAWYER, Filling(client_signature=Pen.TYPED))

    document = only(annotated(unsigned, page=3, subtype="Ink", box=CLIENT_BOX))

    assert document.says("client.signature") == "unsure"


def test_ticks_and_roles_are_also_said_in_one_word() -> None:
    document = only(draw_g28(CLIENT, LAWYER, Filling(agency="uscis cbp", role="applicant", kind="accredited")))

    assert [key for key in ("agency.uscis", "agency.ice", "agency.cbp") if document.ticks(key)] == ["agency.uscis", "agency.cbp"]
    assert document.says("client.role") == "applicant"
    assert document.says("representative.kind") == "accredited"


def test_a_page_left_out_is_named_by_its_number_in_the_form() -> None:
    document = only(draw_g28(CLIENT, LAWYER, Filling(omitted_pages=(3,))))

    assert document.pages == (1, 2)
    assert document.missing_pages == (3,)
    assert document.mark("client.signature") is None


def test_pages_out_of_order_are_put_in_the_order_of_the_form() -> None:
    document = only(joined(draw_g28(CLIENT, LAWYER, Filling(flattened=True)), order=(3, 1, 2)))

    assert document.pages == (2, 3, 1)
    assert document.says("client.family_name") == CLIENT.family_name
    assert document.missing_pages == ()


def test_two_peoples_forms_in_one_file_are_two_documents() -> None:
    documents, findings = read(joined(draw_g28(person(1), LAWYER), draw_g28(person(2), LAWYER, Filling(client_signature=Pen.NONE))))

    assert [document.pages for document in documents] == [(1, 2, 3), (4, 5, 6)]
    assert [document.says("client.a_number") for document in documents] == [person(1).a_number, person(2).a_number]
    assert [document.says("client.signature") for document in documents] == ["ink", "none"]
    assert not findings


def test_a_form_behind_exhibits_is_found_and_every_page_lies_in_one_document() -> None:
    packet = joined(draw_exhibit("A letter about nothing.", pages=4), draw_g28(CLIENT, LAWYER), draw_exhibit("Another."))

    documents, _ = read(packet)

    assert [(document.form, document.pages) for document in documents] == [("other", (1, 2, 3, 4)), ("g-28", (5, 6, 7)), ("other", (8,))]


def test_a_form_printed_smaller_is_read_where_it_then_stands() -> None:
    flat = draw_g28(CLIENT, LAWYER, Filling(flattened=True))
    with pikepdf.open(BytesIO(flat)) as pdf:
        for page in pdf.pages:
            page.contents_add(b"q 0.9 0 0 0.9 30 40 cm", prepend=True)
            page.contents_add(b"Q")
        octets = BytesIO()
        pdf.save(octets)

    document = only(octets.getvalue())

    assert filled(document) == g28_values(CLIENT, LAWYER)
    assert document.says("client.signature") == "ink"


def test_the_court_form_is_known_by_its_own_name() -> None:
    document = only(draw_eoir28_like(CLIENT, LAWYER))

    assert (document.form, document.edition) == ("eoir-28", "sample-1")


def test_a_sample_is_nothing_but_a_finding_where_samples_are_not_accepted() -> None:
    documents, findings = read(draw_g28(CLIENT, LAWYER), accept_samples=False)

    assert [document.form for document in documents] == ["other"]
    assert [(finding.rule, finding.outcome) for finding in findings] == [("reading.sample", Outcome.MUST_FIX)]


def test_an_edition_nobody_knows_is_named_and_left_to_a_person() -> None:
    octets = draw_exhibit("Notice of Entry of Appearance", "as Attorney or Accredited Representative")
    later = drawn_over(octets, page=1, draw=lambda canvas: canvas.drawString(300, 30, "Form G-28   01/20/27"))

    documents, findings = read(later)

    assert [(document.form, document.edition, document.marks) for document in documents] == [("g-28", None, ())]
    assert [finding.rule for finding in findings] == ["reading.unknown-edition"]


def test_a_form_named_in_passing_is_not_that_form() -> None:
    document = only(draw_exhibit("Attach Form G-28 09/17/18, Notice of Entry of Appearance as Attorney or Accredited Representative."))

    assert document.form == "other"


def test_a_page_that_is_a_picture_is_other_and_a_person_is_asked() -> None:
    documents, findings = read(joined(draw_exhibit("Text."), draw_scan("Form G-28")))

    assert [(document.form, document.pages) for document in documents] == [("other", (1,)), ("other", (2,))]
    (finding,) = findings
    assert (finding.rule, finding.outcome, finding.page) == ("reading.image", Outcome.TO_CHECK, 2)
    assert "papers.pdf" in finding.message
    assert {language for language, *_ in finding.words} == {"en", "es"}


def test_letters_under_a_scan_do_not_make_its_signatures_known() -> None:
    flat = draw_g28(CLIENT, LAWYER, Filling(flattened=True))
    picture = Image.new("L", (200, 260), 250)

    documents, findings = read(drawn_over(flat, page=3, draw=lambda canvas: canvas.drawInlineImage(picture, 0, 0, 612, 792)))

    assert documents[0].says("client.signature") == "unsure"
    assert [finding.rule for finding in findings] == ["reading.image"]


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.PNG, FileKind.TIFF, FileKind.HEIC])
def test_a_picture_that_can_not_be_opened_must_be_sent_again(kind: FileKind) -> None:
    documents, findings = read(b"octets of a picture", kind=kind)

    assert documents == ()
    assert [(finding.rule, finding.outcome) for finding in findings] == [("reading.corrupt", Outcome.MUST_FIX)]


def test_a_photo_of_nothing_known_is_other_and_a_person_is_asked() -> None:
    photo = BytesIO()
    Image.effect_noise((400, 500), 60).save(photo, "PNG")

    documents, findings = read(photo.getvalue(), kind=FileKind.PNG)

    assert [document.form for document in documents] == ["other"]
    assert [finding.rule for finding in findings] == ["reading.image"]


def test_the_logo_of_a_mail_signature_is_passed_over() -> None:
    logo = opened(b"octets of a picture", kind=FileKind.PNG, decorative=True)

    assert read_files([logo], forms=forms(), accept_samples=True) == ((), ())


def test_files_packed_into_a_file_are_not_passed_over_in_silence() -> None:
    portfolio = BytesIO()
    with pikepdf.open(BytesIO(draw_exhibit("Open the files in this portfolio."))) as pdf:
        pdf.attachments["g28.pdf"] = draw_g28(CLIENT, LAWYER)
        pdf.save(portfolio)

    documents, findings = read(portfolio.getvalue())

    assert [document.form for document in documents] == ["other"]
    assert [(finding.rule, finding.outcome) for finding in findings] == [("reading.enclosed", Outcome.TO_CHECK)]


def test_a_file_that_needs_a_password_is_a_finding_with_a_cure() -> None:
    octets = BytesIO()
    with pikepdf.open(BytesIO(draw_exhibit("Secret."))) as pdf:
        pdf.save(octets, encryption=pikepdf.Encryption(user="made-up", owner="made-up"))

    documents, findings = read(octets.getvalue())

    assert documents == ()
    assert [(finding.rule, bool(finding.cure)) for finding in findings] == [("reading.encrypted", True)]


def test_encryption_without_a_password_is_no_obstacle() -> None:
    octets = BytesIO()
    with pikepdf.open(BytesIO(draw_g28(CLIENT, LAWYER))) as pdf:
        pdf.save(octets, encryption=pikepdf.Encryption(user="", owner="made-up"))

    assert only(octets.getvalue()).says("client.a_number") == CLIENT.a_number


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7 and nothing more", b"<html>not a PDF</html>", b"\x00" * 4096])
def test_octets_that_are_no_pdf_are_a_finding(octets: bytes) -> None:
    documents, findings = read(octets)

    assert documents == ()
    assert [finding.rule for finding in findings] == ["reading.corrupt"]


def test_a_truncated_file_gets_one_more_chance() -> None:
    whole = draw_g28(CLIENT, LAWYER, Filling(flattened=True))

    documents, findings = read(whole[:-200])

    assert [document.form for document in documents] == ["g-28"]
    assert documents[0].says("client.a_number") == CLIENT.a_number
    assert [(finding.rule, finding.outcome) for finding in findings] == [("reading.repaired", Outcome.TO_CHECK)]


@pytest.mark.parametrize("flattened", [False, True])
def test_a_waiver_form_is_read_item_by_item(flattened: bool) -> None:
    consent = Consent(flattened=flattened, perjury_statement=False)

    document = only(draw_waiver(CLIENT, HELPER, consent))

    assert (document.form, document.edition) == ("privacy-waiver", "sample-1")
    assert filled(document) == waiver_values(CLIENT, HELPER, consent)
    assert document.says("client.signature") == "ink"


@pytest.mark.parametrize("seed", range(6))
def test_a_waiver_letter_is_read_by_its_meaning(seed: int) -> None:
    client = person(seed)

    document = only(draw_waiver_letter(client, HELPER))

    assert (document.form, document.edition, document.says("client.signature")) == ("privacy-waiver", None, "ink")
    assert document.says("client.name") == client.full_name
    assert document.says("client.a_number") == client.a_number
    assert document.says("recipient.name") == HELPER.name
    assert document.says("recipient.organization") == HELPER.organization
    assert document.says("recipient.email") == HELPER.email
    assert "all records about my immigration case" in document.says("scope")
    assert document.ticks("perjury_statement")
    assert document.says("client.signature_date") == "10/05/2026"
    assert client.street in document.text


@pytest.mark.parametrize(("pen", "signature"), [(Pen.TYPED, "typed"), (Pen.IMAGE, "image"), (Pen.NONE, "none")])
def test_a_letter_that_nobody_signed_by_hand_says_so(pen: Pen, signature: str) -> None:
    document = only(draw_waiver_letter(CLIENT, HELPER, Consent(signature=pen, signed_on=date(2026, 9, 30))))

    assert document.says("client.signature") == signature


def test_the_official_waiver_is_known_by_title_and_footer_and_read_by_meaning() -> None:
    lines = (
        "Privacy Waiver Authorizing Disclosure to a Third Party",
        "Name of individual: Rosa Inventada",
        "Alien number: A912-345-678",
        "I authorize U.S. Immigration and Customs Enforcement to disclose information about me to the third party below.",
        "Name of third party: Teresa Inventada",
        "Signature:",
    )
    octets = drawn_over(draw_exhibit(*lines), page=1, draw=lambda canvas: canvas.drawString(300, 30, "ICE Form 60-001 (1/26)"))

    document = only(octets)

    assert (document.form, document.edition) == ("privacy-waiver", "60-001")
    assert (document.says("client.name"), document.says("client.a_number")) == ("Rosa Inventada", "912345678")
    assert (document.says("recipient.name"), document.says("client.signature")) == ("Teresa Inventada", "none")


def test_fields_of_a_waiver_without_a_known_layout_are_read_by_their_labels() -> None:
    def draw(canvas) -> None:
        for line, (label, value) in enumerate((("Name of third party", "Teresa Inventada"), ("Organization", "Casa Ejemplo"))):
            canvas.acroForm.textfield(name=f"f{line}", tooltip=label, value=value, x=200, y=400 - 30 * line, width=200, height=18)

    lines = ("Privacy Waiver", "I authorize ICE to release my records to the third party below.", "Signature:")
    octets = BytesIO()
    canvas = Canvas(octets, pagesize=(612, 792))
    for number, line in enumerate(lines):
        canvas.drawString(72, 730 - 20 * number, line)
    draw(canvas)
    canvas.save()

    document = only(octets.getvalue())

    assert document.says("recipient.organization") == "Casa Ejemplo"
    assert document.says("recipient.name") == "Teresa Inventada"


@pytest.mark.parametrize("seed", range(40))
def test_damaged_octets_never_raise(seed: int) -> None:
    chance = Random(seed)
    octets = bytearray(draw_g28(CLIENT, LAWYER, Filling(flattened=seed % 2 == 0)))
    for _ in range(chance.randint(1, 60)):
        octets[chance.randrange(len(octets))] = chance.randrange(256)

    documents, findings = read(bytes(octets))

    assert documents or findings


def test_a_waiver_among_exhibits_is_a_document_of_its_own() -> None:
    documents, _ = read(joined(draw_exhibit("One."), draw_waiver_letter(CLIENT, HELPER), draw_exhibit("Two.")))

    assert [(document.form, document.pages) for document in documents] == [("other", (1,)), ("privacy-waiver", (2,)), ("other", (3,))]


def test_signatures_have_a_confidence_for_every_value() -> None:
    document = only(draw_g28(CLIENT, LAWYER))

    found = {mark.value: mark.confidence for mark in document.marks if mark.kind == "signature"}

    assert set(found) <= set(Signature)
    assert all(0 < confidence <= 1 for confidence in found.values())


def test_files_of_other_kinds_hold_no_pages() -> None:
    notes = opened(b"plain words", name="notes.txt", kind=FileKind.TEXT)

    assert read_files([notes], forms=forms(), accept_samples=True) == ((), ())
