"""`pdinbox rules show`: what is in force on a day, as tables, and what changes next."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, examples, fail, out, print_json, warn
from pdinbox.model.nearest import did_you_mean

if TYPE_CHECKING:
    from pdinbox.bootstrap.rule_sheets import Shown
    from pdinbox.policy.sheets import Sheet

EXAMPLES = examples(
    "pdinbox rules show",
    "pdinbox rules show deadlines --as-of 2027-01-01",
    "pdinbox rules show --version 2026-11-23+3f9c8a21 representation",
)


def show(
    part: Annotated[str, typer.Argument(help="One file: topics, deadlines.yaml, offices … All of them counted without one.")] = "",
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="As of this day. Default: today.", metavar="DATE")
    ] = None,
    version: Annotated[str, typer.Option(help="Rules that were in force once: a version as verdicts name it, or its beginning.")] = "",
    folder: Annotated[
        Path | None, typer.Option("--rules", help="A copy of rules/ instead of the one in the settings.", metavar="DIR", show_default=False)
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """What is in force on a day, as tables, with what begins and ends after it. `rules explain ID` says more of one line.

    While the rules in the folder have mistakes, the last good ones are shown, as the desk works by them.

    Exit status 2 for a part that is not known.
    """
    from pdinbox.bootstrap.places import configuration_or_built_in
    from pdinbox.bootstrap.rule_sheets import show_rules
    from pdinbox.bootstrap.rule_texts import with_folder

    settings = with_folder(configuration_or_built_in(config), folder)
    shown = show_rules(settings, on=as_of.date() if as_of else None, version=version, warn=None if folder else warn)
    chosen = _chosen(shown, part) if part else None
    if as_json:
        _print_json(shown, chosen)
    else:
        from pdinbox.cli.paint_rules import shown_view

        out.print(shown_view(shown, chosen, zone=ZoneInfo(settings.settings.desk.time_zone)))


def _chosen(shown: "Shown", part: str) -> "Sheet":
    names = {name: sheet for sheet in shown.sheets for name in (sheet.file, f"rules/{sheet.file}", sheet.name)}
    if part not in names:
        known = [sheet.name for sheet in shown.sheets]
        fail("There is no such part", (f"{part}: known are {', '.join(known)}{did_you_mean(part, known)}",), status=Exit.NOT_UNDERSTOOD)
    return names[part]


def _print_json(shown: "Shown", chosen: "Sheet | None") -> None:
    """A line of facts, then a line for each row of the part, or of all parts."""
    turns = [{"day": turn.day.isoformat(), "file": turn.file, "what": turn.words} for turn in shown.turns]
    print_json({"policy": shown.rules.book.policy.version, "as_of": shown.day.isoformat(), "changes": turns})
    for sheet in (chosen,) if chosen else shown.sheets:
        for row in sheet.rows:
            print_json({"part": sheet.name, **dict(zip(sheet.columns, row, strict=True))})
