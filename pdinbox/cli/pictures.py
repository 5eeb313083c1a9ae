"""`pictures`: the pages of papers as they are shown to reviewers."""

from typing import Annotated

import typer
from rich.progress import track

from pdinbox.cli.look import the_number
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, err, examples, fail, out, print_json
from pdinbox.model.said import number_of

pictures = typer.Typer(no_args_is_help=True, help="The pages of papers as reviewers see them: make those of earlier mails.")
MAKE_EXAMPLES = examples("pdinbox pictures make", "pdinbox pictures make PD-2026-000001-Y --again")


@pictures.callback()
def _group() -> None:
    """The pages of papers as reviewers see them."""


@pictures.command("make", epilog=MAKE_EXAMPLES)
def make(
    number: Annotated[str, typer.Argument(help="Only of this inquiry. Default: of every inquiry.", metavar="NUMBER")] = "",
    again: Annotated[bool, typer.Option("--again", help="Also of mails whose pictures are made already.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw the papers of mails that came before this version, or whose pictures are to be made anew.

    The files are opened in the sandbox. The desk may run meanwhile; it draws what comes in by itself.
    Exit status 1 where something could not be drawn; the page says what and why.
    """
    from pdinbox.bootstrap.illustrating import open_studio

    with open_studio(configuration(config)) as studio:
        if number and studio.store.inquiry(the_number(number)) is None:
            fail("There is no such inquiry", (number,), status=Exit.WRONG)
        mails = studio.mails_of(the_number(number)) if number else studio.all_mails()
        wanted = mails if again else studio.undrawn(mails)
        for mail in track(wanted, description="Drawing", console=err, transient=True):
            studio.make(mail)
        made = studio.store.pictures(wanted)
    pages = sum(one.kind.value == "page" and bool(one.digest) for one in made)
    troubles = [one for one in made if one.trouble]
    if as_json:
        print_json({"schema": "pdinbox.pictures/1", "mails": len(wanted), "pages": pages, "troubles": len(troubles)})
    else:
        rest = f"; {number_of(len(troubles), 'page or file', 'pages or files')} could not be drawn" if troubles else ""
        out.print(f"{number_of(len(wanted), 'mail')}, {number_of(pages, 'page')} drawn{rest}.")
    raise typer.Exit(Exit.WRONG if troubles else Exit.WELL)
