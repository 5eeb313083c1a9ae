"""Builders for the reading tests: files with octets at hand, and the forms as the rules state them."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from pdinbox.model.document import Document
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Finding
from pdinbox.model.form import Form
from pdinbox.reading.forms import FEATURES, compile_forms
from pdinbox.reading.read import read_files

RULES = Path(__file__).resolve().parents[3] / "rules"


@dataclass(frozen=True)
class Opened:
    file: File
    octets: bytes


@cache
def forms() -> tuple[Form, ...]:
    return compile_forms(
        {str(path.relative_to(RULES)): path.read_text("utf-8") for path in RULES.glob("forms/*/form.yaml")},
        {str(path.relative_to(RULES)): path.read_bytes() for path in RULES.glob(f"forms/*/{FEATURES}")},
    )


def form(name: str, edition: str) -> Form:
    return next(form for form in forms() if (form.name, form.edition) == (name, edition))


def opened(octets: bytes, *, name: str = "papers.pdf", kind: FileKind = FileKind.PDF, decorative: bool = False) -> Opened:
    digest = sha256(octets).hexdigest()
    return Opened(file=File(path="2", name=name, kind=kind, size=len(octets), digest=digest, decorative=decorative), octets=octets)


def read(octets: bytes, *, kind: FileKind = FileKind.PDF, accept_samples: bool = True) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    return read_files([opened(octets, kind=kind)], forms=forms(), accept_samples=accept_samples)


def only(octets: bytes) -> Document:
    """The one document of a file about which reading has nothing to say."""
    documents, findings = read(octets)
    assert not findings
    (document,) = documents
    return document


def filled(document: Document) -> dict[str, str | bool]:
    """What stands in the items, empty ones, signatures and derived marks left out."""
    skipped = {"client.role", "representative.kind"}
    return {mark.key: mark.value for mark in document.marks if mark.value and mark.kind != "signature" and mark.key not in skipped}
