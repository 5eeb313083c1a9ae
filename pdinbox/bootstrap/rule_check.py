"""settings -> what `pdinbox rules check` and `rules test` have to say: every mistake, what wants a look, and which examples fail."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from pdinbox.bootstrap.places import geography_texts
from pdinbox.bootstrap.rule_texts import RuleTexts, read_rule_texts
from pdinbox.bootstrap.rules import (
    Rules,
    RulesUnusable,
    compile_letter_texts,
    compile_rules,
    letter_flaws,
    load_rules,
    policy_texts,
    today_of,
)
from pdinbox.flows.examples import Tried, try_examples
from pdinbox.policy.crosscheck import Mistake
from pdinbox.policy.office_files import read_files
from pdinbox.policy.parse import read_texts
from pdinbox.policy.schema import compile_policy
from pdinbox.policy.warnings import find_warnings
from pdinbox.policy.where import placed
from pdinbox.settings import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`rules` are the compiled ones, None with mistakes; files are named as 'rules/topics.yaml'."""

    source: str
    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]
    rules: Rules | None


def check_rules(configuration: Configuration, *, oldest: timedelta) -> Checked:
    """Everything under both folders of the settings, looked through whole. Raises Refused for a folder that can not be read."""
    texts = read_rule_texts(configuration)
    mistakes: tuple[Mistake, ...] = ()
    rules = None
    try:
        rules = compile_rules(texts, configuration=configuration, on=today_of(configuration))
    except RulesUnusable as wrong:
        mistakes = wrong.details
    letters = rules.book.letters if rules else compile_letter_texts(texts)[0]
    warnings = (*warnings_of(texts, configuration, oldest=oldest), *letter_flaws(texts, letters))
    return Checked(source=texts.source, mistakes=mistakes, warnings=warnings, rules=rules)


def check_letters(texts: RuleTexts) -> Checked:
    """The templates of letters alone, looked through whole: what `check_rules` says of them. `rules` is None."""
    letters, mistakes = compile_letter_texts(texts)
    return Checked(source=texts.source, mistakes=(*texts.mistakes, *mistakes), warnings=letter_flaws(texts, letters), rules=None)


def try_rules(configuration: Configuration) -> tuple[Tried, ...]:
    """Every example of the rules in the folders of the settings, run. Raises Refused, and RulesUnusable with every mistake."""
    return try_texts(load_rules(configuration))


def try_texts(rules: Rules) -> tuple[Tried, ...]:
    """Every example of these rules, run."""
    texts = policy_texts(rules.texts.rules)
    read, _ = read_texts(texts)
    policy_on = cache(lambda day: compile_policy(texts, on=day))
    return tuple(try_examples(read, policy_on=policy_on, geography=rules.book.geography))


def warnings_of(texts: RuleTexts, configuration: Configuration, *, oldest: timedelta) -> tuple[Mistake, ...]:
    """What wants a look in rules that can be used: words missing, citations missing, sources not read for so long."""
    read, _ = read_texts(policy_texts(texts.rules))
    tables, _ = read_files(geography_texts(texts.rules))
    found = find_warnings(read, tables.offices if tables else (), today=today_of(configuration), oldest=oldest)
    return tuple(replace(placed(one, texts.text(f"rules/{one.file}")), file=f"rules/{one.file}") for one in found)
