"""`log`: what happened at the desk that belongs to no inquiry: the operator's page."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from pdinbox.cli.as_json import Json
from pdinbox.cli.options import ConfigOption, JsonOption, configuration, examples, out, print_json
from pdinbox.cli.paint import at_time, plain, table
from pdinbox.model.inquiry import LogEntry

EXAMPLES = examples("pdinbox log", "pdinbox log --days 1 --json | jq -r .event | sort | uniq -c")


def log(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How far back, in days.")] = 7,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """What happened that belongs to no inquiry: copies, reused Message-IDs, silenced senders, machines' mail, alarms."""
    from pdinbox.bootstrap.records import open_records

    settings = configuration(config)
    with open_records(settings) as store:
        entries = store.operator_lines(datetime.now(UTC) - timedelta(days=days))
    if as_json:
        for entry in entries:
            print_json(_json(entry))
    else:
        out.print(_view(entries, zone=ZoneInfo(settings.settings.desk.time_zone)))


def _view(entries: tuple[LogEntry, ...], *, zone: ZoneInfo) -> Table:
    made = table("when", "event", "what", title=f"{len(entries)} lines that belong to no inquiry")
    for entry in entries:
        made.add_row(at_time(entry.at, zone=zone), entry.event, plain(entry.words))
    return made


def _json(entry: LogEntry) -> Json:
    return {"at": entry.at.isoformat(), "actor": entry.actor, "event": entry.event, "words": entry.words, "facts": dict(entry.facts)}
