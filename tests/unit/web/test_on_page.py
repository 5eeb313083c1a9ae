"""Words of the desk as its pages say them: without commands of the terminal, and without what only one inquiry can name."""

import pytest

from pdinbox.bootstrap.rules import load_rules
from pdinbox.settings import built_in
from pdinbox.web.pages.dashboard import _rule_words
from pdinbox.web.render import on_page


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("It may belong to X, but why. Decide with: pdinbox held release 12 --join X, or --as-new", "It may belong to X, but why."),
        (
            "Office wrote to X, which is settled. Read it, then: pdinbox held release 12 --dismiss REASON",
            "Office wrote to X, which is settled.",
        ),
        ("Another name (Doe, today); see `pdinbox cases show`.", "Another name (Doe, today)."),
        ("I used `pdinbox` and decide with: care.", "I used `pdinbox` and decide with: care."),
    ],
)
def test_no_command_stands_on_a_page(words, shown):
    assert on_page(words) == shown


def test_the_words_of_every_rule_can_be_said_of_many_inquiries():
    policy = load_rules(built_in()).book.policy
    said = [_rule_words(policy, one.id) for one in policy.rules]

    assert len(said) > 30 and all(said) and [one for one in said if "{" in one or "`" in one or "()" in one] == []
