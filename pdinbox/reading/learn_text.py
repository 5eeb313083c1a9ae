"""What was learned -> the form.yaml that a person goes over."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pdinbox.model.document import Box
from pdinbox.model.form import Anchor, Item
from pdinbox.reading.learn_head import Head
from pdinbox.reading.learn_meaning import UNKNOWN, Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form that nobody has gone over yet. `like` is the edition that meanings came from, '' for none."""

    head: Head
    page_count: int
    page_size: tuple[float, float]
    rivals: tuple[str, ...]
    anchors: tuple[Anchor, ...]
    proposals: tuple[Proposal, ...]
    like: str


def written(draft: Draft) -> str:
    """The YAML text, with what to do at its head."""
    return "\n".join((*_instructions(draft), "", *_facts(draft), *_items(draft.proposals), ""))


def items_of(proposals: Sequence[Proposal]) -> tuple[Item, ...]:
    """The items that the text defines, the unconfirmed ones too."""
    return tuple(_item(proposal) for proposal in proposals)


def _item(proposal: Proposal) -> Item:
    box, field = proposal.box, proposal.box.field
    return Item(
        key=proposal.key,
        item=box.item,
        kind=field.kind,
        page=field.page,
        box=_rounded(field.box),
        field=field.leaf,
        on=field.on,
        cells=field.cells,
        label=" / ".join(words for words in (box.heading, box.label) if words),
    )


def _instructions(draft: Draft) -> Iterator[str]:
    open_ones = sum(not proposal.is_sure for proposal in draft.proposals)
    source = f"meanings proposed from {draft.like}" if draft.like else "no known edition to propose meanings from"
    yield f"# Learned from an official blank; {source}. {open_ones} of {len(draft.proposals)} items wait for a person."
    yield "# The form is not in force while one waits."
    yield "#"
    yield "# 1. Go through the lines with `confirm: true`. Is the key what the box means? Then delete `confirm: true, `."
    yield "#    Else write the right key (those of docs/check-json.md), or delete the line of a box that nobody needs."
    yield "# 2. Look at name, edition, label, title, footer and rivals: title and footer must stand on its pages, no rival may."
    yield "# 3. Make the features fit the keys: pdinbox forms learn BLANK.pdf --update FOLDER. Then: pdinbox forms show FORM_EDITION"


def _facts(draft: Draft) -> Iterator[str]:
    head = draft.head
    yield f"name: {head.name}"
    yield f"edition: {_quoted(head.edition)}"
    yield f"label: {_quoted(head.label)}"
    yield f"pages: {draft.page_count}"
    yield f"page_size: [{', '.join(f'{side:g}' for side in draft.page_size)}]"
    for name, texts in (("title", head.title), ("footer", head.footer), ("rivals", draft.rivals)):
        yield f"{name}: [{', '.join(map(_quoted, texts))}]"
    yield "sample: false"
    yield "anchors:" if draft.anchors else "anchors: []"
    for anchor in draft.anchors:
        yield f"  - {{page: {anchor.page}, text: {_quoted(anchor.text)}, box: {_box(anchor.box or (0, 0, 1, 1))}}}"
    yield "items:" if draft.proposals else "items: []"


def _items(proposals: Sequence[Proposal]) -> Iterator[str]:
    page = 0
    for proposal, item in zip(proposals, items_of(proposals), strict=True):
        if item.page != page:
            page = item.page
            yield f"  # page {page}"
        yield _line(proposal, item)


def _line(proposal: Proposal, item: Item) -> str:
    parts = [
        "" if proposal.is_sure else "confirm: true",
        f"key: {item.key}",
        f"item: {_quoted(item.item)}",
        f"kind: {item.kind.value}",
        f"page: {item.page}",
        f"box: {_box(item.box)}",
        f"field: {_quoted(item.field)}" if item.field else "",
        f"when_ticked: {_quoted(item.on)}" if item.on else "",
        f"cells: {item.cells}" if item.cells else "",
        f"label: {_quoted(item.label)}" if item.label else "",
    ]
    doubt = "" if proposal.is_sure else "  # no meaning found" if item.key.startswith(UNKNOWN) else f"  # {proposal.likeness:.0%} alike"
    return f"  - {{{', '.join(part for part in parts if part)}}}{doubt}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _rounded(box: Box) -> Box:
    x0, top, x1, bottom = (round(side, 1) for side in box)
    return (x0, top, x1, bottom)


def _box(box: Box) -> str:
    return f"[{', '.join(f'{side:g}' for side in _rounded(box))}]"
