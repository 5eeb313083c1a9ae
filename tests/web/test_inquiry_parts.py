"""The pure parts of the inquiry's page: which papers in which order, where numbers stand, and the words for how sure and how late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.override import found_in
from pdinbox.flows.timing import begun
from pdinbox.inquiries.deadlines import stopped
from pdinbox.model.document import Document, Mark, MarkKind, Part
from pdinbox.model.file import File, FileKind, Trouble
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import State
from pdinbox.model.ledger import Event
from pdinbox.model.picture import Picture, PictureKind, place_of, upright
from pdinbox.model.plan import Join, Role
from pdinbox.web.inquiry.cards import cards_of, spots_on
from pdinbox.web.inquiry.sheets import papers_in, read_on
from pdinbox.web.inquiry.telling import history_of
from pdinbox.web.inquiry.words import confidence, due_of
from tests.builders import NOW, a_dossier, an_inquiry
from tests.journeys.rig import book

ZONE = "America/Chicago"
BOX = (100.0, 200.0, 300.0, 220.0)
MAIL = "ab" * 32


def a_file(path: str = "2", **changes) -> File:
    return replace(File(path=path, name=f"file {path}.pdf", kind=FileKind.PDF, size=9000, digest=path * 64), **changes)


def a_form(**changes) -> Document:
    made = Document(form="g-28", edition="sample-1", file="2", file_name="2.pdf", pages=(1, 2, 3), confidence=1.0, marks=())
    return replace(made, **changes)


def a_mail(*, digest: str = MAIL, role: Role = Role.OPENING, **parts) -> Event:
    dossier = a_dossier(digest=digest, **{"files": (a_file(),), "documents": (a_form(),), **parts})
    return Event(at=NOW, dossier=dossier, join=Join(message=digest, inquiry="PD-2026-000001-R", role=role))


def a_page(page: int = 3, **changes) -> Picture:
    made = Picture(message=MAIL, file="2", page=page, kind=PictureKind.PAGE, digest="d" * 64, area=(0.0, 0.0, 612.0, 792.0), pages=3)
    return replace(made, **changes)


def a_finding(**changes) -> Finding:
    made = Finding(rule="g28.signed", outcome=Outcome.MUST_FIX, message="No signature.", file="2", page=3, box=BOX, document=a_form().key)
    return replace(made, **changes)


# --- papers ----------------------------------------------------------------------------------------------------------------------


def test_forms_come_before_letters_and_letters_before_other_files():
    letter = a_form(form="other", edition=None, file="3", file_name="3.pdf", pages=(1,))
    files = (a_file("4"), a_file("3", name="letter.pdf"), a_file("2"))
    titles = [paper.title for paper in papers_in((a_mail(files=files, documents=(letter, a_form())),), ())]

    assert titles == ["Form G-28, edition sample-1", "letter.pdf", "file 4.pdf"]


def test_of_two_mails_the_newer_form_comes_first_and_each_says_its_mail():
    other = a_form(confidence=0.9, marks=(Mark(key="k", item="i", kind=MarkKind.TEXT, value="v", confidence=1.0, page=1, box=BOX),))
    papers = papers_in((a_mail(), a_mail(digest="cd" * 32, role=Role.FOLLOW_UP, documents=(other,))), ())

    assert [(paper.message[:2], paper.title[-8:]) for paper in papers] == [("cd", "(mail 2)"), ("ab", "(mail 1)")]


def test_the_very_same_paper_in_two_mails_is_shown_once():
    assert len(papers_in((a_mail(), a_mail(digest="cd" * 32, role=Role.FOLLOW_UP)), ())) == 1


def test_a_form_over_two_files_has_its_pages_in_the_order_of_the_form():
    parts = (Part(file="3", file_name="b.pdf", pages=(2,), of_form=(1,)), Part(file="2", file_name="a.pdf", pages=(1,), of_form=(2,)))
    (paper,) = papers_in((a_mail(files=(a_file(), a_file("3")), documents=(a_form(parts=parts, missing_pages=(3,)),)),), ())

    assert [(sheet.file, sheet.page, sheet.label) for sheet in paper.sheets] == [("3", 2, "page 1 of 2"), ("2", 1, "page 2 of 2")]
    assert paper.note == "page 3 of the form is missing"


def test_a_file_has_as_many_pages_as_were_counted_and_a_broken_one_says_so():
    broken = a_file("3", trouble=Trouble.ENCRYPTED)
    first, second = papers_in((a_mail(files=(a_file(), broken), documents=()),), (a_page(page=1, pages=84),))

    assert len(first.sheets) == 84
    assert (second.sheets, second.note) == ((), "It could not be opened: encrypted.")


def test_what_cannot_be_shown_is_no_paper():
    files = (a_file(kind=FileKind.ZIP), a_file("3", decorative=True))
    assert papers_in((a_mail(files=files, documents=()),), ()) == ()


def test_what_was_read_on_a_page_is_named_in_words():
    mark = Mark(key="client.family_name", item="Part 3", kind=MarkKind.TEXT, value="Ejemplo", confidence=1.0, page=2, box=BOX)
    (paper,) = papers_in((a_mail(documents=(a_form(marks=(mark, replace(mark, page=3, value="elsewhere"))),)),), ())

    assert [value for _, value in read_on(paper, paper.sheets[1])] == ["Ejemplo"]


# --- findings --------------------------------------------------------------------------------------------------------------------


def cards(*findings: Finding, pictures=()):
    mail = a_mail(findings=findings)
    assert mail.dossier
    papers = papers_in((mail,), pictures)
    return cards_of(found_in((mail.dossier,), ()), papers, pictures, dossiers=(mail.dossier,), policy=book().policy), papers


def test_a_card_knows_its_page_and_its_crop():
    crop = a_page(kind=PictureKind.CROP, place=place_of(BOX), area=(78.0, 180.0, 322.0, 240.0), digest="c" * 64)
    (card,), papers = cards(a_finding(), pictures=(a_page(), crop))

    assert (card.paper, card.page, card.crop) == (papers[0].id, 3, crop)
    assert card.mark == (22.0, 20.0, 222.0, 40.0)


def test_a_finding_about_no_page_has_no_place():
    (card,), _ = cards(a_finding(page=None, box=None, document=""))
    assert (card.paper, card.page, card.crop) == ("", 0, None)


def test_numbers_stand_outside_their_boxes_and_never_over_one_another():
    made, papers = cards(*(a_finding(rule=f"rule-{number}") for number in range(4)))
    spots = spots_on(made, papers[0], 3, a_page(), current=made[1].key)

    assert [spot.is_current for spot in spots] == [False, True, False, False]
    assert all(spot.x + 9 <= spot.box[0] or spot.y + 9 <= spot.box[1] for spot in spots)
    places = [(spot.x, spot.y) for spot in spots]
    assert all(abs(one[0] - two[0]) >= 18 or abs(one[1] - two[1]) >= 18 for one in places for two in places if one is not two)


def test_a_box_at_the_edge_of_the_page_has_its_number_above():
    made, papers = cards(a_finding(box=(2.0, 100.0, 50.0, 120.0)))
    (spot,) = spots_on(made, papers[0], 3, a_page(), current="")

    assert spot.x >= 9 and spot.y + 9 <= 100


@pytest.mark.parametrize(
    ("quarters", "size", "box"),
    [
        (0, (612, 792), (100, 200, 300, 220)),
        (1, (792, 612), (572, 100, 592, 300)),
        (2, (612, 792), (312, 572, 512, 592)),
        (3, (792, 612), (200, 312, 220, 512)),
    ],
)
def test_boxes_turn_with_the_page(quarters, size, box):
    assert upright(BOX, picture=a_page(quarters=quarters, area=(0.0, 0.0, *map(float, size)))) == pytest.approx(box)


@pytest.mark.parametrize(
    ("value", "words"), [(1.0, "Certain, 100\xa0%"), (0.97, "Likely, 97\xa0%"), (0.7, "Unsure, 70\xa0%"), (0.2, "Doubtful, 20\xa0%")]
)
def test_how_sure_is_said_in_words_with_the_number(value, words):
    assert confidence(a_finding(confidence=value)) == words


# --- time and history ------------------------------------------------------------------------------------------------------------


def due(inquiry, *, after: timedelta = timedelta()):
    return due_of(inquiry, now=NOW + after, zone=ZONE)


def test_deadlines_are_words_with_a_sign_and_what_they_count():
    fresh = begun(an_inquiry(), at=NOW, book=book())
    assert (due(fresh).icon, due(fresh).kind) == ("schedule", "") and "federal holidays off" in due(fresh).exact
    late = due(fresh, after=timedelta(days=60))
    assert (late.icon, late.kind) == ("warning", "overdue") and late.words.endswith("overdue")
    waiting = due(begun(an_inquiry(state=State.WAITING_FOR_DOCUMENTS), at=NOW, book=book()))
    assert waiting.icon == "pause" and waiting.words.startswith("Paused, waiting for sender")
    assert fresh.clock
    done = due(replace(fresh, clock=stopped(fresh.clock, at=NOW)))
    assert (done.icon, done.words) == ("check", "Settled in time")


def test_the_history_is_newest_first_and_of_one_kind_where_asked():
    mail = a_mail()
    lines = history_of((mail, replace(mail, at=NOW + timedelta(hours=1))))

    assert [line.at for line in lines] == [NOW + timedelta(hours=1), NOW]
    assert history_of((mail,), kind="letters") == () and len(history_of((mail,), kind="mails")) == 1
