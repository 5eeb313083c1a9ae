"""The door to folders of rules and templates, and of what was learned beside them: read whole, by relative path."""

from contextlib import suppress
from pathlib import Path

from pdinbox.ports import Refused

Stamp = tuple[tuple[str, int, int], ...]
"""Path, size and time of change (ns) of each file."""


def read_texts(root: Path, *, endings: tuple[str, ...]) -> dict[str, str]:
    """Every file below `root` with one of the endings, by its path relative to `root` with forward slashes.

    Raises Refused when the folder or a file can not be read, or a file is not UTF-8.
    """
    return {path.relative_to(root).as_posix(): _text(path) for path in _files(root, endings)}


def read_octets(root: Path, *, endings: tuple[str, ...]) -> dict[str, bytes]:
    """The same for files that are no texts. Raises Refused when the folder or a file can not be read."""
    return {path.relative_to(root).as_posix(): _octets(path) for path in _files(root, endings)}


def stamp_of(root: Path, *, endings: tuple[str, ...]) -> Stamp:
    """What tells cheaply whether any of these files changed. Raises Refused when the folder is gone; a file that just went is left out."""
    found = []
    for path in _files(root, endings):
        with suppress(OSError):
            facts = path.stat()
            found.append((str(path), facts.st_size, facts.st_mtime_ns))
    return tuple(found)


def _files(root: Path, endings: tuple[str, ...]) -> list[Path]:
    if not root.is_dir():
        raise Refused(f"there is no folder {root}; name the right one in the settings")
    return [path for path in sorted(root.rglob("*")) if path.is_file() and path.name.endswith(endings) and not path.name.startswith(".")]


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise Refused(f"{path} can not be read: {wrong}") from wrong


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(f"{path} can not be read: {wrong}") from wrong
