"""Pieces of forms: what belongs together is put together, and nothing else."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fixtures.papers.g28 import draw_g28
from fixtures.people import person, representative
from pdinbox.checks.registry import check
from pdinbox.model.document import Absence, Document, Mark, MarkKind, Part
from pdinbox.reading.derived import derived
from pdinbox.reading.initials import read_of, reads_as
from pdinbox.reading.read import read_files
from pdinbox.reading.whole import absences, joined
from tests.unit.policy.rulebook import policy
from tests.unit.reading.joined import joined as pdf_of
from tests.unit.reading.opened import Opened, form, forms, opened

G28 = form("g-28", "2018-09-17")
SAID = {
    "representative.family_name": "Ortega",
    "eligibility.attorney": True,
    "agency.ice": True,
    "role.respondent": True,
    "client.family_name": "Ejemplo",
    "client.a_number": "012345678",
    "client.signature": "ink",
    "client.signature_date": "11/02/2026",
    "representative.signature": "ink",
}
EMPTY = {MarkKind.TEXT: "", MarkKind.TICK: False, MarkKind.SIGNATURE: "none"}


def piece(pages, *, file, said=None, confidence=0.95, place=1):
    """The pages of a G-28 that one file holds, from page `place` of the file on."""
    values = {**SAID, **(said or {})}
    marks = tuple(
        Mark(
            key=item.key, item=item.item, kind=item.kind, value=values.get(item.key, EMPTY[item.kind]), confidence=confidence,
            page=place + pages.index(item.page), box=item.box,
        )
        for item in G28.items
        if item.page in pages
    )  # fmt: skip
    missing = tuple(page for page in (1, 2, 3, 4) if page not in pages)
    return Document(
        form=G28.name, edition=G28.edition, file=file, file_name=f"{file}.jpg", pages=tuple(range(place, place + len(pages))),
        confidence=confidence, marks=(*marks, *derived(marks)), missing_pages=missing, absent=absences(G28, missing),
    )  # fmt: skip


def sheets(documents):
    return sorted(
        (part.file, page)
        for document in documents
        for part in (document.parts or (Part(file=document.file, file_name="", pages=document.pages),))
        for page in part.pages
    )


@pytest.mark.parametrize("order", list(permutations((1, 2, 3, 4))), ids=str)
def test_four_photos_of_one_form_are_one_form_whatever_their_order(order):
    (whole,) = joined([piece((page,), file=str(page)) for page in order])

    assert (whole.missing_pages, whole.file, whole.pages) == ((), "1", (1,))
    assert [(part.file, part.of_form) for part in whole.parts] == [("1", (1,)), ("2", (2,)), ("3", (3,)), ("4", (4,))]
    assert {mark.key: mark.value for mark in whole.marks if mark.value not in ("", False, "none")} == {
        **SAID, "client.role": "respondent", "representative.kind": "attorney",
    }  # fmt: skip
    assert (whole.mark("client.signature").file, whole.mark("eligibility.attorney").file) == ("3", "")
    assert whole.mark("client.role").file == "2"


@pytest.mark.parametrize("is_first", [True, False])
def test_the_signed_page_may_be_a_file_of_its_own(is_first):
    rest, page_3 = piece((1, 2, 4), file="form", place=5), piece((3,), file="scan")

    (whole,) = joined([page_3, rest] if is_first else [rest, page_3])

    assert [(part.file, part.pages) for part in whole.parts] == [("form", (5, 6)), ("scan", (1,)), ("form", (7,))]
    assert (whole.file, whole.pages, whole.missing_pages, whole.absent) == ("form", (5, 6, 7), (), ())
    assert (whole.mark("client.signature").file, whole.mark("client.signature").page) == ("scan", 1)


def test_what_is_still_missing_is_said_with_what_it_carries():
    (whole,) = joined([piece((1, 4), file="a"), piece((2,), file="b")])

    assert whole.missing_pages == (3,)
    assert whole.absent == absences(G28, (3,))
    assert {"client.signature", "representative.signature"} <= set(whole.absent[0].keys)


def test_the_document_stands_where_its_first_piece_stood():
    letter = Document(form="other", edition=None, file="0", file_name="letter.pdf", pages=(1,), confidence=0.9, marks=())

    documents = joined([piece((1, 2), file="a"), letter, piece((3, 4), file="b")])

    assert [document.form for document in documents] == ["g-28", "other"]


def test_two_peoples_pieces_that_could_go_either_way_are_left_apart():
    others = {"client.family_name": "Otro", "client.a_number": "087654321"}
    pieces = [piece((1, 2), file="a"), piece((1, 2), file="b", said=others), piece((3, 4), file="c"), piece((3, 4), file="d")]

    assert joined(pieces) == tuple(pieces)
    assert joined(pieces[:3]) == tuple(pieces[:3])


@pytest.mark.parametrize("confidence", [0.1, 0.95])
def test_two_a_numbers_are_never_one_form(confidence):
    pieces = [piece((1, 2), file="a"), piece((2, 3, 4), file="b", said={"client.a_number": "912345678"}, confidence=confidence)]

    assert joined(pieces) == tuple(pieces)


def test_one_a_number_in_two_spellings_is_one():
    assert len(joined([piece((1, 2), file="a"), piece((2, 3, 4), file="b", said={"client.a_number": "A12-345-678"})])) == 1


def test_two_signed_pages_of_two_days_are_not_one_page_that_came_twice():
    pieces = [piece((1, 2, 3), file="a"), piece((3, 4), file="b", said={"client.signature_date": "01/05/2026"})]

    assert joined(pieces) == tuple(pieces)


def test_a_blurred_copy_of_a_page_contradicts_nothing_and_changes_nothing():
    blurred = piece((2, 3, 4), file="b", said={"client.family_name": "Ejenplo"}, confidence=0.4)

    (whole,) = joined([blurred, piece((1, 2), file="a")])

    assert whole.says("client.family_name") == "Ejemplo"
    assert whole.mark("client.family_name").confidence == 0.5
    assert sheets([whole]) == [("a", 1), ("a", 2), ("b", 1), ("b", 2), ("b", 3)]
    assert whole.parts[-1] == Part(file="b", file_name="b.jpg", pages=(1,), of_form=(2,))


def test_the_same_page_twice_is_read_once():
    (whole,) = joined([piece((1, 2, 3), file="a"), piece((3, 4), file="b")])

    keys = [mark.key for mark in whole.marks]
    assert len(keys) == len(set(keys))
    assert whole.says("client.signature") == "ink"
    assert whole.mark("client.signature").confidence == 0.95


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        ("ink", "none", "unsure"),
        ("none", "ink", "unsure"),
        ("ink", "typed", "unsure"),
        ("image", "ink", "unsure"),
        ("none", "unsure", "unsure"),
        ("typed", "none", "unsure"),
        ("ink", "unsure", "unsure"),
        ("unsure", "digital", "unsure"),
        ("none", "none", "none"),
        ("digital", "ink", "digital"),
    ],
)
def test_a_box_that_is_signed_on_one_copy_only_is_nobodys_to_decide(here, there, said):
    one = piece((1, 2, 3), file="a", said={"client.signature": here})
    other = piece((3, 4), file="b", said={"client.signature": there})

    (whole,) = joined([one, other])

    assert whole.says("client.signature") == said
    assert whole.mark("client.signature").confidence <= (0.5 if said == "unsure" and here != there else 1.0)


def test_no_name_settles_what_two_copies_disagree_about():
    def with_reading(document, text):
        box = document.mark("client.signature")
        return replace(document, marks=(*document.marks, reads_as(box, text, weight=0.97)))

    signed = with_reading(piece((1, 2, 3), file="a", said={"client.signature": "ink"}), "Mylla Lim")
    other = piece((3, 4), file="b", said={"client.signature": "none"})
    again = with_reading(piece((3, 4), file="b", said={"client.signature": "ink"}), "Jlynw Oa")

    assert not [mark for mark in joined([signed, other])[0].marks if read_of(mark)]
    assert [read_of(mark) for mark in joined([signed, again])[0].marks if read_of(mark)] == ["client.signature"]


def test_a_tick_that_one_copy_does_not_show_is_doubtful():
    (whole,) = joined([piece((1, 2), file="a"), piece((2, 3, 4), file="b", said={"agency.ice": False})])

    assert (whole.ticks("agency.ice"), whole.mark("agency.ice").confidence) == (True, 0.5)


def test_the_filled_copy_counts_and_not_the_empty_one():
    empty = dict.fromkeys(("client.family_name", "client.a_number"), "") | {"agency.ice": False, "role.respondent": False}

    (whole,) = joined([piece((1, 2), file="a", said=empty, confidence=0.99), piece((2, 3, 4), file="b", confidence=0.9)])

    assert whole.says("client.a_number") == "012345678"


def test_a_complete_form_is_left_alone():
    pieces = [piece((1, 2, 3, 4), file="a"), piece((3,), file="b")]

    assert joined(pieces) == tuple(pieces)


def test_pieces_that_only_repeat_each_other_are_left_apart():
    pieces = [piece((1, 2, 3), file="a"), piece((3,), file="b")]

    assert joined(pieces) == tuple(pieces)


@pytest.mark.parametrize("change", [{"edition": "2016-05-05"}, {"form": "eoir-28"}])
def test_pieces_of_two_forms_are_left_apart(change):
    pieces = [piece((1, 2), file="a"), replace(piece((3, 4), file="b"), **change)]

    assert joined(pieces) == tuple(pieces)


def test_pieces_of_three_mails_are_joined_one_mail_after_another():
    first = joined([piece((1,), file="a"), piece((2,), file="b")])

    (whole,) = joined([*first, piece((3, 4), file="c")])

    assert (whole.missing_pages, [part.of_form for part in whole.parts]) == ((), [(1,), (2,), (3, 4)])
    assert joined([whole]) == (whole,)


def test_two_pages_on_one_sheet_meet_one_of_them_alone():
    sheet = piece((1, 2), file="a")
    sheet = replace(sheet, pages=(1, 1), marks=tuple(replace(mark, page=1) for mark in sheet.marks))

    (whole,) = joined([sheet, piece((2, 3, 4), file="b")])

    keys = [mark.key for mark in whole.marks]
    assert len(keys) == len(set(keys))
    assert len(sheets([whole])) == 5


PIECES = some.lists(
    some.tuples(
        some.sets(some.sampled_from((1, 2, 3, 4)), min_size=1),
        some.sampled_from(("012345678", "912345678", "", "12")),
        some.sampled_from(("ink", "none", "unsure")),
        some.sampled_from((0.3, 0.95)),
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_no_page_is_lost_and_no_two_people_are_one(given_pieces):
    pieces = [
        piece(tuple(sorted(pages)), file=str(place), said={"client.a_number": number, "client.signature": signed}, confidence=confidence)
        for place, (pages, number, signed, confidence) in enumerate(given_pieces)
    ]

    documents = joined(pieces)

    assert sheets(documents) == sheets(pieces)
    assert joined(documents) == documents
    numbers = {one.file: one.says("client.a_number") for one in pieces}
    for document in documents:
        assert len({numbers[part.file] for part in document.parts} - {""}) <= 1
        values = {one.says("client.signature") for one in pieces if one.file in {part.file for part in document.parts}} - {""}
        assert not (document.says("client.signature") == "ink" and "none" in values)


def test_a_page_without_items_carries_nothing():
    assert absences(G28, (4,)) == (Absence(page=4, keys=()),)


@pytest.mark.parametrize("is_first", [True, False])
def test_the_signed_page_in_a_file_of_its_own_completes_the_form_of_another_file(is_first):
    octets = draw_g28(person(1), representative(1))
    files = [Opened(file=replace(opened(b"").file, path=path), octets=part) for path, part in (
        ("2", pdf_of(octets, order=(1, 2))), ("3", pdf_of(octets, order=(3,))),
    )]  # fmt: skip

    (whole,), findings = read_files(files if is_first else files[::-1], forms=forms(), accept_samples=True)

    judged = check((whole,), None, rules=policy().rules, today=date(2026, 11, 23), accept_samples=True)
    assert not findings
    assert (whole.missing_pages, [part.file for part in whole.parts]) == ((), ["2", "3"])
    assert not [finding.rule for finding in judged if finding.outcome == "must_fix"]
    signed = next(finding for finding in judged if finding.rule == "g28.client-signature")
    assert (signed.outcome, signed.file, signed.page) == ("passed", "3", 1)
