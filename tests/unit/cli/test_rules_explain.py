"""`pdinbox rules explain`: what an id says, in both languages, with its line and its examples."""

import json

import pytest

from pdinbox.bootstrap.rules import load_rules
from pdinbox.settings import built_in
from tests.unit.cli.typed import ROOT, typed


def explained(*words: str) -> list[dict]:
    said = typed("rules", "explain", "--json", *words)
    assert said.status == 0, said.err
    return [json.loads(line) for line in said.out.splitlines()]


def test_a_rule_is_explained_with_everything_it_says():
    (one,) = explained("g28.ice-box")

    facts = [name for name, _ in one["facts"]]
    assert {"because", "citation", "in force", "judges", "looks whether", "verdict"} <= set(facts)
    assert all([language for language, *_ in saying["words"]] == ["en", "es"] for saying in one["says"])
    assert one["examples"] and all(tried["expected"] == tried["found"] for tried in one["examples"])


def test_it_stands_at_the_line_that_is_named():
    (one,) = explained("g28.ice-box")

    line = (ROOT / "rules" / one["file"]).read_text(encoding="utf-8").splitlines()[one["line"] - 1]
    assert "g28.ice-box" in line


def test_settings_are_told_with_where_they_are_printed_on_the_form():
    (one,) = explained("g28.ice-box")

    assert ["  the item", "agency.ice (Part 3 item 2.a)"] in one["facts"]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("detention", {"topic"}),
        ("stay-of-removal", {"request"}),
        ("granted-in-part", {"outcome"}),
        ("pregnant", {"reason of urgency"}),
        ("residence", {"step of routing"}),
        ("facility", {"step of routing", "weight of routing"}),
        ("CHI", {"field office"}),
        ("case.contradiction", {"reason of the program"}),
    ],
)
def test_whatever_has_an_id_is_explained(name, kinds):
    assert {one["kind"] for one in explained(name)} == kinds


def test_an_outcome_says_how_it_ends_who_is_told_and_what_the_letter_says():
    granted, elsewhere = explained("granted-in-part", "referred-elsewhere")
    called, letter = granted["says"]

    assert ["the inquiry ends as", "resolved"] in granted["facts"] and "authority" in dict(granted["facts"])["the letter goes to"]
    assert "nothing of the case" in dict(elsewhere["facts"])["the letter goes to"]
    assert called["words"][1] == ["es", "concedida en parte", ""] and letter["words"][0][1].startswith("ICE has decided to grant a part")
    assert all(more for _, _, more in letter["words"])


def test_every_rule_says_which_verdict_it_can_make():
    rules = explained(*(rule.id for rule in load_rules(built_in()).book.policy.rules))

    assert len(rules) >= 40 and all(any(name == "verdict" for name, _ in one["facts"]) for one in rules)


def test_an_id_that_is_not_known_gets_the_likeliest_ones():
    said = typed("rules", "explain", "g28.icebox")

    assert said.status == 2 and "g28.ice-box" in said.err


def test_the_tables_say_the_same():
    said = typed("rules", "explain", "g28.ice-box", "detention")

    assert "Form G-28 Part 3 item 2.a" in said.out and "la casilla de ICE" in said.out and "dhs.gov/OIDO" in said.out
