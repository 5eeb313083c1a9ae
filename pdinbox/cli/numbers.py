"""`numbers`: what dashboards show, counted anew."""

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, err, examples, fail, out, print_json
from pdinbox.cli.paint import plain

EXAMPLES = examples("pdinbox numbers rebuild", "pdinbox numbers rebuild --json")
numbers = typer.Typer(no_args_is_help=True, help="The numbers that dashboards show.", epilog=EXAMPLES)


@numbers.callback()
def group() -> None:
    """A group of one command would be that command."""


@numbers.command("rebuild", epilog=EXAMPLES)
def rebuild(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Count everything again, from the first inquiry on, and put it in place of what was kept: all at once, or not at all.

    The desk counts by itself what has changed, every few minutes (schedule.numbers_seconds in the settings). Do this after the time
    zone of the desk or of an office was changed. The desk may run meanwhile; doing it twice changes nothing.
    """
    from pdinbox.adapters.clock import SystemClock
    from pdinbox.adapters.log import MemoryLog
    from pdinbox.bootstrap.numbers import roll_up_of
    from pdinbox.bootstrap.records import open_records
    from pdinbox.bootstrap.rules import load_rules
    from pdinbox.ports import Changed

    settings = configuration(config)
    book = load_rules(settings).book
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with open_records(settings) as store, Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("Counting, week by week", total=None)
        work = roll_up_of(settings, store=store, clock=SystemClock(), log=MemoryLog(), book=lambda: book)
        try:
            done = work.count(is_all=True, begin=lambda weeks: progress.update(task, total=weeks), step=lambda: progress.advance(task))
        except Changed:
            fail("Nothing was changed", ("the desk counted at the same moment; try again",), status=Exit.WRONG)
    if as_json:
        print_json({"schema": "pdinbox.numbers/1", "weeks": len(done.weeks), "days": len(done.days), "through": done.through.isoformat()})
        return
    weeks = "1 week" if len(done.weeks) == 1 else f"{len(done.weeks)} weeks"
    out.print(plain(f"Counted {weeks}, everything before {done.through:%Y-%m-%d %H:%M} UTC." if done.weeks else "There is no inquiry yet."))
