"""`doctor`: every door tried, each line ok or what to do."""

from dataclasses import asdict

import typer
from rich.text import Text

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, err, examples, out, print_json
from pdinbox.cli.paint import plain, table

EXAMPLES = examples("pdinbox doctor --config /etc/pdinbox/pdinbox.toml", "pdinbox doctor --json | jq 'select(.well | not)'")


def doctor(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Try everything the desk needs: settings, IMAP and SMTP login, database, objects, rules, templates, disk. Nothing is changed.

    Each line is ok or says what to do. Exit status 1 when a line is not ok, 2 when the settings cannot be used.
    """
    from pdinbox.bootstrap.diagnosis import attempts, diagnosed

    settings = configuration(config)
    with err.status("trying") as status:
        found = []
        for name, attempt in attempts(settings):
            status.update(f"trying {name}")
            found.append(diagnosed(name, attempt))
    if as_json:
        for one in found:
            print_json(asdict(one))
    else:
        made = table("", "what", "found, or what to do", title=f"pdinbox doctor, settings from {settings.source}", header=False)
        for one in found:
            made.add_row(Text("ok" if one.well else "!!", style="green" if one.well else "bold red"), one.name, plain(one.words))
        out.print(made)
    raise typer.Exit(Exit.WELL if all(one.well for one in found) else Exit.WRONG)
