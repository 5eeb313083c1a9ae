"""A form: the definition of one known edition, as learned from its official blank and kept in `rules/forms/`."""

from dataclasses import dataclass

from pdinbox.model.document import Box, MarkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One printed item. `field` is the PDF field's leaf name, '' where the form has no widget there; `page` is 1-based in the form.

    `on` is the export value that means ticked, '' when any value but Off does.
    """

    key: str
    item: str
    kind: MarkKind
    page: int
    box: Box
    field: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A printed text by which a page is recognised: `text` folded (lower case, single spaces), on `page`, near `box`."""

    text: str
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One edition. `title` and `footer` must both stand in a page's text for it to be taken for this form; `rivals` must not."""

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
