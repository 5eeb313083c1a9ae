"""`check` and `try`: files and mails judged without settings, and the JSON that other programs read, as the documents promise it."""

import json
import re

import pytest

from fixtures.inbox import Scene, stories
from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from pdinbox.bootstrap.rules import load_rules
from pdinbox.settings import built_in
from tests.builders import NOW
from tests.unit.cli.typed import ROOT, Said, typed

DOCUMENT = (ROOT / "docs" / "check-json.md").read_text(encoding="utf-8")
SIGNATURES = {"ink", "typed", "image", "digital", "digital_invalid", "none", "unsure"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files as they could come by mail."""
    made = tmp_path_factory.mktemp("files")
    client, lawyer = person(1), representative(1)
    (made / "complete.pdf").write_bytes(draw_g28(client, lawyer))
    (made / "unsigned.pdf").write_bytes(draw_g28(client, lawyer, Filling(client_signature=Pen.NONE)))
    (made / "empty.pdf").write_bytes(b"")
    (made / "noise.pdf").write_bytes(bytes(range(256)) * 20)
    for story in stories():
        if story.name in {"deferred-action", "vacation"}:
            (made / story.name).write_bytes(story.write(Scene(at=NOW, letters={})))
    return made


@pytest.fixture(scope="module")
def checked(folder) -> tuple[Said, dict[str, dict]]:
    """All of them in one command, and its objects by the file's name."""
    names = ("complete.pdf", "unsigned.pdf", "empty.pdf", "noise.pdf", "deferred-action")
    said = typed("check", "--json", "--accept-samples", *(folder / name for name in names))
    return said, {one["file"]: one for one in map(json.loads, said.out.splitlines())}


def test_several_files_are_one_line_each_in_their_order_and_the_worst_makes_the_status(checked):
    said, objects = checked

    assert list(objects) == ["complete.pdf", "unsigned.pdf", "empty.pdf", "noise.pdf", "deferred-action"] and said.status == 1


def test_a_complete_form_ends_with_status_0(folder):
    said = typed("check", "--accept-samples", folder / "complete.pdf")

    assert said.status == 0 and "authorised" in said.out and "Signatures  client: ink (page 3, Part 4 item 2.a)" in said.out


def test_a_missing_signature_must_be_fixed_and_its_place_is_shown(checked):
    one = checked[1]["unsigned.pdf"]
    finding = next(finding for finding in one["findings"] if finding["rule"] == "g28.client-signature")

    assert finding["outcome"] == "must_fix" and finding["citation"] and finding["page"] == 3 and len(finding["box"]) == 4
    assert one["verdict"]["outcome"] == "deficient" and "g28.client-signature" in one["verdict"]["because"]


def test_what_must_be_fixed_stands_before_what_is_well(folder):
    out = typed("check", "--accept-samples", folder / "unsigned.pdf").out

    assert out.index("Verdict") < out.index("Must fix  1") < out.index("Passed  ") < out.index("Form G-28")


def test_a_file_that_can_not_be_read_ends_with_status_1(folder):
    said = typed("check", folder / "empty.pdf")

    assert said.status == 1 and "empty" in said.out


def test_a_mail_is_known_by_its_content_whatever_its_name(checked):
    one = checked[1]["deferred-action"]

    assert one["verdict"]["outcome"] == "authorised" and one["files"][0]["name"].startswith("G-28")


def test_every_name_of_the_document_is_there(checked):
    one = checked[1]["unsigned.pdf"]
    example = json.loads(re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL).group(1))

    assert missing(example, one) == [] and one["schema"] == "pdinbox.check/1"


def test_every_name_in_the_object_is_in_the_document(checked):
    names = {name for one in checked[1].values() for name in keys_of(one)}

    assert [name for name in sorted(names) if f"{name}" not in DOCUMENT] == []


