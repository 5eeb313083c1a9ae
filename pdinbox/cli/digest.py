"""`digest`: what a field office, or the desk, is told each day."""

from typing import Annotated

import typer

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, examples, fail, out, print_json, warn
from pdinbox.cli.paint import plain

EXAMPLES = examples("pdinbox digest", "pdinbox digest --office CHI", "pdinbox digest --office CHI --send")


def digest(
    office: Annotated[str, typer.Option(help="Of this field office, by its code, e.g. CHI. Default: the desk's.", metavar="CODE")] = "",
    send: Annotated[bool, typer.Option("--send", help="Put it into the outbox too, whatever the hour; there is one a day.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """The daily digest: new, due, overdue, held, bounced, waiting, and the numbers that are due first. Nothing of any case.

    A running desk sends it by itself: see [digests] in the settings.
    """
    from pdinbox.adapters.clock import SystemClock
    from pdinbox.adapters.log import MemoryLog
    from pdinbox.bootstrap.digests import digester_of
    from pdinbox.bootstrap.records import open_records
    from pdinbox.bootstrap.rules_now import rules_now

    settings = configuration(config)
    book = rules_now(settings, warn=warn).book
    code = office.strip().upper()
    if code and code not in book.geography.offices_by_code:
        fail("That is no field office", (f"{office}: the code has three letters, e.g. CHI for Chicago",), status=Exit.NOT_UNDERSTOOD)
    with open_records(settings) as store:
        digester = digester_of(settings, store=store, clock=SystemClock(), log=MemoryLog(), book=lambda: book)
        text = digester.text(code)
        if send:
            digester.write(code)
    if as_json:
        print_json({"schema": "pdinbox.digest/1", "office": code or None, "text": text, "sent": send})
        return
    out.print(plain(text), soft_wrap=True)
    if send:
        out.print(plain("It lies in the outbox and leaves at the next round of the desk.", style="dim"))
