"""What a row says, word for word, and what of it goes into a sheet."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pdinbox.inquiries.deadlines import awaiting, due_of, started, stopped
from pdinbox.inquiries.suggested import suggested_letter
from pdinbox.model.calendar import Calendar
from pdinbox.model.clock import Awaited, Clock
from pdinbox.model.draft import DraftKind
from pdinbox.model.inquiry import Custody, State
from pdinbox.model.queue import Column, Facts, QueueRow
from pdinbox.model.route import NO_ROUTE
from pdinbox.web.queue.cells import Saying, short_moment
from pdinbox.web.queue.sheets import csv_file, headings, line, xlsx_file
from tests.builders import NOW, a_verdict, an_inquiry

DALLAS = Calendar(zone="America/Chicago", office="DAL")
OPENED = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)  # a Monday, 9 AM in Dallas
SAYING = Saying(
    now=NOW,
    zone="America/Chicago",
    person="ann",
    people={"bob": "B. Boone", "ann": "A. Ames"},
    requests={"stay_of_removal": "Stay of removal"},
    offices={"DAL": "Dallas", "CHI": "Chicago"},
)


def a_row(clock: Clock | None = None, **changes) -> QueueRow:
    facts = changes.pop("facts", Facts())
    is_drafted = changes.pop("is_drafted", False)
    due = due_of(clock) if clock else None
    return QueueRow(inquiry=an_inquiry(**{"clock": clock, "due_at": due, **changes}), facts=facts, is_drafted=is_drafted)


def due_at(now: datetime, clock: Clock) -> tuple[str, str, str, str]:
    cell = replace(SAYING, now=now).due(a_row(clock))
    return cell.words, cell.icon, cell.kind, cell.tip


RUNNING = started(OPENED, days=10, calendar=DALLAS)  # due Tuesday, Nov 24, at 5 PM: the 11th is Veterans Day


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 11, 20, 19, 0, tzinfo=UTC), ("2 d 4 h left", "schedule", "", "22 working hours left")),
        (datetime(2026, 11, 24, 18, 0, tzinfo=UTC), ("5 h left", "warning", "soon", "5 working hours left")),
        (datetime(2026, 11, 24, 21, 59, tzinfo=UTC), ("1 h left", "warning", "soon", "1 working hour left")),
        (datetime(2026, 11, 30, 14, 0, tzinfo=UTC), ("2 d overdue", "warning", "overdue", "18 working hours over")),
    ],
)
def test_deadline_words_as_they_are_specified(now: datetime, said: tuple[str, ...]) -> None:
    words, icon, kind, tip = due_at(now, RUNNING)

    assert (words, icon, kind) == said[:3]
    assert tip == f"Nov 24, 2026, 5:00 PM CT. {said[3]}, Dallas, federal holidays off."


def test_a_clock_that_stands_still_or_has_stopped() -> None:
    paused = awaiting(RUNNING, Awaited.SENDER, at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC), pauses=True)
    assert due_at(NOW, paused)[:3] == ("Paused, waiting for sender since Nov 20", "pause", "paused")
    assert due_at(NOW, paused)[3] == "26 working hours left, Dallas, federal holidays off."
    assert due_at(NOW, stopped(RUNNING, at=NOW))[:3] == ("Settled in time", "check", "passed")
    answered = replace(a_row(stopped(RUNNING, at=NOW)), answered_at=NOW)
    assert SAYING.due(answered).words == "Answered in time"
    assert due_at(NOW, stopped(RUNNING, at=NOW + timedelta(days=9)))[1:3] == ("warning", "overdue")


def test_an_inquiry_of_before_the_clocks_shows_its_date() -> None:
    assert SAYING.due(a_row(None, due_at=NOW)).words == "Due Nov 23, 2026, 9:00 AM CT"
    assert SAYING.due(a_row(None)).words == "No date"


def test_the_other_cells() -> None:
    row = a_row(RUNNING, assignee="bob", facts=Facts(must_fix=2, to_check=1), custody=Custody.DETAINED)
    cells = SAYING.cells(row)

    assert (cells.client, cells.a_number, cells.request) == ("Ejemplo, Ana", "A 912-345-678", "Stay of removal")
    assert (cells.must_fix, cells.to_check, cells.assignee, cells.office, cells.zone) == (2, 1, "B. Boone", "Chicago", "CT")
    assert cells.received == "Nov 23, 9:00 AM" and cells.is_detained and not cells.is_restricted
    assert (cells.sender, cells.sender_email) == ("Dana Stein", "dana@firm.example.com")


def test_what_is_not_known_is_said() -> None:
    cells = SAYING.cells(a_row(client_family_name="", client_given_name="", a_number="", requests=(), route=NO_ROUTE))

    assert (cells.client, cells.a_number, cells.request, cells.office) == ("Not named", "", "Not recognized", "A person decides")
    assert SAYING.cells(a_row(requests=("own-thing",))).request == "Own thing"
    assert [SAYING.person_name(name) for name in ("", "ann", "bob", "left")] == ["Nobody", "You", "B. Boone", "left"]


def test_a_letter_that_is_written_is_ready_to_send() -> None:
    assert SAYING.cells(a_row(state=State.IN_REVIEW, is_drafted=True)).status == "Ready to send"
    assert SAYING.cells(a_row(state=State.IN_REVIEW)).status == "In review"
    assert SAYING.cells(a_row(state=State.WAITING_FOR_DOCUMENTS, is_drafted=True)).status == "Waiting for documents"


@pytest.mark.parametrize(
    ("state", "verdict", "has_open_points", "letter"),
    [
        (State.IN_REVIEW, "authorised", False, DraftKind.RESOLUTION),
        (State.READY_FOR_REVIEW, "authorised", True, DraftKind.RESOLUTION),
        (State.IN_REVIEW, "deficient", True, DraftKind.ASK),
        (State.IN_REVIEW, "unverified", False, DraftKind.ASK),
        (State.IN_REVIEW, "needs_person", True, None),
        (State.IN_REVIEW, "needs_person", False, DraftKind.RESOLUTION),
        (State.WITH_OFFICE, "authorised", False, None),
        (State.CLOSED, "deficient", True, None),
    ],
)
def test_the_letter_that_an_inquiry_seems_to_call_for(state, verdict, has_open_points, letter) -> None:
    assert suggested_letter(an_inquiry(state=state, verdict=a_verdict(verdict)), has_open_points=has_open_points) is letter


def test_a_year_is_named_where_it_is_another() -> None:
    assert short_moment(datetime(2025, 12, 31, 18, 0, tzinfo=UTC), "America/Chicago", now=NOW) == "Dec 31, 2025, 12:00 PM"


def test_a_sheet_has_the_columns_of_the_view_in_their_order() -> None:
    columns = (Column.CLIENT, Column.NUMBER)
    cells = SAYING.cells(a_row(client_family_name="@SUM(A1)", client_given_name=""))
    text = b"".join(csv_file([cells] * 450, columns)).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == headings(columns) == ["Client", "A-Number", "Inquiry", "Detained"]
    assert rows[1:] == [["'@SUM(A1)", "A 912-345-678", "PD-2026-000001-R", ""]] * 450
    assert {len(line(cells, [column])) for column in Column} <= {1, 2}


def test_a_workbook_has_no_formula_and_no_link() -> None:
    row = a_row(client_family_name="=1+1", client_given_name="https://evil.example", facts=Facts(must_fix=3))
    made = zipfile.ZipFile(io.BytesIO(b"".join(xlsx_file([SAYING.cells(row)], tuple(Column)))))
    sheet = made.read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in sheet and "hyperlink" not in sheet.lower() and "'=1+1" in sheet
    assert "<v>3</v>" in sheet
