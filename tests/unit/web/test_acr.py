"""The accessibility conformance report: every rule of the catalog once, every row with tests that exist, nothing claimed without."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from pdinbox.settings import PROJECT

REPORT = PROJECT / "docs/acr.yaml"
STATEMENT = PROJECT / "docs/accessibility.md"
LEVELS = {"supports", "partially-supports", "does-not-support", "not-applicable", "not-evaluated"}
CHECKERS = {
    "test_the_small_pages_are_well_made",
    "test_dashboards_are_well_made",
    "test_every_page_is_well_made",
    "test_the_pages_of_what_was_found_are_well_made",
    "test_every_page_about_people_is_well_made",
    "test_the_pages_are_well_made",
}
"""Tests that ask an automatic checker; what such a tool does not find may be there all the same."""
LEVEL_A = (
    "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3"
    " 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.1 4.1.2"
)
LEVEL_AA = (
    "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3"
    " 3.3.4 3.3.8 4.1.3"
)
CATALOG = {
    "success_criteria_level_a": LEVEL_A,
    "success_criteria_level_aa": LEVEL_AA,
    "functional_performance_criteria": " ".join(f"302.{place}" for place in range(1, 10)),
    "support_documentation_and_services": "602.2 602.3 602.4 603.2 603.3",
}
_LISTENED = re.compile(r'addEventListener\("([\w:]+)"')
_TEST = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")


def rows() -> list[tuple[str, str, str]]:
    """Number, level and notes of every row."""
    chapters = yaml.safe_load(REPORT.read_text(encoding="utf-8"))["chapters"]
    return [
        (criterion["num"], component["adherence"]["level"], component["adherence"]["notes"])
        for chapter in chapters.values()
        for criterion in chapter.get("criteria", ())
        for component in criterion["components"]
    ]


def named_in(notes: str) -> list[tuple[str, str]]:
    return _TEST.findall(notes)


@cache
def defined_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("chapter", CATALOG)
def test_every_rule_of_the_catalog_stands_there_once_and_in_order(chapter):
    chapters = yaml.safe_load(REPORT.read_text(encoding="utf-8"))["chapters"]
    assert [one["num"] for one in chapters[chapter]["criteria"]] == CATALOG[chapter].split()


def test_every_row_has_a_level_and_words():
    assert [(num, level) for num, level, _ in rows() if level not in LEVELS] == []
    assert [num for num, _, notes in rows() if len(notes) < 15] == []


@pytest.mark.parametrize("file", [REPORT, STATEMENT], ids=lambda file: file.name)
def test_every_test_that_is_named_exists(file):
    named = named_in(file.read_text(encoding="utf-8"))
    assert named
    assert [f"{path}::{name}" for path, name in named if name not in defined_in(PROJECT / path)] == []


def test_what_is_claimed_has_a_test_and_what_has_none_is_not_claimed():
    for num, level, notes in rows():
        if level in {"supports", "partially-supports"}:
            assert named_in(notes), f"{num} names no test"
        if level == "not-evaluated":
            assert not named_in(notes), f"{num} names a test, and says that it has none"


def test_nothing_is_claimed_because_a_checker_found_nothing():
    for num, level, notes in rows():
        if level == "supports":
            assert {name for _, name in named_in(notes)} - CHECKERS, f"{num} rests on an automatic checker alone"


def test_no_page_has_sound_or_moving_pictures():
    moving = re.compile(r"<(?:audio|video|marquee|blink|animate)\b|autoplay|animation(?:-name)?:")
    places = [*(PROJECT / "templates/web").rglob("*.html"), *(PROJECT / "pdinbox/web/static").glob("[!u]*.css")]
    assert len(places) > 10
    assert [file.name for file in places if moving.search(file.read_text(encoding="utf-8"))] == []


def test_nothing_happens_when_a_button_goes_down():
    listened = {
        word for file in (PROJECT / "pdinbox/web/static").glob("[!h]*.js") for word in _LISTENED.findall(file.read_text(encoding="utf-8"))
    }
    assert "click" in listened and "keydown" in listened
    assert listened.isdisjoint({"mousedown", "pointerdown", "touchstart", "dragstart"})


def test_tips_of_our_own_are_in_the_table_of_the_queue_alone():
    places = {file.name for file in (PROJECT / "templates/web").rglob("*.html") if 'role="tooltip"' in file.read_text(encoding="utf-8")}
    assert places == {"_queue_table.html"}
