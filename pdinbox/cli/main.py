"""The command `pdinbox`, put together."""

from importlib.metadata import version as installed_version

import typer

from pdinbox.cli import judge, look, run
from pdinbox.cli.demo import demo
from pdinbox.cli.doctor import doctor
from pdinbox.cli.options import JsonOption, out, print_json
from pdinbox.cli.place import route

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    help="""The desk behind ERO's mailbox for inquiries about prosecutorial discretion.

    Every mail becomes a tracked inquiry: its forms are checked, the field office is found, the sender is answered, and what a rule
    can not decide goes to a person with the evidence. The desk never decides discretion.

    Begin with [bold]pdinbox demo[/], then copy pdinbox.example.toml and run [bold]pdinbox doctor[/].
    Exit status everywhere: 0 done and well, 1 done and something is wrong, 2 not understood.
    """,
)


def version(as_json: JsonOption = False) -> None:
    """The version of the program."""
    found = installed_version("pdinbox")
    print_json({"pdinbox": found}) if as_json else out.print(f"pdinbox {found}")


RUNNING, JUDGING, LOOKING = "Run the desk", "Judge without touching anything", "Look and decide"
app.command(rich_help_panel=RUNNING)(run.serve)
app.command(rich_help_panel=RUNNING)(run.once)
app.command(rich_help_panel=RUNNING)(doctor)
app.command(rich_help_panel=RUNNING)(demo)
app.command(rich_help_panel=RUNNING)(version)
app.command(rich_help_panel=JUDGING)(judge.check)
app.command("try", rich_help_panel=JUDGING)(judge.try_mail)
app.command(rich_help_panel=JUDGING)(route)
app.command(rich_help_panel=LOOKING)(look.queue)
app.command(rich_help_panel=LOOKING)(look.show)
app.add_typer(look.held, name="held", rich_help_panel=LOOKING)
