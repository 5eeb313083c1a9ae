"""Which pages are drawn before anybody asks: what a reviewer will look at, and no more than the cap."""

from dataclasses import replace

from pdinbox.flows.picture_plan import PicturePlan, page_wanted, pictures_wanted, wants_pictures
from pdinbox.model.document import Document
from pdinbox.model.file import File, FileKind, Trouble
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.picture import FileWish
from tests.builders import a_dossier

PLAN = PicturePlan()
BOX = (10.0, 20.0, 30.0, 40.0)


def a_file(path: str = "2", **changes) -> File:
    return replace(File(path=path, name=f"{path}.pdf", kind=FileKind.PDF, size=9, digest="f" * 64), **changes)


def a_document(**changes) -> Document:
    made = Document(form="g-28", edition=None, file="2", file_name="2.pdf", pages=(5, 6), confidence=1.0, marks=())
    return replace(made, **changes)


def a_finding(outcome: Outcome = Outcome.MUST_FIX, **changes) -> Finding:
    return replace(Finding(rule="g28.signed", outcome=outcome, message="No signature.", file="2", page=6, box=BOX), **changes)


def wanted(*findings: Finding, plan: PicturePlan = PLAN, **changes) -> tuple[FileWish, ...]:
    parts = {"files": (a_file(),), "documents": (a_document(),), "findings": findings, **changes}
    return pictures_wanted(a_dossier(**parts), plan=plan)


def test_the_pages_of_a_recognised_document_are_drawn_with_the_places_of_findings():
    assert wanted(a_finding()) == (FileWish(file="2", pages=(5, 6), boxes=((6, BOX),)),)


def test_a_finding_without_a_file_is_on_its_documents_file():
    assert wanted(a_finding(file=None, document=a_document().key))[0].boxes == ((6, BOX),)


def test_of_a_file_in_which_nothing_was_recognised_the_first_pages_are_drawn():
    assert wanted(documents=()) == (FileWish(file="2", first=3),)


def test_a_filing_of_many_pages_costs_no_more_than_the_cap_and_what_is_open_comes_first():
    letter = a_document(form="other", pages=tuple(range(1, 201)))
    wishes = wanted(a_finding(page=150), documents=(letter,), files=(a_file(), a_file("3")), plan=PicturePlan(most_pages=10))

    assert [wish.pages for wish in wishes] == [(*range(1, 10), 150)]


def test_forms_come_before_letters():
    letter = a_document(form="other", pages=tuple(range(1, 5)))
    assert wanted(documents=(letter, a_document()), plan=PicturePlan(most_pages=3))[0].pages == (1, 5, 6)


def test_first_pages_share_the_cap():
    files = tuple(a_file(str(number)) for number in range(1, 5))
    firsts = [wish.first for wish in wanted(documents=(), files=files, plan=PicturePlan(most_pages=7))]

    assert firsts == [3, 3, 1]


def test_what_can_not_be_shown_is_left_out():
    locked, logo, archive = a_file(trouble=Trouble.ENCRYPTED), a_file(decorative=True), a_file(kind=FileKind.ZIP)

    assert wanted(a_finding(), files=(locked, logo, archive)) == ()
    assert not wants_pictures(a_dossier(files=(locked, logo, archive)))
    assert wants_pictures(a_dossier(files=(a_file(kind=FileKind.DOCX),)))


def test_a_box_without_extent_makes_no_crop_and_the_same_place_only_one():
    assert wanted(a_finding(box=(5.0, 5.0, 5.0, 9.0)))[0].boxes == ()
    assert wanted(a_finding(), a_finding(rule="another"))[0].boxes == ((6, BOX),)


def test_a_page_is_drawn_on_demand_only_where_the_mail_has_such_a_file():
    dossier = a_dossier(files=(a_file(),), documents=(a_document(),), findings=(a_finding(),))

    assert page_wanted(dossier, file="2", page=6, plan=PLAN) == (FileWish(file="2", pages=(6,), boxes=((6, BOX),)),)
    assert page_wanted(dossier, file="9", page=6, plan=PLAN) == ()
    assert page_wanted(dossier, file="2", page=0, plan=PLAN) == ()
