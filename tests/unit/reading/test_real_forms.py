"""The official blanks and decoys, where the shared folder lies beside the checkout."""

import pytest

from fixtures.papers.blanks import fill_real_blank, flattened
from fixtures.papers.g28 import g28_values
from fixtures.papers.pens import draw_ink
from fixtures.people import person, representative
from pdinbox.reading.pdf import opened_pdf
from tests.servers.need import shared
from tests.unit.reading.joined import drawn_over
from tests.unit.reading.opened import filled, form, only, read

EDITIONS = ["2016-05-05", "2018-09-17"]


def truth(edition: str, seed: int) -> dict[str, str | bool]:
    known = {item.key for item in form("g-28", edition).items}
    values = g28_values(person(seed), representative(seed))
    return {key: value for key, value in values.items() if key in known}


def filled_blank(edition: str, seed: int) -> bytes:
    fields = {item.key: item.field for item in form("g-28", edition).items}
    values = {fields[key]: value for key, value in truth(edition, seed).items()}
    return fill_real_blank(shared("forms", f"g-28_{edition}_blank.pdf"), values)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_real_blank_is_recognised_and_empty(edition: str) -> None:
    document = only(shared("forms", f"g-28_{edition}_blank.pdf").read_bytes())

    assert (document.form, document.edition, document.pages, document.missing_pages) == ("g-28", edition, (1, 2, 3, 4), ())
    assert filled(document) == {}
    signatures = [document.says(key) for key in ("client.signature", "representative.signature", "student.signature")]
    assert signatures == ["none"] * 3
    assert len(document.marks) == len(form("g-28", edition).items) + 2


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_filled_real_form_is_read_as_it_was_filled(edition: str, seed: int) -> None:
    document = only(filled_blank(edition, seed))

    assert filled(document) == truth(edition, seed)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_flattened_real_form_is_read_from_its_print(edition: str) -> None:
    document = only(flattened(filled_blank(edition, 3)))

    assert filled(document) == truth(edition, 3)
    assert document.says("client.signature") == "none"


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("key", ["client.signature", "representative.signature"])
def test_ink_on_a_real_form_counts_for_the_one_who_signed(edition: str, key: str) -> None:
    item = next(item for item in form("g-28", edition).items if item.key == key)
    x0, top, x1, bottom = item.box
    rect = (x0, 792 - bottom, x1 - x0, bottom - top)

    document = only(drawn_over(filled_blank(edition, 4), page=item.page, draw=lambda canvas: draw_ink(canvas, rect, seed="x")))

    signed = {other: document.says(other) for other in ("client.signature", "representative.signature", "student.signature")}
    assert signed == {other: "ink" if other == key else "none" for other in signed}


def test_all_fields_of_the_form_that_macos_broke_are_seen() -> None:
    widgets = []
    with opened_pdf(shared("forms", "g-28_2018-09-17_example_unsigned.pdf").read_bytes()) as pdf:
        for number in range(1, pdf.page_count + 1):
            with pdf.page(number) as page:
                widgets.extend(page.widgets())

    assert len(widgets) == 97
    assert all(widget.leaf for widget in widgets)
    assert sum(bool(widget.value or widget.state) for widget in widgets) == 49


def test_the_filled_example_is_read_though_its_tree_is_broken() -> None:
    document = only(shared("forms", "g-28_2018-09-17_example_unsigned.pdf").read_bytes())

    assert document.says("representative.family_name") == "Smith"
    assert document.says("client.country") == "Australia"
    assert document.says("representative.mobile") == "N/A"
    assert "@" in document.says("representative.email")
    assert [document.says(key) for key in ("client.signature", "representative.signature")] == ["none", "none"]
    assert (document.says("client.role"), document.says("representative.kind")) == ("applicant", "attorney")


@pytest.mark.parametrize("name", ["eoir-28_2015-12.pdf", "i-130a_2019-02-13_blank.pdf"])
def test_a_decoy_is_never_a_g28(name: str) -> None:
    documents, _ = read(shared("forms", name).read_bytes())

    assert [document.form for document in documents] == ["eoir-28" if name.startswith("eoir") else "other"]
