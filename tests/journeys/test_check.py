"""`pdinbox check` as a paralegal uses it on a mail before it is sent: what is said in words, as JSON and on the pages is the same."""

import cv2
import numpy as np
import pytest

from fixtures.mails import Attachment, Writer, write_mail
from fixtures.packs import zipped
from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.others import draw_exhibit
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from tests.builders import NOW
from tests.journeys.desk import Ran, pdinbox

RED = (9, 9, 181)
"""What must be fixed, as blue, green, red."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("filing")


@pytest.fixture(scope="module")
def mail(folder):
    """An unsigned form in a ZIP, an exhibit beside it."""
    client, lawyer = person(4), representative(4)
    form = draw_g28(client, lawyer, Filling(client_signature=Pen.TYPED))
    papers = (
        Attachment(name="filing.zip", octets=zipped({"forms/G-28.pdf": form})),
        Attachment(name="exhibit.pdf", octets=draw_exhibit("Photographs of the family.")),
    )
    writer = Writer(name=f"{lawyer.given_name} {lawyer.family_name}", email=lawyer.email)
    path = folder / "request.eml"
    path.write_bytes(write_mail(writer, to="pd@desk.example.org", subject="A request", text="Please see.", at=NOW, attachments=papers))
    return path


@pytest.fixture(scope="module")
def said(mail, folder) -> Ran:
    return pdinbox("check", "--accept-samples", "--images", str(folder / "pages"), str(mail))


@pytest.fixture(scope="module")
def found(mail, folder):
    return pdinbox("check", "--json", "--accept-samples", "--images", str(folder / "again"), str(mail)).lines[0]


def test_the_words_say_what_to_do_and_where(said):
    out = " ".join(said.out.split())

    assert said.status == 1, said.err
    assert "Verdict deficient" in out and "Must fix 1" in out
    assert "page 3 of G-28.pdf · Part 4 item 2.a: typed, not signed · box 1 in its image · g28.client-signature" in out


def test_the_json_names_the_same_finding_and_every_picture(found):
    (wrong,) = [finding for finding in found["findings"] if finding["outcome"] == "must_fix"]
    (form,) = [document for document in found["documents"] if document["form"] == "g-28"]

    assert (wrong["rule"], wrong["file"], wrong["page"]) == ("g28.client-signature", form["file"], 3)
    assert {(image["file"], image["page"]) for image in found["images"]} >= {(form["file"], page) for page in (1, 2, 3)}


def test_the_picture_marks_that_box_in_red_and_no_other_page_has_red(said, folder):
    red = {path.name: count_of(RED, cv2.imread(str(path))) for path in (folder / "pages").iterdir()}

    assert red["G-28-p3.png"] > 2000 and sum(red.values()) == red["G-28-p3.png"]


def test_the_same_file_is_drawn_the_same_twice(said, found, folder):
    pages = sorted(path.name for path in (folder / "pages").iterdir())

    assert pages == sorted(path.name for path in (folder / "again").iterdir())
    assert all((folder / "pages" / name).read_bytes() == (folder / "again" / name).read_bytes() for name in pages)


def count_of(colour: tuple[int, int, int], drawn: np.ndarray) -> int:
    return int(np.all(drawn == np.array(colour, np.uint8), axis=2).sum())
