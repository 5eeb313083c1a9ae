"""A document: a run of pages in a file recognised as one thing, with the marks read in its items."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points, origin at the top left of the page as the file gives it."""


class MarkKind(StrEnum):
    """How an item is filled in."""

    TEXT = "text"
    TICK = "tick"
    SIGNATURE = "signature"


class Signature(StrEnum):
    """What stands in a signature box. Only `ink` and `digital` are signatures."""

    INK = "ink"
    TYPED = "typed"
    IMAGE = "image"
    DIGITAL = "digital"
    DIGITAL_INVALID = "digital_invalid"
    NONE = "none"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What was read in one item.

    `key` is the item's meaning ('client.family_name'), `item` its printed number ('Part 3 item 6.a').
    `value` is text (also the `Signature` value of a signature) or, for a tick, a bool. `confidence` is 0 to 1.
    `page` is 1-based in the file; `box` lies on that page. `file` is the path of that file, '' where it is the document's own.
    `print` is a fingerprint of a signature's picture: two marks with the same one, not '', show the very same picture, dot for dot.
    """

    key: str
    item: str
    kind: MarkKind
    value: str | bool
    confidence: float
    page: int
    box: Box
    file: str = ""
    print: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Pages of a document that lie in one file: `file` is `File.path`, `pages` are 1-based pages of it, in the order of the form.

    `of_form` says of each which page of the form it is; () where nobody knows.
    """

    file: str
    file_name: str
    pages: tuple[int, ...]
    of_form: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A page of the form that was not found, and the keys of the items that are printed on it."""

    page: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`form` is 'g-28', 'privacy-waiver', another known form's name, or 'other'; `edition` its date or None.

    `file` is the path of the file (`File.path`), `pages` are 1-based pages of that file in the order of the form;
    `missing_pages` are page numbers of the form that were not found. `text` is what was read beside the items (waiver letters).
    `parts` says of a document put together from several files what lies where, in the order of the form, and last what came twice;
    () where all lies in `file`. `absent` says what the missing pages carry, where the form's items are known.
    """

    form: str
    edition: str | None
    file: str
    file_name: str
    pages: tuple[int, ...]
    confidence: float
    marks: tuple[Mark, ...]
    missing_pages: tuple[int, ...] = ()
    text: str = ""
    parts: tuple[Part, ...] = ()
    absent: tuple[Absence, ...] = ()

    @property
    def key(self) -> str:
        """A name for it that is the same whenever the same is read: findings point to it across the mails of an inquiry."""
        marks = sorted(f"{mark.key}={mark.value}" for mark in self.marks)
        facts = (self.form, self.edition or "", self.file, self.file_name, *map(str, self.pages), *marks, self.text)
        return hashlib.sha256("\0".join(facts).encode("utf-8", "replace")).hexdigest()[:16]

    def mark(self, key: str) -> Mark | None:
        """The mark of that meaning, or None where the form has no such item or nothing was read."""
        # asked for some two hundred times a form: a generator would cost twice as much
        for mark in self.marks:
            if mark.key == key:
                return mark
        return None

    def says(self, key: str) -> str:
        """The text read for that meaning, '' where there is none."""
        found = self.mark(key)
        return found.value if found and isinstance(found.value, str) else ""

    def ticks(self, key: str) -> bool:
        """Whether that box is ticked."""
        found = self.mark(key)
        return bool(found and found.value is True)
