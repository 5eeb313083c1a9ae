"""What was typed into the search, understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.model.inquiry import inquiry_number
from pdinbox.model.search import LONGEST_SEARCH, MOST_WORDS, Search, Term, Within, parse_search

NUMBER = inquiry_number(year=2026, serial=4196)


@pytest.mark.parametrize("typed", [NUMBER, NUMBER.lower(), NUMBER[:-2], f" {NUMBER}  "])
def test_a_number(typed: str) -> None:
    assert parse_search(typed) == Search(number=NUMBER)


@pytest.mark.parametrize("typed", ["012345678", "A012345678", "a 012-345-678", "A# 12 345 678"])
def test_an_a_number(typed: str) -> None:
    assert parse_search(typed) == Search(a_number="012345678")


def test_within_a_field_an_a_number_is_a_word() -> None:
    assert parse_search("012345678", Within.TEXT) == Search(terms=(Term(words=("012345678",)),), within=Within.TEXT)


def test_words_phrases_and_prefixes() -> None:
    assert parse_search('García "Stay of Removal" o\'nei* dana@firm.example.com').terms == (
        Term(words=("garcia",)),
        Term(words=("stay", "of", "removal")),
        Term(words=("onei",), is_prefix=True),
        Term(words=("dana", "firm", "example", "com")),
    )


def test_a_short_prefix_would_find_nearly_everything_and_is_a_word() -> None:
    assert parse_search("ga*").terms == (Term(words=("ga",)),)


@pytest.mark.parametrize("typed", ["", "   ", '""', "*", "?!-"])
def test_nothing_to_look_for(typed: str) -> None:
    assert parse_search(typed).is_empty


@given(st.text(max_size=400))
def test_whatever_is_typed_becomes_plain_words(typed: str) -> None:
    asked = parse_search(typed)

    assert len(asked.terms) <= MOST_WORDS
    for term in asked.terms:
        assert term.words and all(word.isalnum() and word == word.lower() for word in term.words)
    assert sum(len(word) for term in asked.terms for word in term.words) <= 4 * LONGEST_SEARCH
