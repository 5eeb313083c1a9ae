"""`serve` and `once`: the desk at work."""

import signal
from dataclasses import asdict
from types import FrameType

import typer

from pdinbox.bootstrap import open_desk
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, errors_in_words, out, print_json
from pdinbox.cli.paint import plain
from pdinbox.worker.once import Round, go_round


def serve(config: ConfigOption = None) -> None:
    """Run the desk as a daemon until SIGTERM or Ctrl-C: poll, examine, answer, send, by schedule.

    The step in hand is finished and the process ends within ten seconds. A second instance on the same SQLite file refuses to start.
    """
    with errors_in_words(), open_desk(configuration(config)) as desk:
        daemon = desk.daemon

        def on_signal(_number: int, _frame: FrameType | None) -> None:
            daemon.stop()

        signal.signal(signal.SIGTERM, on_signal)
        signal.signal(signal.SIGINT, on_signal)
        daemon.run()


def once(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """One round, for cron: poll, examine, answer, send, file, and stop. Exit status 1 when a door was away or refused."""
    with errors_in_words(), open_desk(configuration(config)) as desk:
        done = go_round(desk.pollers, examiner=desk.examiner, sender=desk.sender, log=desk.log)
    if as_json:
        print_json(asdict(done))
    else:
        out.print(_words(done))
        for trouble in done.troubles:
            out.print(plain(f"trouble: {trouble}", style="red"))
    raise typer.Exit(Exit.WRONG if done.troubles else Exit.WELL)


def _words(done: Round) -> str:
    return (
        f"{done.new} new mails, {done.copies} further copies; {done.examined} examined; {done.sent} letters sent, {done.unsent} not yet; "
        f"{done.filed} mails filed."
    )
