"""`pdinbox letters`: what the desk writes, before anybody gets it: the kinds, one with sample data, what is wrong with the templates."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, err, examples, fail, out, print_json
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.letters.contexts import Context
    from pdinbox.letters.kind import Kind
    from pdinbox.letters.render import Letters

letters = typer.Typer(no_args_is_help=True, help="The letters: which there are, how one reads, and whether all can be used.")
DirOption = Annotated[
    Path | None,
    typer.Option("--dir", help="A copy of templates/mail, or a folder with it inside. Default: that of the settings.", show_default=False),
]


@letters.command("list", epilog=examples("pdinbox letters list", "pdinbox letters list --json | jq -r .kind"))
def list_letters(as_json: JsonOption = False) -> None:
    """Every kind of letter: what it is for, what it may speak of, and how many samples `preview` has of it."""
    from pdinbox.letters.kinds import KINDS

    if as_json:
        for kind in KINDS:
            print_json({"kind": kind.name, "for": _purpose(kind), "fields": _fields(kind), "samples": len(kind.samples)})
        return
    from pdinbox.cli.paint import plain, table

    made = table("kind", "what for", "may speak of", "samples")
    for kind in KINDS:
        made.add_row(kind.name, plain(_purpose(kind)), plain(", ".join(_fields(kind)), style="dim"), str(len(kind.samples)))
    out.print(made)


@letters.command(
    "preview",
    epilog=examples(
        "pdinbox letters preview reminder",
        "pdinbox letters preview status --lang es --sample 9",
        "pdinbox letters preview status --html status.html",
    ),
)
def preview(
    kind: Annotated[str, typer.Argument(help="The kind of letter; `pdinbox letters list` names them.", metavar="KIND")],
    language: Annotated[Literal["en", "es"], typer.Option("--lang", help="A Spanish letter carries the English below.")] = "en",
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write the HTML part there and print nothing.", metavar="FILE", show_default=False),
    ] = None,
    sample: Annotated[int, typer.Option("--sample", min=1, help="Which of its samples.")] = 1,
    folder: DirOption = None,
    config: ConfigOption = None,
) -> None:
    """One letter as its reader gets it, with made-up people: subject and text, or the HTML part as a file.

    Nothing is sent and nothing is kept.
    """
    from pdinbox.letters.compose import subject_line
    from pdinbox.letters.samples_spanish import as_said_in

    chosen = _kind(kind)
    if sample > len(chosen.samples):
        fail("There is no such sample", (f"{kind} has {number_of(len(chosen.samples), 'sample')}",), status=Exit.NOT_UNDERSTOOD)
    said = chosen.samples[sample - 1]
    compiled = _compiled(folder, config)
    if language not in chosen.languages:
        err.print(f"{kind} goes to people of the agency, who get it in English only.", markup=False, style="yellow", soft_wrap=True)
        language = "en"
    parts = compiled.parts(chosen.name, lambda one: as_said_in(said, one), language=language)
    if html is not None:
        html.write_text(compiled.page(parts), encoding="utf-8")
        out.print(f"Written to {html}", markup=False)
        return
    subject = subject_line(parts, inquiry=_number_in(said) if chosen.is_about_inquiry else "")
    out.print(f"Subject: {subject}", markup=False, style="bold", soft_wrap=True)
    out.print()
    out.print(compiled.plain(parts), markup=False, end="", soft_wrap=not out.is_terminal)


@letters.command(
    "check", epilog=examples("pdinbox letters check", "pdinbox letters check my-copy", "pdinbox letters check --json | jq -r .message")
)
def check_letters(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A copy of templates/mail, or a folder with it inside. Default: that of the settings.", metavar="DIR"),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every mistake in the templates at once, with file, line and what to do; `pdinbox rules check` says the same beside the rules.

    Mistakes: a placeholder that the letter does not have, a language or a text that is missing, a file that nothing is made from, a
    subject that puts in more than the kind. Warnings: Spanish that is English, what is too long to read. Exit status 1 with either.
    """
    from pdinbox.bootstrap.places import configuration_or_built_in
    from pdinbox.bootstrap.rule_check import check_letters as check
    from pdinbox.bootstrap.rule_texts import read_letter_texts
    from pdinbox.letters.kinds import KINDS

    found = check(read_letter_texts(configuration_or_built_in(config), folder))
    is_well = not found.mistakes and not found.warnings
    if as_json:
        for what, told in (("mistake", found.mistakes), ("warning", found.warnings)):
            for one in told:
                print_json({"kind": what, **asdict(one)})
    else:
        from pdinbox.cli.paint_rules import mistakes_view

        if not is_well:
            out.print(mistakes_view(found))
        said = f"{number_of(len(found.mistakes), 'mistake')}, {number_of(len(found.warnings), 'warning')}"
        out.print(f"{said} in {number_of(len(KINDS), 'kind')} of letters.")
    raise typer.Exit(Exit.WELL if is_well else Exit.WRONG)


def _purpose(kind: "Kind") -> str:
    """The first line of what its context says of itself."""
    return (kind.context.__doc__ or "").strip().splitlines()[0]


def _number_in(sample: "Context") -> str:
    """The number that such a letter is kept under: its own, the first of several, or where it names none that of the mail it answers."""
    several: tuple[Any, ...] = getattr(sample, "inquiries", ())
    found: str = getattr(several[0] if several else sample, "number", "PD-2026-004196-P")
    return found


def _fields(kind: "Kind") -> list[str]:
    from dataclasses import fields

    return [field.name for field in fields(kind.context)]


def _kind(name: str) -> "Kind":
    from pdinbox.letters.kinds import KINDS
    from pdinbox.model.nearest import did_you_mean

    found = next((kind for kind in KINDS if kind.name == name), None)
    if found is None:
        names = [kind.name for kind in KINDS]
        fail(f"There is no kind of letter '{name}'{did_you_mean(name, names)}", (", ".join(names),), status=Exit.NOT_UNDERSTOOD)
    return found


def _compiled(folder: Path | None, config: Path | None) -> "Letters":
    """Raises Unusable with every mistake."""
    from pdinbox.bootstrap.places import configuration_or_built_in
    from pdinbox.bootstrap.rule_texts import read_letter_texts
    from pdinbox.bootstrap.rules import RulesUnusable, compile_letter_texts

    texts = read_letter_texts(configuration_or_built_in(config), folder)
    compiled, mistakes = compile_letter_texts(texts)
    if compiled is None:
        raise RulesUnusable(texts.source, (*texts.mistakes, *mistakes))
    return compiled
