"""settings -> what each id of the rules means, with the line where it stands."""

from dataclasses import dataclass

from pdinbox.bootstrap.rule_check import try_texts
from pdinbox.bootstrap.rules import load_rules, policy_texts
from pdinbox.flows.explaining import explanations
from pdinbox.flows.explanation import Explanation
from pdinbox.policy.parse import read_texts
from pdinbox.policy.where import line_of
from pdinbox.settings import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """`every` explanation by id: several where one id names several things."""

    every: dict[str, list[Explanation]]
    texts: dict[str, str]

    def line(self, one: Explanation) -> int:
        """Where it begins in its file, from 1; 0 where it stands in none."""
        text = self.texts.get(one.file, "")
        if one.kind == "field office":
            return next((number for number, line in enumerate(text.splitlines(), start=1) if line.endswith(f"code: {one.id}")), 0)
        return line_of(text, one.key)


def explain_rules(configuration: Configuration) -> Explained:
    """Everything that has an id in the rules of the settings. Raises Refused, and RulesUnusable with every mistake."""
    rules = load_rules(configuration)
    read, _ = read_texts(policy_texts(rules.texts.rules))
    every: dict[str, list[Explanation]] = {}
    for one in explanations(read, book=rules.book, forms=rules.forms, tried=try_texts(rules)):
        every.setdefault(one.id, []).append(one)
    return Explained(every=every, texts=dict(rules.texts.rules))
