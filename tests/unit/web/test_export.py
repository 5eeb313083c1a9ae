"""Downloads: nothing in a sheet is a formula, and numbers stay numbers."""

import csv
import io

import pytest
from openpyxl import load_workbook

from pdinbox.web import workbook
from pdinbox.web.export import csv_parts, safe_cell
from pdinbox.web.workbook import Sheet, workbook_parts

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


def read(*sheets: Sheet):
    return load_workbook(io.BytesIO(b"".join(workbook_parts(sheets))))


def test_a_workbook_has_a_sheet_a_table_with_numbers_and_no_formula():
    first, second = read(
        Sheet(name="Received and answered each day: [1/2]", headings=("Day", "Count"), rows=[("=1+1", -3), ("Nov 2", 0.5)]),
        Sheet(name="Other", headings=("One",), rows=[]),
    )
    assert [[cell.value for cell in row] for row in first] == [["Day", "Count"], ["'=1+1", -3], ["Nov 2", 0.5]]
    assert {cell.data_type for row in first for cell in row} == {"s", "n"} and second.title == "Other" and len(first.title) <= 31
    assert first["A1"].font.bold and not first["A2"].font.bold and first.freeze_panes == "A2"


def test_words_of_a_workbook_are_those_that_were_given_or_as_near_as_xml_can_say_them():
    hard = ["<b>&amp;</b>", "  two  spaces\nand a line ", "García 漢 \U0001f600", "nul \0 and \x1b", "half \ud800", "x" * 40_000, "]]>"]
    (sheet,) = read(Sheet(name="=<&'", headings=("<One>",), rows=[(one,) for one in hard]))

    kept = [row[0].value for row in sheet]
    assert kept[:4] == ["<One>", *hard[:3]] and kept[4:6] == ["nul \ufffd and \ufffd", "half \ufffd"]
    assert len(kept[6]) == 32_767 and kept[7] == "]]>" and sheet.title == "=<&"


def test_a_workbook_leaves_in_parts_and_goes_on_in_another_sheet(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_LINES", 20_000)
    rows = ((f"name {place}", place) for place in range(50_000))

    parts = list(workbook_parts([Sheet(name="Queue", headings=("Name", "Number"), rows=rows)]))
    assert len(parts) > 5
    book = load_workbook(io.BytesIO(b"".join(parts)), read_only=True)

    assert book.sheetnames == ["Queue", "Queue 2", "Queue 3"]
    read_back = [list(sheet.iter_rows(values_only=True)) for sheet in book]
    assert [rows[0] for rows in read_back] == [("Name", "Number")] * 3
    assert [number for rows in read_back for _, number in rows[1:]] == list(range(50_000))