def test_items_have_the_values_that_were_promised(checked):
    items = checked[1]["complete.pdf"]["documents"][0]["items"]

    assert set(promised(stays=True)) - set(items) <= {"recipient.name", "recipient.organization", "recipient.email"}
    assert items["client.a_number"]["value"].isdigit() and items["agency.ice"]["value"] is True
    assert {one["value"] for one in items.values() if one["kind"] == "signature"} <= SIGNATURES


def test_every_item_of_every_known_form_is_in_the_document():
    forms = load_rules(built_in()).forms
    alone = {"matter", "scope", "perjury_statement", "receipt_number"}

    assert {item.key for form in forms for item in form.items} - set(promised(stays=True)) - set(promised(stays=False)) <= alone


def test_the_whole_plan_for_a_mail_holds_its_letters_word_for_word(folder):
    said = typed("try", "--json", "--accept-samples", folder / "deferred-action")
    plan = json.loads(said.out)

    assert said.status == 0 and plan["schema"] == "pdinbox.try/1" and plan["filing"]["tray"] == "processed"
    assert [letter["kind"] for letter in plan["letters"]] == ["received"] and "We received" in plan["letters"][0]["text"]


def test_a_mail_of_a_machine_would_get_no_letter(folder):
    said = typed("try", folder / "vacation")

    assert said.status == 0 and "No letter would be sent" in said.out


def test_a_file_that_is_no_mail_is_not_tried(folder):
    said = typed("try", folder / "complete.pdf")

    assert said.status == 2 and "pdinbox check" in said.err


def test_a_wrong_name_among_several_stops_before_the_first_is_judged(folder):
    said = typed("check", folder / "complete.pdf", folder / "nothing.pdf", folder)

    assert (said.status, said.out) == (2, "") and "nothing.pdf: No such file" in said.err and "this is a folder" in said.err


def test_rules_that_can_not_be_used_are_named_with_every_mistake(tmp_path, folder):
    (tmp_path / "rules").mkdir()
    (tmp_path / "templates" / "mail").mkdir(parents=True)
    config = tmp_path / "pdinbox.toml"
    config.write_text(
        'rules = "rules"\ntemplates = "templates"\n[desk]\nmessage_id_domain = "desk.example.org"\n[[mailboxes]]\nname = "a"\n'
        'kind = "maildir"\npath = "a"\naddress = "pd@desk.example.org"\n[smtp]\n'
    )

    said = typed("check", folder / "complete.pdf", "--config", config)

    assert said.status == 2 and "Can not be used" in said.err
    assert any("offices/" in line for line in said.err.splitlines()) and any("received" in line for line in said.err.splitlines())


def promised(*, stays: bool) -> list[str]:
    """The keys of the first (or the second) table of items, in full."""
    before, after = DOCUMENT.split("Forms give more", 1)
    rows = re.findall(r"^\| (?:a waiver's )?`(\w+\.)` \| (.*) \|$", before if stays else after, re.MULTILINE)
    return [f"{group}{name}" for group, names in rows for name in names.split(", ")]


def missing(example: object, real: object, place: str = "") -> list[str]:
    """Names of the example that the real object does not have, and values of another type."""
    match example, real:
        case dict(), dict():
            return [
                wrong
                for name, value in example.items()
                for wrong in ([f"{place}.{name}"] if name not in real else missing(value, real[name], f"{place}.{name}"))
            ]
        case [first, *_], [one, *_]:
            return missing(first, one, f"{place}[]")
        case ((int() | float()), (int() | float())):
            return []
        case _ if real is None or example is None or type(example) is type(real):
            return []
    return [f"{place}: {type(real).__name__}"]


def keys_of(value: object) -> set[str]:
    match value:
        case dict():
            items = value.get("items", {}) if "items" in value else {}
            here = {name for name in value if name != "items"}
            below = {key for name, part in value.items() if name != "items" for key in keys_of(part)}
            return here | below | {key for mark in items.values() for key in keys_of(mark)}
        case list():
            return {key for part in value for key in keys_of(part)}
    return set()
