"""Values go into columns and come back equal, every field of them."""

from collections import namedtuple
from dataclasses import fields
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pdinbox.model.draft import Draft
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.letter import Letter, LetterState
from pdinbox.store import tables
from pdinbox.store.draft_table import draft_columns, draft_of
from pdinbox.store.rows import inquiry_columns, inquiry_of, letter_columns, letter_of, log_columns, log_entry_of
from tests.builders import NOW, a_letter
from tests.unit.store.strategies import FEW


def as_row(columns: dict[str, Any]) -> Any:
    return namedtuple("Row", columns)(**columns)


@FEW
@given(st.from_type(Inquiry))
def test_any_inquiry_comes_back_equal(inquiry: Inquiry) -> None:
    assert inquiry_of(as_row(inquiry_columns(inquiry))) == inquiry


@FEW
@given(st.from_type(Letter))
def test_any_letter_comes_back_equal(letter: Letter) -> None:
    assert letter_of(as_row(letter_columns(letter))) == letter


@FEW
@given(st.from_type(LogEntry))
def test_any_line_comes_back_equal(entry: LogEntry) -> None:
    assert log_entry_of(as_row(log_columns(entry))) == entry


def test_every_column_is_written() -> None:
    letter = a_letter()

    # who hands it over is the outbox's own to write
    assert set(letter_columns(letter)) == {column.name for column in tables.letter.columns} - {"taken_by", "taken_at"}
    assert {field.name for field in fields(Letter)} - {"to"} <= set(letter_columns(letter))


def test_only_a_letter_that_waits_has_a_time_to_be_tried() -> None:
    waiting = {state: letter_columns(a_letter(state=state))["next_try_at"] is not None for state in LetterState}

    assert {state for state, waits in waiting.items() if waits} == {LetterState.READY, LetterState.UNCERTAIN}
    assert letter_columns(a_letter())["next_try_at"] == NOW


def test_lines_that_differ_anywhere_have_different_marks() -> None:
    line = LogEntry(at=NOW, actor="a", event="b", inquiry="c", words="d", facts=(("e", "f"),))
    others = [
        LogEntry(at=NOW, actor="ab", event="", inquiry="c", words="d", facts=(("e", "f"),)),
        LogEntry(at=NOW, actor="a", event="b", inquiry="c", words="d", facts=(("e", "g"),)),
        LogEntry(at=NOW, actor="a", event="b", inquiry="", words="d", facts=(("e", "f"),)),
    ]

    assert len({log_columns(one)["mark"] for one in (line, *others)}) == 4


@FEW
@given(st.from_type(Draft))
def test_any_draft_comes_back_equal(draft: Draft) -> None:
    assert draft_of(as_row(draft_columns(draft))) == draft
