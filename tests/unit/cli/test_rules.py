"""`pdinbox rules`: what a policy person is told about rules that lie in a folder."""

import json
import shutil

import pytest

from tests.unit.cli.typed import ROOT, typed


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "rules", tmp_path / "copy")
    return tmp_path / "copy"


def edit(folder, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, f"{file} no longer says {old!r}"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def lines(said) -> list[dict]:
    return [json.loads(line) for line in said.out.splitlines()]


def test_the_rules_of_the_program_have_no_mistake():
    said = typed("rules", "check")

    assert said.status == 0 and "0 mistakes" in said.out and "can be put in force" in said.out


def test_every_mistake_of_every_file_is_told_at_once_with_file_line_and_key(copy):
    edit(copy, "senders.yaml", "retry_days: 4", "retry_days: 99")
    edit(copy, "topics.yaml", "desk: ours", "desk: our")
    edit(copy, "offices/offices.yaml", "  phone: (404)", "  fone: (404)")
    edit(copy, "forms/g-28_2018-09-17/form.yaml", "pages: 4", "pages: none")

    said = typed("rules", "check", copy, "--json")

    told = {(one["file"], one["key"], bool(one["line"])) for one in lines(said) if one["kind"] == "mistake"}
    assert said.status == 1
    assert told >= {
        ("rules/senders.yaml", "retry_days", True),
        ("rules/topics.yaml", "topics.pd.desk", True),
        ("rules/offices/offices.yaml", "offices[0].fone", True),
        ("rules/forms/g-28_2018-09-17/form.yaml", "pages", True),
    }


def test_a_template_with_a_wrong_placeholder_is_told_with_the_rules(tmp_path):
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    body = tmp_path / "templates" / "mail" / "received" / "en" / "body.txt"
    body.write_text(body.read_text(encoding="utf-8") + "{{ numbr }}\n", encoding="utf-8")

    said = typed("rules", "check", tmp_path, "--json")

    (one,) = [one for one in lines(said) if one["kind"] == "mistake"]
    assert one["file"] == "templates/mail/received/en/body.txt" and "did you mean 'number'?" in one["message"]


def test_a_file_that_is_no_text_is_a_mistake_among_the_others(copy):
    (copy / "senders.yaml").write_bytes(b"because: \xff\n")
    edit(copy, "topics.yaml", "desk: ours", "desk: our")

    said = typed("rules", "check", copy)

    assert said.status == 1 and "UTF-8" in said.out and "topics.yaml" in said.out


@pytest.mark.parametrize("file", ["rules/senders.yaml", "rules/routing.yaml", "rules/offices/counties.csv", "templates/mail/layout.html"])
def test_a_file_that_is_no_text_is_not_said_to_be_missing_as_well(tmp_path, file):
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / file).write_bytes(b"because: \xff\n")

    said = typed("rules", "check", tmp_path, "--json")

    assert [(one["file"], "UTF-8" in one["message"]) for one in lines(said) if one["kind"] == "mistake"] == [(file, True)]


@pytest.mark.parametrize(
    ("old", "new", "key", "meant"),
    [
        ("item: agency.ice, rivals", "item: agency.icee, rivals", "settings.item", "agency.ice"),
        ("rivals: [agency.uscis, agency.cbp]", "rivals: [agency.usciss, agency.cbp]", "settings.rivals", "agency.uscis"),
        ("- {items: [agency.ice], en", "- {items: [agency.iec], en", "settings.carries", "agency.ice"),
    ],
)
def test_a_rule_that_asks_for_an_item_of_no_form_is_a_mistake(copy, old, new, key, meant):
    edit(copy, "representation.yaml", old, new)

    said = typed("rules", "check", copy, "--json")

    (one,) = [one for one in lines(said) if one["kind"] == "mistake"]
    assert one["key"].endswith(key) and f"did you mean '{meant}'?" in one["message"] and one["line"]


def test_what_wants_a_look_is_a_warning_and_no_mistake(copy):
    edit(copy, "desk.yaml", "as_of: 2026-11-23", "as_of: 2020-01-01")
    edit(copy, "topics.yaml", "guidance: Tenga a mano el número A y el nombre del centro.", 'guidance: "" # Tenga a mano')
    edit(copy, "requests.yaml", "citation: 8 CFR 241.6", 'citation: ""')
    edit(
        copy,
        "representation.yaml",
        "{name: all four pages, document: {}, expect: passed}",
        "{name: none, document: {missing_pages: [1]}, expect: must_fix}",
    )

    said = typed("rules", "check", copy, "--json")

    told = {(one["file"], one["key"]) for one in lines(said) if one["kind"] == "warning"}
    assert said.status == 0
    assert told >= {
        ("rules/desk.yaml", "as_of"),
        ("rules/topics.yaml", "topics.detention.es.guidance"),
        ("rules/requests.yaml", "requests.stay-of-removal"),
        ("rules/representation.yaml", "rules.g28.pages.outcomes[0]"),
    }


def test_how_old_is_too_old_can_be_said(copy):
    edit(copy, "desk.yaml", "as_of: 2026-11-23", "as_of: 2026-01-01")

    assert "as_of" in typed("rules", "check", copy, "--older-than", "1").out
    assert "as_of" not in typed("rules", "check", copy, "--older-than", "36500").out


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path):
    said = typed("rules", "check", tmp_path / "nothing")

    assert said.status == 1 and "there is no folder" in said.err


def test_the_examples_of_the_program_all_come_out():
    said = typed("rules", "test", "--json")

    told = lines(said)
    assert said.status == 0 and all(one["right"] for one in told)
    assert {one["file"] for one in told} >= {"representation.yaml", "topics.yaml", "requests.yaml", "urgency.yaml", "routing.yaml"}


def test_an_example_that_fails_is_told_with_expected_and_found(copy):
    edit(copy, "routing.yaml", "then: {office: LOS, basis: facility}", "then: {office: CHI, basis: facility}")
    edit(copy, "requests.yaml", "text: Please do not deport my brother.", "text: Good morning.")

    said = typed("rules", "test", copy)

    assert said.status == 1 and "CHI by facility" in said.out and "LOS by facility" in said.out
    assert "not stay-of-removal" in said.out and "in plain words" in said.out


def test_examples_of_rules_with_mistakes_are_not_run(copy):
    edit(copy, "topics.yaml", "desk: ours", "desk: our")

    said = typed("rules", "test", copy)

    assert said.status == 2 and "did you mean 'ours'?" in said.err


def test_a_day_that_is_none_is_a_mistake_with_its_line(copy):
    topics = copy / "topics.yaml"
    lines = topics.read_text(encoding="utf-8").replace("- id: pd\n", "- id: pd\n    from: 2026-11-31\n", 1)
    topics.write_text(lines, encoding="utf-8")

    said = typed("rules", "check", copy)

    number = 1 + lines.splitlines().index("    from: 2026-11-31")
    assert said.status == 1 and f"rules/topics.yaml:{number}" in said.out
