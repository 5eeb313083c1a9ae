"""Text and times that mean the same on every database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from pdinbox.store.types import LONGEST_KEY, UtcTime, as_key, clean


@given(st.text())
def test_cleaned_text_can_be_written_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)

    assert "\0" not in cleaned
    assert len(cleaned.encode("utf-8").decode("utf-8")) == len(text)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(("text", "cleaned"), [("a\0b", "a\ufffdb"), ("ñ\ud800x", "ñ\ufffdx"), ("Núñez 李", "Núñez 李"), ("", "")])
def test_only_what_no_database_holds_is_replaced(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(st.sampled_from("aé李\0"), max_size=2000))
def test_a_key_fits_an_index_and_is_the_same_when_asked_for_again(text: str) -> None:
    key = as_key(text)

    assert len(key.encode("utf-8")) <= LONGEST_KEY
    assert as_key(key) == key


def test_long_keys_with_the_same_beginning_stay_apart() -> None:
    assert as_key("a" * 5000 + "b") != as_key("a" * 5000 + "c")


def test_times_are_kept_in_utc_and_come_back_so() -> None:
    west = datetime(2026, 11, 23, 8, 0, tzinfo=timezone(-timedelta(hours=7)))

    written = UtcTime().process_bind_param(west, sqlite.dialect())

    assert written == datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    assert written is not None
    assert written.utcoffset() == timedelta(0)
    assert UtcTime().process_result_value(written.replace(tzinfo=None), sqlite.dialect()) == west
    read = UtcTime().process_result_value(west, postgresql.dialect())
    assert read is not None
    assert read.utcoffset() == timedelta(0)


def test_a_time_without_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        UtcTime().process_bind_param(datetime(2026, 11, 23), sqlite.dialect())  # noqa: DTZ001  the mistake itself
