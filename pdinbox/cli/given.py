"""The files that a command was given: looked at before the first is judged, standard input among them."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pdinbox.cli.options import Exit, fail

STANDARD_INPUT: Final = Path("-")
MAIL_ENDINGS: Final = (".eml", ".mail")
_HEAD: Final = 65_536
"""Octets that are looked at to tell a mail from a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One file: where its octets are, and the name it goes by."""

    path: Path
    name: str
    shown: str

    @property
    def is_mail(self) -> bool:
        """By its content, as everything is; a name that says so is believed as well."""
        from pdinbox.intake.sniff import sniff
        from pdinbox.model.file import FileKind

        with self.path.open("rb") as octets:
            return Path(self.name).suffix.lower() in MAIL_ENDINGS or sniff(octets.read(_HEAD)).kind is FileKind.EML


@contextmanager
def given(files: Sequence[Path]) -> Iterator[tuple[Given, ...]]:
    """All of them, only when every one can be read: nobody wants half of an answer and then a wrong name. '-' is standard input."""
    wrong = [trouble for file in files if file != STANDARD_INPUT and (trouble := _trouble(file))]
    if list(files).count(STANDARD_INPUT) > 1:
        wrong.append("-: standard input can be read once only")
    if wrong:
        fail("Can not be read", tuple(wrong), status=Exit.NOT_UNDERSTOOD)
    with tempfile.TemporaryDirectory(prefix="pdinbox-") as folder:
        yield tuple(_kept(Path(folder)) if file == STANDARD_INPUT else _named(file) for file in files)


def _named(file: Path) -> Given:
    """Its name without what is no character: a file's name may be any octets."""
    name, shown = (text.encode("utf-8", "replace").decode("utf-8") for text in (file.name, str(file)))
    return Given(path=file, name=name, shown=shown)


def _kept(folder: Path) -> Given:
    """Standard input in a file of its own: the sandbox opens files by their paths."""
    path = folder / "input"
    with path.open("wb") as octets:
        shutil.copyfileobj(sys.stdin.buffer, octets)
    return Given(path=path, name="-", shown="standard input")


def _trouble(file: Path) -> str:
    if file.is_dir():
        return f"{file}: this is a folder; name the files in it"
    try:
        with file.open("rb"):
            return ""
    except OSError as wrong:
        return f"{file}: {wrong.strerror}"
