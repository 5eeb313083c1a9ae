"""`demo`: the whole desk on this machine, with the inbox of people who do not exist."""

from pathlib import Path
from typing import Annotated

import typer

from pdinbox.cli.options import Exit, examples, fail, out

MARK = "# This folder belongs to `pdinbox demo` and is made anew each time.\n"
EXAMPLES = examples("pdinbox demo", "pdinbox demo --once --folder /tmp/desk")


def demo(
    once: Annotated[bool, typer.Option("--once", help="End when everything is answered; do not go on as a daemon.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database, mails and letters.")] = Path("var/demo"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the reviewer's pages are served; 0 takes any free port.")] = 8028,
) -> None:
    """Run the whole desk on made-up mails: an embedded IMAP server and SMTP sink on loopback, a SQLite file, and the real worker.

    A few dozen mails arrive, are examined, answered and filed; then their senders reply, a letter comes back, a stranger tries to join.
    The folder is made anew each time; one that holds anything else is not touched.
    """
    config = folder / "pdinbox.toml"
    if folder.exists() and not _is_ours(folder, config):
        fail("That folder is not the demo's", (f"{folder} holds something else; name another with --folder",), status=Exit.NOT_UNDERSTOOD)
    # what the demo is made of takes a second to load
    from pdinbox.cli.demo_desk import Place, running_demo

    place = Place(folder=folder)
    with out.status("Starting the servers and the desk") as status, running_demo(place, mark=MARK, port=port) as demonstration:
        status.stop()
        demonstration.play()
        out.print(demonstration.report())
        out.print(demonstration.next_steps(), soft_wrap=True)
        if not once:
            demonstration.go_on()


def _is_ours(folder: Path, config: Path) -> bool:
    if config.is_file():
        return config.read_text(encoding="utf-8", errors="replace").startswith(MARK)
    return folder.is_dir() and not any(folder.iterdir())
