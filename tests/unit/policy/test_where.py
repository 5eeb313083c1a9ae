"""A mistake is shown at its line, with the word that was probably meant."""

import pytest

from pdinbox.policy.crosscheck import Mistake
from pdinbox.policy.schema import PolicyError, compile_policy
from pdinbox.policy.where import line_of, placed
from tests.unit.policy.rulebook import texts

TEXT = """# a head
rules:
  - id: g28.pages
    when: {custody: [detained]}
    outcomes:
      - results: [complete]
        en: {message: Well}
  - id: g28
    test: edition
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("rules", 2),
        ("rules.g28.pages", 3),
        ("rules.g28.pages.when.custody[0]", 4),
        ("rules.g28.pages.outcomes[0].en.message", 7),
        ("rules.g28.pages.outcomes[0].en.cure", 7),
        ("rules.g28.test", 9),
        ("rules[1].test", 9),
        ("rules.1.test", 9),
        ("nothing.of.it", 1),
    ],
)
def test_a_key_has_the_line_where_it_stands_or_the_nearest_around_it(key, line):
    assert line_of(TEXT, key) == line


def test_what_is_no_yaml_has_no_line():
    assert line_of("a: [", "a") == 0


def test_a_row_of_a_table_has_its_line():
    table = "# head\nfips,state\n01001,AL\n01003,AX\n"

    assert placed(Mistake(file="offices/counties.csv", key="01003: state", message="'AX' is not known"), table).line == 4


def _only_mistake(file: str, old: str, new: str) -> Mistake:
    changed = {**texts(), file: texts()[file].replace(old, new, 1)}
    with pytest.raises(PolicyError) as raised:
        compile_policy(changed)
    (mistake,) = raised.value.mistakes
    return mistake


@pytest.mark.parametrize(
    ("file", "old", "new", "allowed", "meant"),
    [
        ("representation.yaml", "test: pages", "test: paegs", "known are recognised, edition", "pages"),
        ("representation.yaml", "results: [incomplete]", "results: [incomplet]", "it has complete, incomplete", "incomplete"),
        ("representation.yaml", "when: {custody: [detained]}", "when: {custdy: [detained]}", "known are custody", "custody"),
        ("representation.yaml", "outcome: passed", "outcome: pased", "passed, must_fix, to_check", "passed"),
        ("topics.yaml", "desk: ours", "desk: our", "ours, elsewhere, person", "ours"),
        ("topics.yaml", "desk: ours", "desk: ours\n    citaton: x", "allowed are id, citation, because", "citation"),
        ("urgency.yaml", "detained: detained", "detained: detaind", "known are", "detained"),
    ],
)
def test_a_mistake_says_what_is_allowed_and_what_was_probably_meant(file, old, new, allowed, meant):
    mistake = _only_mistake(file, old, new)

    assert allowed in mistake.message and mistake.message.endswith(f"; did you mean '{meant}'?")
    assert new.split("\n")[-1].strip() in (texts()[file].replace(old, new, 1)).splitlines()[mistake.line - 1]


def test_a_word_that_is_like_nothing_known_gets_no_guess():
    assert "did you mean" not in _only_mistake("representation.yaml", "test: pages", "test: zzzzz").message
