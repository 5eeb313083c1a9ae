"""Which pages carry evidence, what is said on them, and the numbers of the boxes."""

from dataclasses import replace

from pdinbox.flows.evidence import box_number, evidence_pages
from pdinbox.model.document import Document, Mark, MarkKind, Part
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Finding, Outcome

NAME = (120.0, 200.0, 300.0, 218.0)
NUMBER = (120.0, 230.0, 300.0, 248.0)
PEN = (120.0, 400.0, 300.0, 418.0)


def a_mark(key: str, value: str | bool, **changes) -> Mark:
    facts = {"item": "Part 3 item 6.a", "kind": MarkKind.TEXT, "confidence": 0.99, "page": 27, "box": NAME}
    return Mark(key=key, value=value, **(facts | changes))


def a_form(*marks: Mark, **changes) -> Document:
    facts = {"form": "g-28", "edition": "2018-09-17", "file": "2", "file_name": "packet.pdf", "pages": (26, 27), "confidence": 0.99}
    return Document(marks=marks, **(facts | changes))


def a_file(path: str = "2", name: str = "packet.pdf") -> File:
    return File(path=path, name=name, kind=FileKind.PDF, size=1, digest="")


def a_finding(document: Document, outcome: Outcome = Outcome.MUST_FIX, **changes) -> Finding:
    facts = {"rule": "g28.client-signature", "message": "It is missing.", "file": "2", "page": 27, "box": PEN, "document": document.key}
    return Finding(outcome=outcome, **(facts | changes))


def pages(*documents: Document, findings: tuple[Finding, ...] = (), files: tuple[File, ...] = ()):
    return evidence_pages(documents, findings, files=files or (a_file(),))


def test_a_page_where_nothing_was_read_and_no_rule_points_to_is_not_shown():
    assert [view.page for view in pages(a_form(a_mark("client.family_name", "Escobar")))] == [27]


def test_empty_items_have_no_note_unless_a_rule_speaks_of_them():
    form = a_form(a_mark("client.family_name", ""), a_mark("client.signature", "none", kind=MarkKind.SIGNATURE, box=PEN))
    (view,) = pages(form, findings=(a_finding(form),))

    assert [(note.title, note.value, note.outcome) for note in view.notes] == [("Signature", "nobody signed", Outcome.MUST_FIX)]


def test_every_rule_about_one_box_stands_in_one_note_the_worst_first():
    form = a_form(a_mark("client.signature", "unsure", kind=MarkKind.SIGNATURE, box=PEN))
    (view,) = pages(form, findings=(a_finding(form, Outcome.PASSED), a_finding(form, Outcome.TO_CHECK)))
    (note,) = view.notes

    assert (note.outcome, note.tag) == (Outcome.TO_CHECK, "not certain: a person looks")
    assert [remark.outcome for remark in note.remarks] == [Outcome.TO_CHECK, Outcome.PASSED]


def test_numbers_follow_the_form_and_are_found_again_by_their_box():
    form = a_form(a_mark("client.family_name", "Escobar"), a_mark("client.a_number", "093508860", box=NUMBER))
    views = pages(form)

    assert [(note.number, note.value) for note in views[0].notes] == [(1, "Escobar"), (2, "A093-508-860")]
    assert box_number(views, file="2", page=27, box=NUMBER) == 2
    assert box_number(views, file="2", page=26, box=NUMBER) == box_number((), file="2", page=27, box=NUMBER) == 0


def test_what_is_said_of_the_whole_document_stands_on_its_first_page_without_a_number():
    form = a_form(a_mark("client.family_name", "Escobar"), missing_pages=(3, 4))
    first, _ = pages(form, findings=(a_finding(form, rule="g28.pages", page=26, box=None),))

    assert [(note.number, note.title, note.outcome) for note in first.notes] == [(0, "The whole document", Outcome.MUST_FIX)]


def test_a_page_is_named_by_its_number_in_the_form_though_others_are_missing():
    form = a_form(a_mark("client.family_name", "Escobar"), missing_pages=(1, 3))
    (view,) = pages(form)

    assert view.heading[1].endswith("page 4 of 4")


def test_a_box_that_no_item_has_is_shown_all_the_same():
    form = a_form(a_mark("client.family_name", "Escobar"))
    (view,) = pages(form, findings=(a_finding(form, box=(10.0, 10.0, 20.0, 20.0)),))

    assert [note.box for note in view.notes] == [NAME, (10.0, 10.0, 20.0, 20.0)]


def test_a_doubtful_value_says_its_confidence():
    (view,) = pages(a_form(a_mark("client.family_name", "Esc0bar", confidence=0.61)))

    assert view.notes[0].doubt == "confidence 0.61"


def test_pages_of_one_form_in_two_files_are_shown_under_their_own_files():
    marks = (a_mark("client.family_name", "Escobar"), a_mark("client.signature", "ink", kind=MarkKind.SIGNATURE, page=1, box=PEN, file="3"))
    parts = (Part(file="2", file_name="packet.pdf", pages=(26, 27)), Part(file="3", file_name="page3.jpg", pages=(1,)))
    views = pages(a_form(*marks, parts=parts), files=(a_file(), a_file("3", "page3.jpg")))

    assert [(view.file, view.page, view.heading) for view in views] == [
        ("2", 27, ("packet.pdf", "Page 27 of the file  ·  Form G-28, edition 09/17/18, page 2 of 3")),
        ("3", 1, ("page3.jpg", "Page 1 of the file  ·  Form G-28, edition 09/17/18, page 3 of 3")),
    ]


def test_a_rule_points_into_one_file_though_pages_of_others_have_the_same_number():
    parts = (
        Part(file="1", file_name="IMG_1.jpg", pages=(1,), of_form=(1,)),
        Part(file="2", file_name="IMG_2.jpg", pages=(1,), of_form=(2,)),
    )
    marks = (
        a_mark("representative.family_name", "Stein", page=1),
        a_mark("client.signature_date", "10/05/2026", page=1, file="2", box=PEN),
    )
    form = a_form(*marks, file="1", file_name="IMG_1.jpg", pages=(1,), parts=parts)
    first, second = pages(
        form,
        findings=(a_finding(form, Outcome.PASSED, file="1", page=1, box=NAME), a_finding(form, file="2", page=1, box=PEN)),
        files=(a_file("1", "IMG_1.jpg"), a_file("2", "IMG_2.jpg")),
    )

    assert [(note.title, note.outcome) for note in first.notes] == [("Family name", Outcome.PASSED)]
    assert [(note.title, note.outcome) for note in second.notes] == [("Date of signature", Outcome.MUST_FIX)]


def test_two_forms_on_one_sheet_share_its_picture_and_its_numbers():
    one = a_form(a_mark("client.family_name", "Escobar"), pages=(27,))
    other = replace(one, marks=(a_mark("client.family_name", "Diallo", box=PEN),))
    (view,) = pages(one, other)

    assert [(note.number, note.value) for note in view.notes] == [(1, "Escobar"), (2, "Diallo")]


def test_the_notes_of_a_letter_without_boxes_stand_by_whom_they_are_about():
    nowhere = (0.0, 0.0, 0.0, 0.0)
    keys = ("client.name", "recipient.name", "scope", "client.a_number")
    (view,) = pages(a_form(*(a_mark(key, "any", box=nowhere) for key in keys), form="privacy-waiver", edition=None))

    assert [note.group for note in view.notes] == ["client", "client", "recipient", "matter"]
    assert {(note.number, note.box) for note in view.notes} == {(0, None)}
