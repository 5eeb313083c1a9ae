"""Every example in `rules/` is run: a rule, topic, request, reason, custody cue or route does what its example says."""

from collections import Counter
from functools import cache

import pytest

from pdinbox.flows.examples import Tried, try_examples
from pdinbox.policy.example_papers import EXAMPLE_DAY
from pdinbox.policy.geography import compile_geography
from pdinbox.policy.parse import read_texts
from pdinbox.policy.schema import compile_policy
from tests.unit.policy.rulebook import RULES, models, policy, texts


def _geography():
    files = [RULES / "routing.yaml", *(RULES / "offices").iterdir()]
    return compile_geography({path.relative_to(RULES).as_posix(): path.read_text(encoding="utf-8") for path in files})


GEOGRAPHY = _geography()
TRIED = tuple(try_examples(models(), policy_on=lambda _: policy(), geography=GEOGRAPHY))


@pytest.mark.parametrize("tried", TRIED, ids=lambda tried: f"{tried.about}: {tried.name}")
def test_an_example_comes_out_as_it_says(tried: Tried) -> None:
    assert tried.found == tried.expected


def test_every_kind_of_rule_has_examples_that_are_run() -> None:
    counts = Counter(tried.file for tried in TRIED)

    lists = {"representation.yaml", "topics.yaml", "requests.yaml", "urgency.yaml", "confidentiality.yaml", "changes.yaml"}
    alone = {"case.yaml", "office_first.yaml", "family.yaml", "status.yaml", "deadlines.yaml", "routing.yaml", "suggestions.yaml"}
    assert set(counts) == lists | alone
    assert min(counts.values()) >= 5


def _failing(file: str, old: str, new: str) -> list[Tried]:
    assert old in texts()[file], f"{file} no longer says {old!r}"
    changed = {**texts(), file: texts()[file].replace(old, new, 1)}
    found = try_examples(read_texts(changed)[0], policy_on=cache(lambda day: compile_policy(changed, on=day)), geography=GEOGRAPHY)
    return [tried for tried in found if not tried.is_right]


@pytest.mark.parametrize(
    ("file", "old", "new", "about", "expected", "found"),
    [
        ("representation.yaml", "{name: all four pages, document: {}", "{name: all four pages, document: {missing_pages: [1]}",
         "g28.pages", "passed", "must_fix"),
        ("topics.yaml", "text: When is my next hearing before the immigration judge?, expect: false",
         "text: When is my next hearing before the immigration judge?", "pd", "pd", "not pd"),
        ("requests.yaml", "text: Please do not deport my brother.", "text: Good morning.", "stay-of-removal", "stay-of-removal",
         "not stay-of-removal"),
        ("case.yaml", 'text: "Detained: yes", expect: detained', 'text: "Detained: no", expect: detained', "custody", "detained",
         "not_detained"),
        ("family.yaml", 'text: "I represent Ana Ejemplo, A912-345-678.", people: 1',
         'text: "I represent Ana Ejemplo, A912-345-678.", people: 2', "family", "2 in the mail", "1 in the mail"),
    ],
)  # fmt: skip
def test_an_example_that_does_not_come_out_is_told_with_what_was_found(file, old, new, about, expected, found) -> None:
    (tried,) = _failing(file, old, new)

    assert (tried.file, tried.about, tried.expected, tried.found) == (file, about, expected, found)


@pytest.mark.parametrize("period", ["from: 2030-01-01", "until: 2020-01-01", "from: 2020-01-01\n    until: 2020-01-02"])
def test_a_line_that_is_not_in_force_now_is_tried_on_a_day_of_its_own(period) -> None:
    assert _failing("urgency.yaml", "- id: pregnant\n", f"- id: pregnant\n    {period}\n") == []


def test_an_example_is_judged_on_the_day_its_dates_are_written_against() -> None:
    assert EXAMPLE_DAY.isoformat() == "2026-11-23"


@pytest.mark.parametrize("rule", policy().rules, ids=lambda rule: rule.id)
def test_every_outcome_of_a_rule_has_an_example(rule) -> None:
    text = next(one for one in models()["representation.yaml"].rules if one.id == rule.id)

    shown = {example.expect for example in text.examples}

    assert {outcome.outcome.value for outcome in rule.outcomes} <= shown
