"""Words that a reviewer types: from an option, a file, standard input, or the editor."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pdinbox.cli.options import Exit, fail

TextOption = Annotated[str, typer.Option("--text", "-t", help="The words themselves.", metavar="WORDS")]
FileOption = Annotated[
    Path | None, typer.Option("--file", "-f", help="A text file with the words; - is standard input.", metavar="FILE", show_default=False)
]


def typed_words(text: str, file: Path | None, *, before: str = "") -> str:
    """The words; `before` is what the editor opens with. Ends the command where two ways were chosen or the file is no text."""
    if text and file is not None:
        fail("Choose one", ("--text or --file",), status=Exit.NOT_UNDERSTOOD)
    if text:
        return text
    if file is not None and str(file) != "-":
        return _decoded(file.read_bytes(), name=str(file))
    if file is not None or not is_terminal():
        return _decoded(sys.stdin.buffer.read(), name="standard input")
    return _edited(before)


def is_terminal() -> bool:
    """Whether a person types; else standard input is read."""
    return sys.stdin.isatty()


def _edited(before: str) -> str:
    """The words as they were saved in the editor. The file goes only once they were read: an editor that fails loses nothing."""
    chosen = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    handle, name = tempfile.mkstemp(prefix="pdinbox-", suffix=".txt")
    path = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(before)
    if subprocess.run([*chosen, name], check=False).returncode:  # noqa: S603  the person's own editor
        fail("The editor failed", (f"{chosen[0]}; what it saved is in {name}",), status=Exit.WRONG)
    words = _decoded(path.read_bytes(), name=name)
    path.unlink()
    return words


def _decoded(octets: bytes, *, name: str) -> str:
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        fail("That is no text", (f"{name}: it is not UTF-8",), status=Exit.NOT_UNDERSTOOD)
