"""rules/forms texts -> forms. Each edition is one YAML file; every mistake in all of them is told at once, with file and key."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pdinbox.model.document import MarkKind
from pdinbox.model.form import Anchor, Form, Item
from pdinbox.model.nearest import did_you_mean

FEATURES = "features.bin"
"""The file beside a form.yaml that says what the pages look like."""

_Box = tuple[float, float, float, float]


class FormsError(Exception):
    """The texts can not be put in force. `mistakes` names each one: file, key, what is wrong."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _upright(box: _Box | None) -> _Box | None:
    if box and not (0 <= box[0] < box[2] and 0 <= box[1] < box[3]):
        raise ValueError("a box is x0, top, x1, bottom in points from the top left, x0 < x1 and top < bottom")
    return box


def _folded(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        if not text or text != " ".join(text.lower().split()):
            raise ValueError(f"{text!r} must be written in lower case with single spaces, as pages are compared")
    return texts


class _AnchorText(_Strict):
    page: int = Field(ge=1)
    text: str = Field(min_length=1)
    box: _Box | None = None

    _is_upright = field_validator("box")(_upright)


class _ItemText(_Strict):
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")
    item: str = Field(min_length=1)
    kind: Literal["text", "tick", "signature"]
    page: int = Field(ge=1)
    box: _Box
    field: str = ""
    when_ticked: str = ""
    cells: int = Field(default=0, ge=0, le=40)
    label: str = ""
    confirm: bool = False

    _is_upright = field_validator("box")(_upright)


class _FormText(_Strict):
    name: str = Field(pattern=r"^[a-z0-9-]+$")
    edition: str = Field(min_length=1)
    label: str = Field(min_length=1)
    pages: int = Field(ge=1, le=40)
    page_size: tuple[float, float]
    title: tuple[str, ...] = Field(min_length=1)
    footer: tuple[str, ...] = Field(min_length=1)
    rivals: tuple[str, ...] = ()
    sample: bool = False
    anchors: tuple[_AnchorText, ...] = ()
    items: tuple[_ItemText, ...] = ()

    _is_folded = field_validator("title", "footer", "rivals")(_folded)

    @model_validator(mode="after")
    def _is_consistent(self) -> "_FormText":
        keys = [item.key for item in self.items]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"items named twice: {', '.join(twice)}")
        pages = {*(item.page for item in self.items), *(anchor.page for anchor in self.anchors)}
        beyond = sorted(page for page in pages if page > self.pages)
        if beyond:
            raise ValueError(f"pages that the form does not have: {', '.join(map(str, beyond))}")
        return self


def compile_forms(texts: Mapping[str, str], features: Mapping[str, bytes] = MappingProxyType({})) -> tuple[Form, ...]:
    """The forms in those YAML texts by relative path ('forms/g-28_2018-09-17/form.yaml'), sorted by path.

    `features` are the packed features by path ('forms/g-28_2018-09-17/features.bin'); a form without any is read from digital files only.
    An item marked `confirm: true` stands in `Form.unconfirmed` and not among its items: what nobody has confirmed is not read (`in_force`).
    Raises FormsError with every mistake in every file.
    """
    forms: list[Form] = []
    mistakes: list[str] = []
    for path in sorted(texts):
        try:
            text = _FormText.model_validate(yaml.load(texts[path], Loader=yaml.CSafeLoader))
            forms.append(_form(text, features.get(f"{path.rpartition('/')[0]}/{FEATURES}", b"")))
        except yaml.YAMLError as error:
            mistakes.append(f"{path}: not YAML: {' '.join(str(error).split())}")
        except ValidationError as error:
            mistakes.extend(_told(path, error))
    mistakes.extend(_twins(forms))
    if mistakes:
        raise FormsError(tuple(mistakes))
    return tuple(forms)


def in_force(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """The forms as the desk reads them. One with unconfirmed items would find boxes empty that nobody looked into: it waits.

    Until it is confirmed it is what it was before it was learned: an unknown edition where others of its name are known, else a form
    known by its title alone.
    """
    whole = tuple(form for form in forms if not form.unconfirmed)
    named = {form.name for form in whole if form.items and not form.sample}
    return tuple(
        form if not form.unconfirmed else replace(form, items=(), unconfirmed=(), features=b"")
        for form in forms
        if not form.unconfirmed or form.name not in named
    )


def _told(path: str, error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        place = ".".join(map(str, detail["loc"])) or "the whole file"
        yield f"{path}: {place}: {_said(detail['loc'], detail['msg']) if detail['type'] == 'extra_forbidden' else detail['msg']}"


def _said(location: tuple[int | str, ...], message: str) -> str:
    """What a key that is not known should have been."""
    shape = _PARTS.get(str(location[0]), _FormText) if len(location) > 1 else _FormText
    allowed = tuple(shape.model_fields)
    return f"{message}; allowed are {', '.join(allowed)}{did_you_mean(str(location[-1]), allowed)}"


_PARTS: Mapping[str, type[_Strict]] = {"items": _ItemText, "anchors": _AnchorText}


def _twins(forms: list[Form]) -> Iterator[str]:
    names = [(form.name, form.edition) for form in forms]
    for name, edition in sorted({pair for pair in names if names.count(pair) > 1}):
        yield f"{name} {edition}: defined in two files"


def _form(text: _FormText, features: bytes) -> Form:
    return Form(
        name=text.name,
        edition=text.edition,
        label=text.label,
        pages=text.pages,
        page_size=text.page_size,
        title=text.title,
        footer=text.footer,
        rivals=text.rivals,
        items=tuple(_item(item) for item in text.items if not item.confirm),
        anchors=tuple(Anchor(text=anchor.text, page=anchor.page, box=anchor.box) for anchor in text.anchors),
        sample=text.sample,
        features=features,
        unconfirmed=tuple(_item(item) for item in text.items if item.confirm),
    )


def _item(text: _ItemText) -> Item:
    return Item(
        key=text.key,
        item=text.item,
        kind=MarkKind(text.kind),
        page=text.page,
        box=text.box,
        field=text.field,
        on=text.when_ticked,
        cells=text.cells,
        label=text.label,
    )
