"""`pdinbox forms`: the known editions, what is in them, learning a new one, and how well all of them are read."""

import typer

from pdinbox.cli import forms_test

forms = typer.Typer(no_args_is_help=True, help="The known forms: list, show, learn a new edition, test the reading.")
forms.command("test", epilog=forms_test.EXAMPLES)(forms_test.test_forms)
