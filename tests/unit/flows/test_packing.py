"""The packet as a PDF: what is shown stays shown, what could act is gone, and nothing of it is left to chance."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import docx
import numpy as np
import pikepdf
import pytest
from PIL import Image

from fixtures.papers.blanks import fill_blank
from fixtures.papers.g28 import Filling, draw_g28, g28_values
from fixtures.papers.others import draw_exhibit
from fixtures.papers.packing import as_heic, as_jpeg, as_tiff, has_heic_encoder
from fixtures.people import person, representative
from pdinbox.model.packet import PacketLimits, PacketPart, PartKind
from pdinbox.reading.pdf import opened_pdf
from tests.faults.papers import bombs, broken
from tests.servers.need import shared
from tests.unit.flows.packets import a_mail, a_packet, a_run, bookmarks, files_of, names_in, packed, packet_of_files, text_of
from tests.unit.reading.opened import form
from tests.unit.reading.scanned import scans

FORM = draw_g28(person(1), representative(1))
EXHIBIT = draw_exhibit("Photographs of the family.", pages=2)
ACTING = {"/JS", "/JavaScript", "/Launch", "/AA", "/OpenAction", "/AcroForm", "/XFA", "/Annots", "/URI", "/SubmitForm"}


def drawn(octets: bytes, page: int, *, dpi: float = 60) -> np.ndarray:
    with opened_pdf(octets) as pdf, pdf.page(page) as opened:
        return np.rot90(opened.picture(dpi), -opened.quarters)


def ink_of_family_name(page: np.ndarray) -> int:
    """Dark dots within the first field of the form."""
    high, wide = page.shape
    return int((page[round(high * 0.162) : round(high * 0.178), round(wide * 0.449) : round(wide * 0.6)] < 150).sum())


def a_pdf(*contents: bytes, **root: object) -> bytes:
    """A page for each content, with more in the root of the file."""
    with pikepdf.new() as pdf:
        for content in contents:
            page = pdf.add_blank_page(page_size=(612, 792))
            page.obj.Contents = pdf.make_stream(content)
            page.obj.Resources = pikepdf.Dictionary(
                Font=pikepdf.Dictionary(
                    F=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
                )
            )
        for key, value in root.items():
            pdf.Root[f"/{key}"] = value
        octets = BytesIO()
        pdf.save(octets)
    return octets.getvalue()


def words(text: str, *, at: tuple[int, int] = (72, 700)) -> bytes:
    return b"BT /F 24 Tf %d %d Td (%s) Tj ET" % (*at, text.encode())


def test_the_same_packet_is_the_same_octets():
    one, other = (packet_of_files(form_pdf=FORM, photo_jpg=as_jpeg(scans(1)[0].image), note_txt=b"Some words.") for _ in range(2))

    assert one.octets == other.octets and one.digest == sha256(one.octets).hexdigest()
    assert one == other


def test_cover_mail_and_files_stand_in_order_with_bookmarks():
    bound = packet_of_files(form_pdf=FORM, exhibit_pdf=EXHIBIT)

    assert [(part.title, part.first, part.last) for part in bound.parts] == [
        ("Mail 1: a request", 2, 2),
        ("form.pdf", 3, 5),
        ("exhibit.pdf", 6, 7),
    ]
    assert bookmarks(bound) == [
        ("Cover sheet", []),
        ("Mails", ["Mail 1: a request"]),
        ("Other attachments", ["form.pdf", "exhibit.pdf"]),
    ]
    assert bound.pages == 7


def test_every_page_says_the_inquiry_and_which_page_of_the_packet_it_is():
    bound = packet_of_files(form_pdf=FORM, photo_jpg=as_jpeg(scans(1)[0].image), note_txt=b"Some words.")

    for page in range(1, bound.pages + 1):
        text = text_of(bound, page)
        assert "PD-2026-000001-R" in text and f"packet page {page} of {bound.pages}" in text
    assert "part 2 · form.pdf, page 2" in text_of(bound, 4)


def test_the_cover_names_what_is_open_and_every_original_by_digest():
    text = text_of(packet_of_files(form_pdf=FORM), 1)

    assert "Ana Ejemplo" in text and "The client's signature is missing." in text
    assert sha256(FORM).hexdigest() in text


def test_a_form_is_pressed_flat_and_looks_as_it_did():
    bound = packet_of_files(form_pdf=FORM)
    text = text_of(bound, 3)

    assert representative(1).family_name in text
    assert not names_in(bound) & ACTING
    before, after = drawn(FORM, 1), drawn(bound.octets, 3)
    # the page is a little smaller in the packet: as much ink, within a tenth
    assert (255 - after).mean() == pytest.approx((255 - before).mean(), rel=0.1)


@pytest.mark.parametrize(
    "octets",
    [
        broken.with_script(FORM, "app.launchURL('http://example.org')"),
        broken.with_files_inside(FORM, depth=2),
        a_pdf(words("Open me"), OpenAction=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")),
        a_pdf(words("Open me"), AcroForm=pikepdf.Dictionary(XFA=pikepdf.String("<xfa/>"), Fields=pikepdf.Array())),
    ],
    ids=["script", "files within", "launch", "dynamic form"],
)
def test_what_could_act_is_gone_and_its_original_is_not_enclosed(octets: bytes):
    bound = packet_of_files(form_pdf=octets)

    assert not names_in(bound) & (ACTING | {"/EmbeddedFiles", "/EF", "/Filespec"})
    assert bound.enclosed == ()
    assert bound.parts[1].note == ""


def test_a_link_is_gone_and_its_words_stay():
    with pikepdf.open(BytesIO(a_pdf(words("Read more")))) as pdf:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://example.org/track")
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([72, 690, 200, 720]), A=action)
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([link]))
        octets = BytesIO()
        pdf.save(octets)
    bound = packet_of_files(page_pdf=octets.getvalue())

    assert "Read more" in text_of(bound, 3) and b"example.org/track" not in bound.octets
    assert not names_in(bound) & ACTING


def test_a_layer_that_is_hidden_stays_hidden():
    with pikepdf.open(BytesIO(a_pdf(words("Seen") + b" /OC /L BDC " + words("Unseen", at=(72, 400)) + b" EMC"))) as pdf:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="layer"))
        pdf.pages[0].Resources.Properties = pikepdf.Dictionary(L=layer)
        off = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=off)
        octets = BytesIO()
        pdf.save(octets)
    page = drawn(packet_of_files(layers_pdf=octets.getvalue()).octets, 3)

    high = page.shape[0]
    assert page[: high // 3].min() < 100
    assert page[high * 2 // 5 : high * 4 // 5].min() > 200


def test_fields_that_only_a_viewer_draws_stay_to_be_seen():
    with pikepdf.open(BytesIO(FORM)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if "/AP" in field and field.get("/FT") == "/Tx":
                del field["/AP"]
        pdf.Root.AcroForm.NeedAppearances = True
        octets = BytesIO()
        pdf.save(octets)
    empty = draw_g28(person(1), representative(1), Filling(overrides=(("representative.family_name", ""),)))
    after = drawn(packet_of_files(form_pdf=octets.getvalue()).octets, 3)

    assert ink_of_family_name(after) > 2 * ink_of_family_name(drawn(packet_of_files(form_pdf=empty).octets, 3))


def test_a_file_that_can_not_be_shown_is_a_sheet_that_says_so():
    bound = packet_of_files(locked_pdf=broken.locked(FORM), form_pdf=FORM)

    assert [part.note for part in bound.parts] == ["", "not shown: a sheet says why", ""]
    sheet = text_of(bound, 3)
    assert "locked.pdf" in sheet and "It needs a password." in sheet


@pytest.mark.parametrize(
    ("name", "octets", "reason"),
    [
        ("garbage_pdf", broken.garbage(), "damaged"),
        ("loop_pdf", broken.page_tree_loop(), "damaged"),
        ("many_pdf", bombs.many_pages(), "more than 1,500 pages"),
        ("huge_png", bombs.huge_png(), "more pixels"),
        ("huge_pdf", bombs.huge_picture_page(), "million pixels"),
    ],
)
def test_a_broken_or_endless_file_is_a_sheet_with_the_reason(name: str, octets: bytes, reason: str):
    assert reason in text_of(packet_of_files(**{name: octets}), 3)


def test_a_broken_file_is_named_with_its_digest():
    octets = broken.page_tree_loop()

    assert sha256(octets).hexdigest() in text_of(packet_of_files(loop_pdf=octets), 3)


def test_a_picture_keeps_its_colours_and_nothing_else_of_its_file():
    picture = Image.new("RGB", (900, 600), (200, 30, 30))
    exif = picture.getexif()
    exif[0x010E] = "taken at home"
    octets = BytesIO()
    picture.save(octets, "JPEG", exif=exif)
    bound = packet_of_files(limits=PacketLimits(enclosed_octets=0), photo_jpg=octets.getvalue())

    with pikepdf.open(BytesIO(bound.octets)) as pdf:
        (image,) = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Filter") == "/DCTDecode"]
        red, green, blue = Image.open(BytesIO(image.read_raw_bytes())).getpixel((5, 5))
    assert red > 180 and max(green, blue) < 60
    assert b"taken at home" not in bound.octets


def test_every_page_of_a_fax_is_a_page_and_stays_small():
    tiff = as_tiff(scans(1))
    bound = packet_of_files(fax_tif=tiff)

    assert (bound.parts[1].first, bound.parts[1].last) == (3, 5)


def test_a_lying_page_lies_in_the_packet():
    octets = BytesIO()
    Image.new("L", (1200, 600), 90).save(octets, "PNG")
    with pikepdf.open(BytesIO(packet_of_files(plan_png=octets.getvalue()).octets)) as pdf:
        sizes = [(float(page.mediabox[2]), float(page.mediabox[3])) for page in pdf.pages]

    assert sizes == [(612, 792), (612, 792), (792, 612)]


def test_a_turned_page_is_upright():
    with pikepdf.open(BytesIO(a_pdf(words("Top")))) as pdf:
        pdf.pages[0].Rotate = 180
        octets = BytesIO()
        pdf.save(octets)
    page = drawn(packet_of_files(turned_pdf=octets.getvalue()).octets, 3)

    ink = np.argwhere(page[: page.shape[0] * 9 // 10] < 100)
    assert ink[:, 0].mean() > page.shape[0] / 2


@pytest.mark.skipif(not has_heic_encoder(), reason="no encoder for HEIC here")
def test_a_photo_of_a_phone_is_a_page():
    assert packet_of_files(photo_heic=as_heic(scans(1)[0].image)).parts[1].note == ""


def test_words_of_text_and_web_pages_and_word_processors_are_pages():
    word, octets = docx.Document(), BytesIO()
    word.add_paragraph("Words of a document.")
    word.save(octets)
    bound = packet_of_files(
        a_txt="Año nuevo".encode(), b_html=b"<html><body><p>Words <b>of</b> a page</p></body></html>", c_docx=octets.getvalue()
    )

    assert "Año nuevo" in text_of(bound, 3)
    assert "Words of a page" in text_of(bound, 4)
    assert "Words of a document." in text_of(bound, 5)


def test_the_pictures_of_a_word_processors_file_stand_behind_its_words():
    word, picture, octets = docx.Document(), BytesIO(), BytesIO()
    word.add_paragraph("See the form below.")
    Image.new("RGB", (600, 800), (90, 90, 90)).save(picture, "PNG")
    word.add_picture(picture)
    word.save(octets)
    bound = packet_of_files(letter_docx=octets.getvalue())

    assert (bound.parts[1].first, bound.parts[1].last) == (3, 4)
    assert "pictures stand behind" in bound.parts[1].note


def test_words_in_other_scripts_are_shown_and_those_that_can_not_be_are_counted():
    bound = packet_of_files(a_txt="Привет, мир".encode(), b_txt="مرحبا".encode())

    assert drawn(bound.octets, 3)[50:150].min() < 120
    assert "can not be printed here" in text_of(bound, 4)


def test_what_does_not_fit_is_left_out_with_a_line_and_forms_are_kept_first():
    noise = np.random.default_rng(1).integers(0, 255, (1500, 1100, 3), np.uint8)
    mail = a_mail({"photo.jpg": as_jpeg(noise), "form.pdf": FORM})
    photo, form = files_of(mail)
    parts = (
        PacketPart(kind=PartKind.FORM, title="Form G-28", runs=(a_run(form, mail=mail),)),
        PacketPart(kind=PartKind.FILE, title="photo.jpg", runs=(a_run(photo, mail=mail),)),
    )
    bound = packed(mail, a_packet(mail, *parts, limits=PacketLimits(octets=400_000)))

    assert [(part.title, part.first > 0) for part in bound.parts] == [
        ("Mail 1: a request", True),
        ("Form G-28", True),
        ("photo.jpg", False),
    ]
    assert len(bound.octets) <= 400_000
    assert "Left out" in text_of(bound, 1) and "photo.jpg" in text_of(bound, 1)


def test_pages_of_a_form_stand_once_and_the_rest_of_its_file_behind():
    mail = a_mail({"filing.pdf": draw_exhibit("Exhibit.", pages=5)})
    (file,) = files_of(mail)
    parts = (
        PacketPart(kind=PartKind.FORM, title="form", runs=(a_run(file, mail=mail, pages=(4, 3)),)),
        PacketPart(kind=PartKind.FILE, title="rest", runs=(a_run(file, mail=mail, without=(3, 4)),)),
    )
    bound = packed(mail, a_packet(mail, *parts))

    assert [text_of(bound, page).rpartition("filing.pdf, ")[2].split(" packet")[0] for page in range(3, 8)] == [
        "page 4",
        "page 3",
        "page 1",
        "page 2",
        "page 5",
    ]


def test_a_file_that_is_all_form_is_no_part_of_its_own():
    mail = a_mail({"form.pdf": FORM})
    (file,) = files_of(mail)
    part = PacketPart(kind=PartKind.FILE, title="rest", runs=(a_run(file, mail=mail, without=(1, 2, 3)),))

    assert [one.title for one in packed(mail, a_packet(mail, part)).parts] == ["Mail 1: a request"]


def test_small_harmless_originals_are_enclosed_as_they_came():
    bound = packet_of_files(exhibit_pdf=EXHIBIT, note_txt=b"Some words.")

    assert set(bound.enclosed) == {sha256(EXHIBIT).hexdigest(), sha256(b"Some words.").hexdigest()}
    with pikepdf.open(BytesIO(bound.octets)) as pdf:
        assert {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments} == {
            "01-exhibit.pdf": EXHIBIT,
            "02-note.txt": b"Some words.",
        }


def test_a_sender_can_not_choose_how_an_enclosed_file_ends():
    mail = a_mail({"invoice.exe": EXHIBIT})
    bound = packed(mail, a_packet(mail))

    with pikepdf.open(BytesIO(bound.octets)) as pdf:
        assert list(pdf.attachments) == ["01-invoice.pdf"]


def test_the_file_has_a_title_a_language_and_no_date():
    with pikepdf.open(BytesIO(packet_of_files(form_pdf=FORM).octets)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Inquiry PD-2026-000001-R: packet"
        assert not {"/CreationDate", "/ModDate", "/Author"} & set(pdf.docinfo.keys())
        assert str(pdf.Root.Lang) == "en-US"


def test_several_files_with_a_trouble_are_listed_together():
    mail = a_mail({"a.bin": b"\x00\x01\x02", "b.bin": b"\x00\x03\x04"})
    runs = tuple(a_run(file, mail=mail, trouble="It is of no kind that the desk knows.") for file in files_of(mail))
    bound = packed(mail, a_packet(mail, PacketPart(kind=PartKind.FILE, title="2 files that are not shown", runs=runs)))

    assert "a.bin" in text_of(bound, 3) and runs[1].digest in text_of(bound, 3)
    assert bound.pages == 3


def test_a_file_that_is_not_in_the_kept_mail_is_a_sheet():
    mail = a_mail({"form.pdf": FORM})
    run = replace(a_run(files_of(mail)[0], mail=mail), file="9")
    bound = packed(mail, a_packet(mail, PacketPart(kind=PartKind.FILE, title="gone", runs=(run,))))

    assert "not found in the kept mail" in text_of(bound, 3)


def test_a_filled_official_form_stays_print_with_every_value():
    someone, lawyer = person(11), representative(12)
    filled = fill_blank(form("g-28", "2018-09-17"), shared("forms", "g-28_2018-09-17_blank.pdf"), g28_values(someone, lawyer))
    bound = packet_of_files(form_pdf=filled)

    said = " ".join(text_of(bound, page) for page in range(3, 7))
    assert all(value in said for value in (lawyer.family_name, lawyer.bar_number, someone.family_name, someone.street))
    assert not names_in(bound) & ACTING


def test_a_page_that_would_lose_a_value_when_pressed_is_taken_as_a_picture():
    """pdfium's flattening loses a value of this one."""
    octets = shared("forms", "g-28_2018-09-17_example_unsigned.pdf").read_bytes()
    bound = packet_of_files(form_pdf=octets)

    assert ["Department" in text_of(bound, page) or "Part" in text_of(bound, page) for page in range(3, 7)] == [True, False, True, True]
    before, after = drawn(octets, 2, dpi=150), drawn(bound.octets, 4, dpi=150)
    assert (255 - after).mean() == pytest.approx((255 - before).mean(), rel=0.15)
