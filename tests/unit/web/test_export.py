"""Downloads: nothing in a sheet is a formula, and numbers stay numbers."""

import csv
import io

import pytest
from openpyxl import load_workbook

from pdinbox.web.export import Sheet, csv_parts, safe_cell, workbook

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://evil.example","x")']


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_never_a_formula(text):
    assert safe_cell(text) == f"'{text}"


def test_numbers_and_plain_words_are_left_as_they_are():
    assert [safe_cell(value) for value in (-5, 0.5, "a-b", "", "5 d overdue")] == [-5, 0.5, "a-b", "", "5 d overdue"]


def test_a_csv_is_read_as_it_was_written_with_its_mark_and_in_parts():
    rows = [(f"name {place}", -place) for place in range(450)]
    parts = list(csv_parts(("Name", "Number"), [*rows, *((text, 1) for text in HOSTILE)]))
    read = list(csv.reader(io.StringIO(b"".join(parts).decode("utf-8-sig"), newline="")))

    assert len(parts) > 2 and read[0] == ["Name", "Number"] and read[450] == ["name 449", "-449"]
    assert all(row[0].startswith("'") for row in read[451:]) and len(read) == 451 + len(HOSTILE)


def test_a_workbook_has_a_sheet_a_table_with_numbers_and_no_formula():
    octets = workbook(
        [
            Sheet(name="Received and answered each day: [1/2]", headings=("Day", "Count"), rows=[("=1+1", -3), ("Nov 2", 0.5)]),
            Sheet(name="Other", headings=("One",), rows=[]),
        ]
    )
    first, second = load_workbook(io.BytesIO(octets))
    assert [[cell.value for cell in row] for row in first] == [["Day", "Count"], ["'=1+1", -3], ["Nov 2", 0.5]]
    assert {cell.data_type for row in first for cell in row} == {"s", "n"} and second.title == "Other" and len(first.title) <= 31
