"""`serve` and `once`: the desk at work."""

import gc
import signal
from contextlib import ExitStack
from types import FrameType
from typing import TYPE_CHECKING

import typer

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, examples, out, print_json
from pdinbox.cli.paint import plain
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pdinbox.bootstrap.desk import OpenDesk
    from pdinbox.worker.once import Round
    from pdinbox.worker.schedule import Daemon

SERVE_EXAMPLES = examples("pdinbox serve --config /etc/pdinbox/pdinbox.toml")
ONCE_EXAMPLES = examples("pdinbox once --config /etc/pdinbox/pdinbox.toml", "pdinbox once --json | jq .troubles")


def serve(config: ConfigOption = None) -> None:
    """Run the desk as a daemon, with the reviewer's pages: poll, examine, answer, send, by schedule, until SIGTERM or Ctrl-C.

    The steps in hand are finished and the process ends within ten seconds. A second instance on the same SQLite file refuses to start and
    says who holds it. What it does is said on standard error, a line an event.
    """
    from pdinbox.bootstrap.desk import open_desk

    with open_desk(configuration(config)) as desk:
        run_with_pages(desk)


def once(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Go one round, for cron: poll, examine, answer, send, file, and stop.

    On PostgreSQL it takes over what dead processes left, and other hosts may work at the same time.
    Exit status 1 when a mailbox or a server was away or refused, or a server listed mail that it did not give; everything else was served
    all the same.
    """
    from pdinbox.bootstrap.desk import open_desk
    from pdinbox.cli.as_json import round_json
    from pdinbox.worker.once import go_round

    with open_desk(configuration(config)) as desk, ExitStack() as living:
        shared = desk.shared
        if shared is not None:
            living.enter_context(shared.tenure.kept(every=shared.pulse_seconds))
        done = go_round(
            desk.pollers,
            examiner=desk.examiner,
            timekeeper=desk.timekeeper,
            sender=desk.sender,
            log=desk.log,
            # what hosts share holds the others, but for the pictures
            errands=desk.errands if shared is None else (*shared.errands, *(one for one in desk.errands if one.name == "pictures")),
        )
    if as_json:
        print_json(round_json(done))
    else:
        out.print(_words(done))
        for trouble in done.troubles:
            out.print(plain(f"Trouble  {trouble}", style="red"))
    raise typer.Exit(Exit.WRONG if done.troubles or done.missed else Exit.WELL)


def run_with_pages(desk: "OpenDesk", *, say: "Callable[[str], None] | None" = None) -> None:
    """Run its daemon and serve its pages until SIGTERM or SIGINT comes; `say` is told the pages' address."""
    # what serves pages takes a second to load
    from pdinbox.bootstrap.site import pages_of

    daemon = desk.daemon
    with pages_of(desk, woken=daemon.examine_soon) as server:
        if say and server:
            say(server.address)
        run_until_asked(daemon)


def run_until_asked(daemon: "Daemon") -> None:
    """Run it until SIGTERM or SIGINT comes."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        daemon.stop()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    # what is loaded by now stays to the end: walking over it again takes the collector 150 ms, about once in 100 mails
    gc.freeze()
    daemon.run()


def _words(done: "Round") -> str:
    came = f"{number_of(done.new, 'new mail')}, {number_of(done.copies, 'further copy', 'further copies')}"
    went = f"{number_of(done.sent, 'letter')} sent, {done.unsent} not yet"
    kept = f"; {number_of(done.deadlines, 'date')} kept" if done.deadlines else ""
    return f"{came}; {done.examined} examined{kept}; {went}; {number_of(done.filed, 'mail')} filed."
