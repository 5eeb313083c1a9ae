"""settings -> the known forms and who learns new ones: what `pdinbox forms` needs, and nothing of the rest of the rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pdinbox.adapters.folder import read_octets, read_texts
from pdinbox.adapters.sandbox import SandboxReader
from pdinbox.bootstrap.doors import open_reader
from pdinbox.bootstrap.places import configuration_or_built_in
from pdinbox.model.form import Form
from pdinbox.model.unusable import Unusable
from pdinbox.reading.forms import FEATURES, FormsError, compile_forms

FORM = "form.yaml"
"""The file in a form's folder that defines it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownForms:
    """The forms, and the folder in which each has its own."""

    forms: tuple[Form, ...]
    folder: Path


def load_forms(path: Path | None) -> KnownForms:
    """By the settings, or as they come with the program where there are none. Raises Refused, and Unusable with every mistake."""
    configuration = configuration_or_built_in(path)
    folder = configuration.resolve(configuration.settings.rules) / "forms"
    try:
        forms = compile_forms(read_texts(folder, endings=(FORM,)), read_octets(folder, endings=(FEATURES,)))
    except FormsError as wrong:
        raise Unusable(str(folder), wrong.mistakes) from wrong
    return KnownForms(forms=forms, folder=folder)


@contextmanager
def open_learner(path: Path | None, known: KnownForms) -> Iterator[SandboxReader]:
    """The sandbox, for one blank at a time."""
    reader = open_reader(configuration_or_built_in(path), forms=known.forms, accept_samples=False, processes=1)
    try:
        yield reader
    finally:
        reader.close()
