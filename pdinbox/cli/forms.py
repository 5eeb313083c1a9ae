"""`pdinbox forms`: the known editions and what is in them; learning a new one and testing the reading are in modules of their own."""

import difflib
from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli import forms_learn, forms_test
from pdinbox.cli.forms_json import form_json, listed_json
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, examples, fail, out, print_json

if TYPE_CHECKING:
    from pdinbox.model.form import Form

forms = typer.Typer(no_args_is_help=True, help="The known forms: list, show, learn a new edition, test the reading.")
forms.command("learn", epilog=forms_learn.EXAMPLES)(forms_learn.learn)
forms.command("test", epilog=forms_test.EXAMPLES)(forms_test.test_forms)


@forms.command("list")
def list_forms(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Every edition that is known, and whether scans of it are recognised. Exit status 1 when a person has something to do."""
    from pdinbox.bootstrap.known_forms import load_forms

    known = load_forms(config)
    if as_json:
        for form in known.forms:
            print_json({**listed_json(form), "without_features": list(without_features(form))})
    else:
        from pdinbox.cli.paint_forms import forms_view

        out.print(forms_view(known, without_features))
    raise typer.Exit(Exit.WRONG if any(form.unconfirmed or without_features(form) for form in known.forms) else Exit.WELL)


@forms.command("show", epilog=examples("pdinbox forms show g-28_2018-09-17"))
def show_form(
    edition: Annotated[str, typer.Argument(help="The form with its edition, as `forms list` names it.", metavar="FORM_EDITION")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """One edition: how it is recognised, and every item by page with its meaning. Exit status 1 when a person has something to do."""
    from pdinbox.bootstrap.known_forms import load_forms

    form = _form(load_forms(config).forms, edition)
    if as_json:
        print_json({**form_json(form), "without_features": list(without_features(form))})
    else:
        from pdinbox.cli.paint_forms import form_view

        out.print(form_view(form, without_features))
    raise typer.Exit(Exit.WRONG if form.unconfirmed or without_features(form) else Exit.WELL)


def without_features(form: "Form") -> tuple[str, ...]:
    """Keys of items that were named after the features were made: in scans their boxes are not compared with the blank."""
    from pdinbox.reading.scan.atlas import FeaturesError, atlas

    try:
        features = atlas(form)
    except FeaturesError:
        return tuple(item.key for item in form.items)
    return tuple(item.key for item in form.items if item.key not in features.crops) if features else ()


def _form(known: tuple["Form", ...], wanted: str) -> "Form":
    names = {f"{form.name}_{form.edition}": form for form in known}
    if wanted not in names:
        near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.3)
        fail("There is no such form", (f"{wanted}: did you mean {' or '.join(near or names)}?",), status=Exit.NOT_UNDERSTOOD)
    return names[wanted]
