"""The case directory as a terminal and other programs see it. What an import reports are counts, lines and reasons, never a name."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pdinbox.cli.as_json import Json
from pdinbox.cli.paint import plain, table, words
from pdinbox.model.a_number import show_a_number
from pdinbox.model.case_record import CaseRecord, DirectoryState
from pdinbox.model.inquiry import Custody
from pdinbox.model.said import number_of, state_words
from pdinbox.policy.case_table import REASONS
from pdinbox.worker.import_cases import Imported


def imported_view(done: Imported, *, refused: Path | None) -> RenderableType:
    """What became of an extract: in force or not, the counts, and the refused lines."""
    return Group(*_imported(done, refused=refused))


def _imported(done: Imported, *, refused: Path | None) -> Iterator[RenderableType]:
    if done.state:
        yield Text(f"In force now: {state_words(done.state)}", style="green")
    else:
        yield plain(f"Nothing was changed: {done.why_not}.", style="bold red")
        yield Text("Mend the extract and import it again; --force puts it in force as it is.", style="dim")
    again = f", {done.duplicates:,} of them of an A-number that has a later one" if done.duplicates else ""
    yield Text(f"{number_of(done.lines, 'line')} read, {done.accepted:,} taken{again}, {done.lines_refused:,} refused.")
    if not done.lines_refused:
        return
    made = table("refused", "why", header=False)
    for reason, count in sorted(done.refused.items(), key=lambda one: -one[1]):
        places = ", ".join(f"{one.line:,}" for one in done.first_refused if one.reason is reason)
        made.add_row(f"{count:,}", plain(f"{REASONS[reason]}{f' (line {places} …)' if places else ''}"))
    yield made
    yield plain(f"The refused lines are in {refused}." if refused else "--refused FILE writes the refused lines into a table.", style="dim")


def imported_json(done: Imported) -> Json:
    """What `pdinbox cases import --json` prints."""
    return {
        "schema": "pdinbox.cases-import/1",
        "in_force": done.state is not None,
        "why_not": done.why_not or None,
        "lines": done.lines,
        "accepted": done.accepted,
        "duplicates": done.duplicates,
        "refused": {reason.value: count for reason, count in done.refused.items()},
        "first_refused": [{"line": one.line, "reason": one.reason.value} for one in done.first_refused],
        "rows_before": done.rows_before,
        "directory": state_json(done.state) if done.state else None,
    }


def state_json(state: DirectoryState) -> Json:
    """What `pdinbox cases status --json` prints."""
    days = {name: day.isoformat() if day else None for name, day in (("oldest", state.oldest), ("newest", state.newest))}
    return {"rows": state.rows, **days, "imported_at": state.imported_at.isoformat() if state.imported_at else None}


def record_view(record: CaseRecord, *, today: date) -> RenderableType:
    """One row, for the operator."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="bold")
    made.add_column(overflow="fold")
    name = ", ".join(part for part in (record.family_name, record.given_name) if part)
    rows = {
        "A-number": show_a_number(record.a_number),
        "Name": name or "not given",
        "Docket": record.docket_office or "not given",
        "Custody": words(record.custody.value) if record.custody is not Custody.UNKNOWN else "not given",
        "Facility": record.facility or "not given",
        "As of": f"{record.as_of}, {number_of((today - record.as_of).days, 'day')} ago",
    }
    for label, value in rows.items():
        made.add_row(label, plain(value))
    return made


def record_json(record: CaseRecord) -> Json:
    """What `pdinbox cases show --json` prints."""
    return {
        "a_number": record.a_number,
        "family_name": record.family_name,
        "given_name": record.given_name,
        "docket_office": record.docket_office or None,
        "custody": record.custody.value,
        "facility": record.facility or None,
        "as_of": record.as_of.isoformat(),
    }
