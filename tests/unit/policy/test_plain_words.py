"""Whatever a rule may say has plain words, and nothing has words that no rule may say."""

from typing import get_args

from pdinbox.model.rule import CONDITIONS, TESTS
from pdinbox.policy import plain_words
from pdinbox.policy.decide import CONTRADICTION, IN_PIECES
from pdinbox.policy.office_files import Step, WeightsText


def test_every_test_and_no_other_has_words():
    assert set(plain_words.TESTS_IN_WORDS) == {test.name for test in TESTS}


def test_every_setting_and_no_other_has_words():
    assert set(plain_words.SETTINGS_IN_WORDS) == {name for test in TESTS for name, _ in (*test.required, *test.optional)}


def test_every_condition_and_no_other_has_words():
    assert set(plain_words.CONDITIONS_IN_WORDS) == {name for name, _ in CONDITIONS}


def test_every_step_and_weight_of_routing_has_words():
    assert set(plain_words.STEPS_IN_WORDS) == set(get_args(Step))
    assert set(plain_words.WEIGHTS_IN_WORDS) == set(WeightsText.model_fields)


def test_the_reasons_that_the_program_has_of_its_own_have_words():
    assert {CONTRADICTION, IN_PIECES} <= set(plain_words.REASONS_IN_WORDS)
