"""The token's makers and readers agree, and believe nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.model.token import make_message_id, make_reply_address, make_token, token_in_address, token_in_message_id

TOKEN = "abcdefghijklmnopqrstuv2345"
DOMAINS = frozenset({"pd.example.gov"})
DESK = frozenset({"pd@example.gov"})


@given(st.binary(min_size=16, max_size=40))
def test_what_is_made_is_read_again(chance: bytes) -> None:
    token = make_token(chance)

    assert token_in_message_id(make_message_id(token, "received/x", "pd.example.gov"), DOMAINS) == token
    assert token_in_address(make_reply_address("pd@example.gov", token), DESK) == token
    assert token == token.lower()


def test_a_token_needs_enough_chance() -> None:
    with pytest.raises(ValueError, match="16"):
        make_token(b"short")


def test_the_same_letter_has_the_same_message_id_and_another_letter_another() -> None:
    assert make_message_id(TOKEN, "a", "x.test") == make_message_id(TOKEN, "a", "x.test")
    assert make_message_id(TOKEN, "a", "x.test") != make_message_id(TOKEN, "b", "x.test")


@pytest.mark.parametrize(
    "message_id",
    [
        f"pd.{TOKEN}.0123456789abcdef@evil.test",
        "pd.short.0123456789abcdef@pd.example.gov",
        f"pd.{TOKEN}.xyz@pd.example.gov",
        f"x.pd.{TOKEN}.0123456789abcdef@pd.example.gov",
        f"pd.{TOKEN}.0123456789abcdef@pd.example.gov\n",
        "",
        "pd." + "a" * 100_000,
    ],
)
def test_a_message_id_not_of_our_form_or_domain_has_no_token(message_id: str) -> None:
    assert token_in_message_id(message_id, DOMAINS) is None


@pytest.mark.parametrize(
    "email", [f"pd+{TOKEN}@evil.test", f"other+{TOKEN}@example.gov", "pd+short@example.gov", "pd@example.gov", "", "+" * 100_000]
)
def test_an_address_not_ours_has_no_token(email: str) -> None:
    assert token_in_address(email, DESK) is None


def test_the_case_of_domain_and_local_part_does_not_matter() -> None:
    assert token_in_address(f"PD+{TOKEN}@Example.GOV", DESK) == TOKEN
