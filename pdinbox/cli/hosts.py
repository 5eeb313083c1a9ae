"""`worker`, `web` and `schedule`: the desk on several hosts, over PostgreSQL."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli.options import ConfigOption, Exit, configuration, examples, fail
from pdinbox.cli.run import run_until_asked
from pdinbox.model.work import Kind

if TYPE_CHECKING:
    from pdinbox.settings import Configuration

WORKER_EXAMPLES = examples(
    "pdinbox worker --processes 2 --config /etc/pdinbox/pdinbox.toml",
    "pdinbox worker --kinds examine,draw --processes 4",
    "pdinbox worker --kinds send,deadline,errand",
)
WEB_EXAMPLES = examples("pdinbox web --config /etc/pdinbox/pdinbox.toml")
SCHEDULE_EXAMPLES = examples("pdinbox schedule --config /etc/pdinbox/pdinbox.toml")


_COMMAND = "from pdinbox.cli.main import app; app(prog_name='pdinbox')"


def worker(
    kinds: Annotated[str, typer.Option(help="The work it takes, with commas between.")] = ",".join(Kind),
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many processes take work side by side on this host.")] = 1,
    config: ConfigOption = None,
) -> None:
    """Take work: examine messages, send letters, meet deadlines, draw papers, do errands. On as many hosts as wanted.

    Needs PostgreSQL, and `pdinbox schedule` on one host or more. What a process that dies had in hand is taken over by others within
    seconds. SIGTERM ends it within ten seconds.
    """
    from pdinbox.bootstrap.engine import Role, require_server

    chosen, settings = _kinds(kinds), configuration(config)
    require_server(settings, role=Role.WORKER)
    if processes > 1:
        _run_side_by_side(settings, kinds=kinds, processes=processes, config=config)
    else:
        _run(settings, role=Role.WORKER, kinds=chosen)


def schedule(config: ConfigOption = None) -> None:
    """Poll the mailboxes, and say when it is time for sweeps, digests, numbers and calls to other systems.

    Needs PostgreSQL. Several may run: each mailbox is polled by one of them at a time and by another within a minute when that one is gone,
    and each tick of the clock counts once.
    """
    from pdinbox.bootstrap.engine import Role, require_server

    settings = configuration(config)
    require_server(settings, role=Role.SCHEDULE)
    _run(settings, role=Role.SCHEDULE)


def web(config: ConfigOption = None) -> None:
    """Serve the reviewer's pages and the API, and nothing else. Needs PostgreSQL; several may run behind one gateway."""
    from pdinbox.bootstrap.desk import open_desk
    from pdinbox.bootstrap.engine import Role, require_server
    from pdinbox.bootstrap.site import pages_of

    settings = configuration(config)
    require_server(settings, role=Role.WEB)
    if not settings.settings.web.enabled:
        fail("No pages to serve", ("the settings say [web] enabled = false",), status=Exit.NOT_UNDERSTOOD)
    with open_desk(settings, role=Role.WEB) as desk, pages_of(desk, woken=lambda: None):
        run_until_asked(desk.daemon)


def _run(settings: "Configuration", *, role: "str", kinds: frozenset[Kind] = frozenset(Kind)) -> None:
    from pdinbox.adapters.children import end_with_parent
    from pdinbox.bootstrap.desk import open_desk
    from pdinbox.bootstrap.engine import Role

    with open_desk(settings, role=Role(role), kinds=kinds) as desk:
        end_with_parent()
        run_until_asked(desk.daemon)


def _run_side_by_side(settings: "Configuration", *, kinds: str, processes: int, config: Path | None) -> None:
    from pdinbox.adapters.children import Children
    from pdinbox.adapters.log import StreamLog

    named = ["--config", str(config)] if config else []
    log = StreamLog(level=settings.settings.log.level, form=settings.settings.log.format)
    children = Children(["-c", _COMMAND, "worker", "--kinds", kinds, *named], count=processes, log=log)

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        children.stop()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    children.run()
    sys.exit(Exit.WELL)


def _kinds(words: str) -> frozenset[Kind]:
    names = [word.strip() for word in words.split(",") if word.strip()]
    unknown = [name for name in names if name not in set(Kind)]
    if unknown or not names:
        fail(
            "No such work",
            (f"--kinds {words}: choose from {', '.join(Kind)}, with commas between",),
            status=Exit.NOT_UNDERSTOOD,
        )
    return frozenset(Kind(name) for name in names)
