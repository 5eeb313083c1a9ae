"""`pdinbox rules show` and `rules history`: what is in force on a day, what changes next, and what was in force before."""

import json
import shutil

import pytest

from pdinbox.bootstrap.rule_texts import read_rule_texts, with_folder
from pdinbox.model.edition import Edition
from pdinbox.settings import built_in
from pdinbox.store.open import open_store
from tests.builders import NOW
from tests.unit.cli.typed import ROOT, a_desk, typed

DATED = (
    ("deadlines.yaml", "closures: []", "closures: []\nchanges:\n  - {from: 2027-01-01, review_business_days: 8}\n"),
    ("requests.yaml", "- id: parole\n", "- id: parole\n    until: 2027-02-01\n"),
)


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "rules", tmp_path / "copy")
    for file, old, new in DATED:
        path = tmp_path / "copy" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path / "copy"


def shown(*words) -> tuple[dict, list[dict]]:
    said = typed("rules", "show", "--json", *words)
    assert said.status == 0, said.err
    first, *rows = map(json.loads, said.out.splitlines())
    return first, rows


def test_every_file_of_the_rules_has_a_part():
    _, rows = shown()

    files = {path.stem for path in (ROOT / "rules").glob("*.yaml")} | {"offices"}
    assert {row["part"] for row in rows} == files


def test_a_part_goes_by_its_file_or_its_name():
    assert shown("deadlines")[1] == shown("deadlines.yaml")[1] == shown("rules/deadlines.yaml")[1] != []


def test_what_is_in_force_is_shown_as_of_a_day(copy):
    before = dict(row.values() for row in map(_pair, shown("deadlines", "--rules", copy, "--as-of", "2026-12-31")[1]))
    after = dict(row.values() for row in map(_pair, shown("deadlines", "--rules", copy, "--as-of", "2027-01-01")[1]))

    assert (before["review_business_days"], after["review_business_days"]) == ("10", "8")


def _pair(row: dict) -> dict:
    return {"key": row["setting"], "value": row["value"]}


def test_a_line_that_has_ended_is_not_shown(copy):
    requests = [{row["request"] for row in shown("requests", "--rules", copy, "--as-of", day)[1]} for day in ("2027-01-31", "2027-02-01")]

    assert requests[0] - requests[1] == {"parole"}


def test_what_changes_next_is_said_with_its_day(copy):
    first, _ = shown("--rules", copy, "--as-of", "2026-12-31")
    later, _ = shown("--rules", copy, "--as-of", "2027-01-01")

    assert [(one["day"], one["what"]) for one in first["changes"]] == [
        ("2027-01-01", "review_business_days becomes 8"),
        ("2027-02-01", "parole ends"),
    ]
    assert [one["day"] for one in later["changes"]] == ["2027-02-01"]
    assert later["policy"] == f"{first['policy']}@2027-01-01"


def test_the_tables_say_the_same(copy):
    said = typed("rules", "show", "deadlines", "--rules", copy, "--as-of", "2026-12-31")

    assert "Thursday, 2026-12-31" in said.out and "What changes next" in said.out and "parole ends" in said.out


def test_a_part_that_is_not_known_gets_a_guess():
    said = typed("rules", "show", "topcis")

    assert said.status == 2 and "did you mean 'topics'?" in said.err


def test_undated_rules_say_that_nothing_changes():
    assert "Nothing in these rules begins or ends" in typed("rules", "show", "senders").out


@pytest.fixture
def config(tmp_path, copy):
    """A desk at which the shipped rules were in force first and the copy after them."""
    made = a_desk(tmp_path)
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    first, second = read_rule_texts(built_in()), read_rule_texts(with_folder(built_in(), copy))
    store.put_in_force(Edition(at=NOW, digest=first.digest, policy="2026-11-23+first000", letters="l1"), first.files)
    store.put_in_force(Edition(at=NOW.replace(hour=20), digest=second.digest, policy="2026-11-23+second00", letters="l1"), second.files)
    store.close()
    return made


def test_what_was_in_force_is_listed_the_newest_first(config):
    said = typed("rules", "history", "--json", "--config", config)

    assert [json.loads(line)["policy"] for line in said.out.splitlines()] == ["2026-11-23+second00", "2026-11-23+first000"]
    assert "2026-11-23+first000" in typed("rules", "history", "--config", config).out


def test_any_of_them_can_be_shown_by_its_version_or_the_beginning_of_its_digest(config, copy):
    first, _ = shown("--version", "2026-11-23+first", "--config", config)
    second, _ = shown("--version", read_rule_texts(with_folder(built_in(), copy)).digest[:10], "--config", config)

    assert (first["changes"], first["as_of"]) == ([], "2026-11-23")
    assert [one["day"] for one in second["changes"]] == ["2027-01-01", "2027-02-01"]


def test_a_version_that_never_was_in_force_is_refused_with_those_that_were(config):
    said = typed("rules", "show", "--version", "1999", "--config", config)

    assert said.status == 1 and "2026-11-23+second00" in said.err
