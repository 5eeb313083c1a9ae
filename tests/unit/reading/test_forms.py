import pytest

from pdinbox.model.document import MarkKind
from pdinbox.reading.forms import FormsError, compile_forms, in_force
from tests.unit.reading.opened import RULES, form, forms

SOUND = """
name: g-28
edition: "2030-01-01"
label: A form
pages: 1
page_size: [612, 792]
title: ["a form"]
footer: ["form g-28", "01/01/30"]
items:
  - {key: client.signature, item: "Part 1 item 1", kind: signature, page: 1, box: [10, 20, 100, 40]}
"""


def test_the_editions_of_the_rules_are_all_there() -> None:
    names = [(form.name, form.edition, form.sample) for form in forms()]

    assert names == [
        ("eoir-28", "2015-12", False),
        ("eoir-28", "sample-1", True),
        ("g-28", "2016-05-05", False),
        ("g-28", "2018-09-17", False),
        ("g-28", "sample-1", True),
        ("privacy-waiver", "60-001", False),
        ("privacy-waiver", "sample-1", True),
    ]


@pytest.mark.parametrize("edition", ["2016-05-05", "2018-09-17", "sample-1"])
def test_every_g28_has_the_items_that_its_checks_need(edition: str) -> None:
    keys = {item.key for item in form("g-28", edition).items}

    assert keys >= {
        "client.family_name", "client.given_name", "client.a_number", "client.zip", "client.signature", "client.signature_date",
        "representative.family_name", "representative.email", "representative.licensing_authority", "representative.subject_to_order",
        "representative.not_subject_to_order", "representative.signature", "representative.signature_date", "agency.uscis", "agency.ice",
        "agency.cbp", "matter", "eligibility.attorney", "eligibility.accredited", "eligibility.associated", "eligibility.law_student",
        "role.respondent", "student.name", "student.signature",
    }  # fmt: skip


def test_items_follow_the_print_where_field_names_lie() -> None:
    items = {item.key: item for item in form("g-28", "2018-09-17").items}

    assert items["representative.mobile"].field.startswith("Line6_EMail")
    assert items["representative.email"].field.startswith("Line7_Mobile")
    assert items["role.respondent"].on == "B"
    assert items["representative.accreditation_date"].item == "Part 2 item 2.c"
    assert items["client.signature"].kind is MarkKind.SIGNATURE


def test_a_sound_text_becomes_a_form() -> None:
    (found,) = compile_forms({"forms/a/form.yaml": SOUND})

    assert (found.name, found.edition, found.pages) == ("g-28", "2030-01-01", 1)
    assert found.items[0].box == (10.0, 20.0, 100.0, 40.0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("pages: 1", "pages: 0"), "pages"),
        (("name: g-28", "nome: g-28"), "nome"),
        (('"a form"', '"A Form"'), "lower case"),
        (("[10, 20, 100, 40]", "[100, 20, 10, 40]"), "x0, top, x1, bottom"),
        (("kind: signature", "kind: scribble"), "items.0.kind"),
        (("page: 1, box", "page: 2, box"), "pages that the form does not have: 2"),
        (("name: g-28", "name: [g-28"), "not YAML"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(change: tuple[str, str], told: str) -> None:
    with pytest.raises(FormsError) as caught:
        compile_forms({"forms/a/form.yaml": SOUND.replace(*change)})

    assert all(mistake.startswith("forms/a/form.yaml: ") for mistake in caught.value.mistakes)
    assert any(told in mistake for mistake in caught.value.mistakes)


def test_the_mistakes_of_all_files_are_told_at_once() -> None:
    texts = {"forms/a/form.yaml": "pages: many", "forms/b/form.yaml": SOUND.replace("kind: signature", "kind: x"), "forms/c/form.yaml": "7"}

    with pytest.raises(FormsError) as caught:
        compile_forms(texts)

    assert {mistake.split(":")[0] for mistake in caught.value.mistakes} == set(texts)
    assert len(caught.value.mistakes) > 5


def test_one_edition_in_two_files_is_a_mistake() -> None:
    with pytest.raises(FormsError, match="g-28 2030-01-01: defined in two files"):
        compile_forms({"forms/a/form.yaml": SOUND, "forms/b/form.yaml": SOUND})


def test_an_item_named_twice_is_a_mistake() -> None:
    twice = SOUND + '  - {key: client.signature, item: "Part 1 item 2", kind: text, page: 1, box: [10, 20, 100, 40]}\n'

    with pytest.raises(FormsError, match=r"items named twice: client\.signature"):
        compile_forms({"forms/a/form.yaml": twice})


def test_every_folder_of_forms_holds_one_form() -> None:
    folders = {path.name for path in (RULES / "forms").iterdir()}

    assert folders == {f"{form.name}_{form.edition}" for form in forms()}


def test_an_item_that_nobody_has_confirmed_is_kept_apart() -> None:
    (found,) = compile_forms({"forms/a/form.yaml": SOUND.replace("kind: signature", "confirm: true, kind: signature", 1)})

    assert len(found.unconfirmed) == 1
    assert not {item.key for item in found.unconfirmed} & {item.key for item in found.items}


def _texts(*changes: tuple[str, str]) -> dict[str, str]:
    """Two editions; the second one, changed, is being learned."""
    learned = SOUND.replace("2030-01-01", "2031-01-01").replace("01/01/30", "01/01/31")
    for change in changes:
        learned = learned.replace(*change)
    return {"forms/a/form.yaml": SOUND, "forms/b/form.yaml": learned}


def test_an_edition_that_waits_for_a_person_is_not_in_force() -> None:
    found = in_force(compile_forms(_texts(("key: client", "confirm: true, key: client"))))

    assert [form.edition for form in found] == ["2030-01-01"]


def test_the_only_edition_of_a_form_is_known_by_its_title_while_it_waits() -> None:
    learned, whole = in_force(compile_forms(_texts(("key: client", "confirm: true, key: client"), ("name: g-28", "name: a-waiver"))))[::-1]

    assert (learned.name, learned.title, learned.items, learned.features, learned.unconfirmed) == ("a-waiver", ("a form",), (), b"", ())
    assert len(whole.items) == 1


def test_a_confirmed_edition_is_in_force() -> None:
    forms = compile_forms(_texts())

    assert in_force(forms) == forms
