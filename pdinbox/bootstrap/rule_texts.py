"""The folders `rules/` and `templates/` -> their texts as they lie there now, with one name (a digest) for all of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pdinbox.adapters.folder import Stamp, read_octets, stamp_of
from pdinbox.bootstrap.places import RULE_ENDINGS
from pdinbox.policy.crosscheck import Mistake
from pdinbox.ports import Refused
from pdinbox.reading.forms import FEATURES
from pdinbox.settings import Configuration

LETTER_ENDINGS: Final = (".txt", ".html")
LETTERS_BELOW: Final = "templates/mail/"
_FORMS: Final = "rules/forms/"


@dataclass(frozen=True, kw_only=True)
class RuleTexts:
    """Everything under both folders: `files` are the octets by path ('rules/topics.yaml', 'templates/mail/layout.html')."""

    files: Mapping[str, bytes]
    source: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every path and its octets: any changed character changes it."""
        return _digest(self.files)

    @cached_property
    def forms_digest(self) -> str:
        """The same over the forms alone, by which a reader knows whether it must be made anew."""
        return _digest({path: octets for path, octets in self.files.items() if path.startswith(_FORMS)})

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """The texts under `rules/`, by path relative to it. What is no UTF-8 is left out, see `mistakes`."""
        return self._texts("rules/", RULE_ENDINGS)

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """The templates of letters, by path relative to `templates/mail/`."""
        return self._texts(LETTERS_BELOW, LETTER_ENDINGS)

    @property
    def features(self) -> Mapping[str, bytes]:
        """What was learned of forms, by path relative to `rules/`."""
        return {path.removeprefix("rules/"): octets for path, octets in self.files.items() if path.endswith(FEATURES)}

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Files that are no text."""
        words = "this is not UTF-8: save it as UTF-8 again"
        return tuple(
            Mistake(file=path, key="", message=words)
            for path, octets in self.files.items()
            if path.endswith((*RULE_ENDINGS, *LETTER_ENDINGS)) and _text(octets) is None
        )

    def text(self, path: str) -> str:
        """The text of that path, '' where there is none."""
        return _text(self.files.get(path, b"")) or ""

    def _texts(self, below: str, endings: tuple[str, ...]) -> Mapping[str, str]:
        found = {
            path.removeprefix(below): text
            for path, octets in self.files.items()
            if path.startswith(below) and path.endswith(endings) and (text := _text(octets)) is not None
        }
        return MappingProxyType(found)


def read_rule_texts(configuration: Configuration) -> RuleTexts:
    """As they lie in the folders of the settings now. Raises Refused for a folder or a file that can not be read."""
    files: dict[str, bytes] = {}
    for below, folder, endings in _folders(configuration):
        files.update({f"{below}{path}": octets for path, octets in read_octets(folder, endings=endings).items()})
    return RuleTexts(files=files, source=_source(configuration))


def read_letter_texts(configuration: Configuration, folder: Path | None) -> RuleTexts:
    """The templates of letters alone: those of the settings, or of a copy: mail/ itself, templates/, or the folder with templates/ in it.

    Raises Refused when there is no such folder or a file can not be read.
    """
    root = _mail_folder(folder) if folder is not None else configuration.resolve(configuration.settings.templates) / "mail"
    files = {f"{LETTERS_BELOW}{path}": octets for path, octets in read_octets(root, endings=LETTER_ENDINGS).items()}
    return RuleTexts(files=files, source=str(root))


def _mail_folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}; copy templates/mail and name the copy")
    return next((inside for inside in (folder / "templates" / "mail", folder / "mail") if inside.is_dir()), folder)


def stamp_rules(configuration: Configuration) -> Stamp:
    """Names, sizes and times of all these files: cheap, and other after any ordinary edit."""
    return tuple(one for _, folder, endings in _folders(configuration) for one in stamp_of(folder, endings=endings))


def with_folder(configuration: Configuration, folder: Path | None) -> Configuration:
    """The same settings over a copy of the rules: a folder `rules/` itself, or one that holds rules/ and perhaps templates/.

    Raises Refused when there is no such folder.
    """
    if folder is None:
        return configuration
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}; copy rules/ and name the copy")
    whole = folder.resolve()
    inside = {name: whole / name for name in ("rules", "templates") if (whole / name).is_dir()}
    changed = inside if "rules" in inside else {"rules": whole}
    return Configuration(settings=configuration.settings.model_copy(update=changed), source=configuration.source, base=configuration.base)


def _folders(configuration: Configuration) -> tuple[tuple[str, Path, tuple[str, ...]], ...]:
    settings, resolve = configuration.settings, configuration.resolve
    return (
        ("rules/", resolve(settings.rules), (*RULE_ENDINGS, FEATURES)),
        (LETTERS_BELOW, resolve(settings.templates) / "mail", LETTER_ENDINGS),
    )


def _source(configuration: Configuration) -> str:
    settings, resolve = configuration.settings, configuration.resolve
    return f"{resolve(settings.rules)} and {resolve(settings.templates)}"


def _digest(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return whole.hexdigest()


def _text(octets: bytes) -> str | None:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return None
