"""A form: the definition of one known edition, as learned from its official blank and kept in `rules/forms/`."""

from dataclasses import dataclass, field

from pdinbox.model.document import Box, MarkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One printed item. `field` is the PDF field's leaf name, '' where the form has no widget there; `page` is 1-based in the form.

    `on` is the export value that means ticked, '' when any value but Off does. `cells` is the number of comb cells, 0 for a plain box.
    `label` is what the form prints about it, its heading first ('client's contact information / email address'), for learning others.
    """

    key: str
    item: str
    kind: MarkKind
    page: int
    box: Box
    field: str = ""
    on: str = ""
    cells: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A printed text by which a page is recognised: `text` folded (lower case, single spaces), on `page`, near `box`."""

    text: str
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One edition. `title` and `footer` must both stand in a page's text for it to be taken for this form; `rivals` must not.

    `features` is what the form's pages look like, as `forms learn` packed it (see `pdinbox.reading.scan.atlas`); b'' where no blank was
    at hand: then scans of it are not recognised. `unconfirmed` are items whose meaning was proposed by a program and that nobody has
    confirmed yet: nothing reads them.
    """

    name: str
    edition: str
    label: str
    pages: int
    page_size: tuple[float, float]
    title: tuple[str, ...]
    footer: tuple[str, ...]
    rivals: tuple[str, ...]
    items: tuple[Item, ...]
    anchors: tuple[Anchor, ...] = ()
    sample: bool = False
    features: bytes = field(default=b"", repr=False)
    unconfirmed: tuple[Item, ...] = ()
