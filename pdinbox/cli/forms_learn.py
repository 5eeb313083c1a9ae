"""`pdinbox forms learn`: an official blank becomes the folder of its edition."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from pdinbox.cli.options import ConfigOption, Exit, examples, fail, out
from pdinbox.cli.paint import plain
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.bootstrap.known_forms import KnownForms
    from pdinbox.model.learned import Learned, Lesson

EXAMPLES = examples(
    "pdinbox forms learn g-28.pdf",
    "pdinbox forms learn 60-001.pdf --name privacy-waiver --edition 60-001",
    "pdinbox forms learn g-28.pdf --update rules/forms/g-28_2027-01-01",
)
_SAFE: Final = re.compile(r"[a-z0-9][a-z0-9.-]*_[A-Za-z0-9][A-Za-z0-9.-]*")
"""The name of a form's folder; the sandbox is not believed about it."""

NameOption = Annotated[str, typer.Option(help="What the form is called. Default: what it prints at its foot, 'form g-28' as g-28.")]
EditionOption = Annotated[str, typer.Option(help="Its edition. Default: the date at its foot, 09/17/18 as 2018-09-17.")]
LikeOption = Annotated[
    str, typer.Option(help="The known edition from which meanings are proposed. Default: the most alike.", metavar="FORM_EDITION")
]
IntoOption = Annotated[
    Path | None, typer.Option(help="Where the folder is made. Default: the forms of the rules.", metavar="FOLDER", show_default=False)
]
UpdateOption = Annotated[
    Path | None,
    typer.Option(help="Make the features of this form's folder anew, and keep its form.yaml.", metavar="FOLDER", show_default=False),
]


def learn(
    blank: Annotated[Path, typer.Argument(help="The official blank, nothing filled in.", metavar="BLANK.pdf")],
    name: NameOption = "",
    edition: EditionOption = "",
    like: LikeOption = "",
    into: IntoOption = None,
    update: UpdateOption = None,
    config: ConfigOption = None,
) -> None:
    """Make the folder of an edition from its official blank: boxes, printed numbers, meanings to confirm, and what its pages look like.

    The blank is opened in the sandbox, and no copy of it is kept. A form that is known by its title only gets its items; any other folder
    that is there already is left alone. docs/forms.md leads through it.
    """
    from pdinbox.bootstrap.known_forms import load_forms, open_learner

    if not blank.is_file():
        fail(
            "Can not be read",
            (f"{blank}: {'this is a folder' if blank.is_dir() else 'there is no such file'}",),
            status=Exit.NOT_UNDERSTOOD,
        )
    known = load_forms(config)
    lesson = _lesson(known, name=name, edition=edition, like=like, update=update)
    with open_learner(config, known) as learner:
        learned = learner.learn(blank, lesson=lesson)
    if learned.trouble:
        fail("Nothing was learned", (f"{blank}: {learned.trouble}",), status=Exit.WRONG)
    folder = _checked_folder(learned, known, into=into, update=update)
    _write(learned, folder)
    _report(learned, folder=folder, blank=blank, is_update=update is not None)


def _lesson(known: "KnownForms", *, name: str, edition: str, like: str, update: Path | None) -> "Lesson":
    from pdinbox.model.learned import Lesson

    editions = {f"{form.name}_{form.edition}": form for form in known.forms}
    if like and like not in editions:
        fail("There is no such form", (f"{like}: see `pdinbox forms list`",), status=Exit.NOT_UNDERSTOOD)
    if update is not None:
        return Lesson(text=_text(update))
    there = editions.get(f"{name}_{edition}")
    is_bare = there is not None and not there.items and not there.unconfirmed
    return Lesson(name=name, edition=edition, like=like, text=_text(known.folder / f"{name}_{edition}") if is_bare else "")


def _text(folder: Path) -> str:
    from pdinbox.bootstrap.known_forms import FORM

    try:
        return (folder / FORM).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        reason = wrong.strerror if isinstance(wrong, OSError) else "it is not UTF-8"
        fail("Can not be read", (f"{folder / FORM}: {reason}",), status=Exit.NOT_UNDERSTOOD)


def _checked_folder(learned: "Learned", known: "KnownForms", *, into: Path | None, update: Path | None) -> Path:
    """Where it is written; ends the command where that is no place for it."""
    from pdinbox.bootstrap.known_forms import FORM
    from pdinbox.reading.forms import FormsError, compile_forms

    try:
        (form,) = compile_forms({FORM: learned.text})
    except FormsError as wrong:
        fail("Nothing was learned", wrong.mistakes, status=Exit.WRONG)
    if update is not None:
        return update
    name = f"{form.name}_{form.edition}"
    if not _SAFE.fullmatch(name):
        fail("That is no name for a folder", (f"{name}: letters, digits, points and hyphens",), status=Exit.NOT_UNDERSTOOD)
    folder = (into or known.folder) / name
    there = next((one for one in known.forms if f"{one.name}_{one.edition}" == name), None)
    is_filled = (folder / FORM).exists() and (into is not None or there is None or bool(there.items or there.unconfirmed))
    if is_filled:
        lines = (f"{folder}: --update {folder} keeps what people named in it and makes its features anew; or give another --edition",)
        fail("It is known already", lines, status=Exit.NOT_UNDERSTOOD)
    return folder


def _write(learned: "Learned", folder: Path) -> None:
    """The features first: a form.yaml is never there without them. Each file whole or not at all."""
    from pdinbox.bootstrap.known_forms import FORM
    from pdinbox.reading.forms import FEATURES

    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in ((FEATURES, learned.features), (FORM, learned.text.encode("utf-8"))):
        unfinished = folder / f".{name}.part"
        unfinished.write_bytes(octets)
        unfinished.replace(folder / name)


def _report(learned: "Learned", *, folder: Path, blank: Path, is_update: bool) -> None:
    known = learned.items - learned.unconfirmed
    made = f"{len(learned.features) / 1000:,.0f} kB of features"
    out.print(plain(f"{'Made anew' if is_update else 'Learned'}: {folder}", style="bold"), soft_wrap=True)
    source = f"meanings from {learned.like}" if learned.like else "no meanings proposed"
    out.print(f"  {number_of(learned.items, 'item')}, {'as they stand' if is_update else source}; {made}")
    for note in learned.notes:
        out.print(plain(f"  {note}", style="yellow"), soft_wrap=True)
    if not learned.unconfirmed:
        out.print("  All items are confirmed.", style="green")
        return
    out.print(
        f"  {known} need no confirmation, {learned.unconfirmed} wait for a person; the form is not in force until then.", style="yellow"
    )
    out.print(plain(f"\n  1. Open {folder / 'form.yaml'} and go through the lines with `confirm: true`."), soft_wrap=True)
    out.print(plain(f"  2. pdinbox forms learn {blank} --update {folder}"), soft_wrap=True)
    out.print(plain(f"  3. pdinbox forms show {folder.name}"), soft_wrap=True)
