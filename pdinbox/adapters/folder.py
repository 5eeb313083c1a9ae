"""The door to folders of texts that people edit: rules and templates, read whole, by relative path."""

from pathlib import Path

from pdinbox.ports import Refused


def read_texts(root: Path, *, endings: tuple[str, ...]) -> dict[str, str]:
    """Every file below `root` with one of the endings, by its path relative to `root` with forward slashes.

    Raises Refused when the folder or a file can not be read, or a file is not UTF-8.
    """
    if not root.is_dir():
        raise Refused(f"there is no folder {root}; name the right one in the settings")
    texts: dict[str, str] = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name.endswith(endings) and not path.name.startswith("."):
            texts[path.relative_to(root).as_posix()] = _text(path)
    return texts


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(f"{path} can not be read: {wrong}") from wrong
