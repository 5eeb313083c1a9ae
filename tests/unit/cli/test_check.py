"""`check` for a person: one screen in words, page images, standard input, and a file that is no form."""

import json

import cv2
import pytest
from typer.testing import CliRunner

from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.others import draw_exhibit
from fixtures.papers.pens import Pen
from fixtures.papers.waiver import Consent, Recipient, draw_waiver, write_waiver_letter
from fixtures.people import person, representative
from pdinbox.cli.main import app
from tests.unit.cli.typed import typed

RECIPIENT = Recipient(name="Victor Mbeki", organization="Mbeki & Partners", email="victor@mbekipartners.example.com")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("papers")
    client, lawyer = person(1), representative(1)
    (made / "unsigned.pdf").write_bytes(draw_g28(client, lawyer, Filling(client_signature=Pen.NONE)))
    (made / "Ünsigned form (2).pdf").write_bytes(draw_g28(client, lawyer, Filling(client_signature=Pen.NONE)))
    (made / "waiver.pdf").write_bytes(draw_waiver(client, RECIPIENT, Consent(signature=Pen.TYPED)))
    (made / "letter.docx").write_bytes(write_waiver_letter(client, RECIPIENT))
    (made / "exhibit.pdf").write_bytes(draw_exhibit("Photographs of the family.", pages=3))
    return made


@pytest.fixture(scope="module")
def drawn(folder, tmp_path_factory):
    """The unsigned form with its pictures: what was said, and the folder."""
    pictures = tmp_path_factory.mktemp("pictures") / "new" / "folder"
    return typed("check", "--accept-samples", folder / "unsigned.pdf", "--images", pictures), pictures


def test_the_usual_case_is_one_screen(folder):
    out = typed("check", "--accept-samples", folder / "unsigned.pdf").out

    assert len(out.splitlines()) <= 40 and "REPRESENTATIVE" in out


def test_items_are_said_in_words_with_their_printed_number(folder):
    out = " ".join(typed("check", "--accept-samples", folder / "unsigned.pdf").out.split())

    assert "Part 3 6.a family name Tzoc" in out and "client: nobody signed (page 3, Part 4 item 2.a)" in out
    assert "page 3 · Part 4 item 2.a: nobody signed · g28.client-signature · 8 CFR 292.4(a)" in out
    assert "items empty; --all" in out and "Part 3 8" not in out


def test_all_lists_every_item_with_kind_confidence_and_box(folder):
    said = typed("check", "--all", "--accept-samples", folder / "unsigned.pdf").out

    assert "270 170 558 187" in said and "items empty" not in said and "The G-28 is the edition in force." in said


def test_a_typed_name_is_no_signature_in_words_too(folder):
    assert "typed, not signed" in typed("check", "--accept-samples", folder / "waiver.pdf").out


def test_a_file_that_is_no_form_says_so_and_ends_with_status_1(folder):
    said = typed("check", folder / "exhibit.pdf")
    found = json.loads(typed("check", "--json", folder / "exhibit.pdf").out)

    assert said.status == 1 and "No Form G-28 and no privacy waiver was found in it." in said.out
    assert [finding["rule"] for finding in found["findings"]] == ["no-representation"] == found["verdict"]["because"]


def test_several_files_end_with_one_line_each(folder):
    last = typed("check", "--accept-samples", folder / "unsigned.pdf", folder / "exhibit.pdf").out.split("All files")[1]

    assert [line.split()[0] for line in last.splitlines() if line.strip()] == ["deficient", "unverified"]


def test_every_page_with_evidence_is_written_and_named(drawn):
    said, pictures = drawn

    assert said.status == 1 and sorted(path.name for path in pictures.iterdir()) == [f"unsigned-p{page}.png" for page in (1, 2, 3)]
    assert "unsigned-p3.png" in said.out and "box 1 in its image" in " ".join(said.out.split())
    assert cv2.imread(str(pictures / "unsigned-p3.png")).shape[1] > 1500


def test_pictures_of_an_earlier_run_are_replaced_and_nothing_else_is_touched(folder, tmp_path):
    (tmp_path / "unsigned-p3.png").write_bytes(b"old")
    (tmp_path / "notes.txt").write_text("mine")
    typed("check", "--accept-samples", folder / "unsigned.pdf", "--images", tmp_path)

    assert (tmp_path / "unsigned-p3.png").read_bytes().startswith(b"\x89PNG") and (tmp_path / "notes.txt").read_text() == "mine"


def test_a_link_of_that_name_is_replaced_and_not_followed(folder, tmp_path):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (tmp_path / "precious").write_text("mine")
    (pictures / "unsigned-p3.png").symlink_to(tmp_path / "precious")
    typed("check", "--accept-samples", folder / "unsigned.pdf", "--images", pictures)

    assert (tmp_path / "precious").read_text() == "mine" and not (pictures / "unsigned-p3.png").is_symlink()


def test_names_are_made_safe_and_files_of_one_name_keep_apart(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "unsigned.pdf").write_bytes((folder / "unsigned.pdf").read_bytes())
    files = (folder / "unsigned.pdf", other / "unsigned.pdf", folder / "Ünsigned form (2).pdf")
    printed = typed("check", "--json", "--accept-samples", *files, "--images", tmp_path / "pictures").out
    names = [image["path"].rsplit("/", 1)[1] for line in printed.splitlines() for image in json.loads(line)["images"]]

    assert len(set(names)) == 9 and {"unsigned-p1.png", "unsigned-2-p1.png", "Ünsigned_form_2-p1.png"} <= set(names)


def test_a_text_that_has_no_page_to_draw_is_named(folder, tmp_path):
    said = typed("check", folder / "letter.docx", "--images", tmp_path)

    assert "Not drawn: letter.docx, page 1" in said.err and list(tmp_path.iterdir()) == []


def test_a_folder_for_images_that_can_not_be_made_is_not_understood(folder):
    said = typed("check", folder / "unsigned.pdf", "--images", folder / "unsigned.pdf" / "below")

    assert (said.status, said.out) == (2, "") and "Can not be written" in said.err


def test_standard_input_is_a_file_like_any_other(folder):
    done = CliRunner().invoke(app, ["check", "--json", "--accept-samples", "-"], input=(folder / "unsigned.pdf").read_bytes())
    found = json.loads(done.stdout)

    assert (done.exit_code, found["file"], found["verdict"]["outcome"]) == (1, "-", "deficient")


def test_standard_input_is_named_once(folder):
    said = typed("check", "-", "-")

    assert said.status == 2 and "once only" in said.err
