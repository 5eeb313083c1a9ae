"""The outcomes of `rules/requests.yaml`: those that the desk needs are there, in both languages, and mistakes are found."""

import pytest

from pdinbox.flows.deadline import CLOSED_WITHOUT_ANSWER
from pdinbox.policy.schema import PolicyError, compile_policy
from tests.journeys.rig import book
from tests.unit.policy.test_periods import changed


def test_an_inquiry_can_end_as_the_lifecycle_ends_it_by_itself():
    policy = book().policy

    assert policy.outcome(CLOSED_WITHOUT_ANSWER).ends == "closed" and policy.outcome("withdrawn").ends == "withdrawn"
    assert policy.outcome("won") is None


def test_only_answers_on_the_case_need_authority():
    assert [one.id for one in book().policy.outcomes if one.tells_case] == ["granted", "granted-in-part", "declined"]


@pytest.mark.parametrize("part", ["name", "says", "next"])
def test_no_outcome_says_the_same_in_both_languages(part):
    assert all(getattr(one.said_in("en"), part) != getattr(one.said_in("es"), part) for one in book().policy.outcomes)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- id: declined\n", "- id: granted\n", "given twice"),
        ("    ends: withdrawn\n", "    ends: gone\n", "not allowed"),
        ("      name: declined\n", "      title: declined\n", "no such key"),
    ],
)
def test_a_mistake_in_an_outcome_is_named(old, new, said):
    with pytest.raises(PolicyError) as wrong:
        compile_policy(changed("requests.yaml", old, new))

    assert said in str(wrong.value) and "outcomes" in str(wrong.value)
