"""A form -> a checked value, or its mistakes by field: one way for every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pdinbox.web.visit import Visit

Checked = TypeVar("Checked", bound="FormModel")


class FormModel(BaseModel):
    """The fields of one form. A validator's own words are shown beside the field."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled(Generic[Checked]):
    """A form as it came: the checked `value`, or None with `mistakes` by field. `typed` is what was typed, to be shown again."""

    value: Checked | None
    typed: Mapping[str, str]
    mistakes: Mapping[str, str]


def filled(visit: Visit, model: type[Checked]) -> Filled[Checked]:
    """Check what was posted. A field with several values comes as a list."""
    fields = model.model_fields
    given = {name: _given(visit, name, many=_is_many(fields[name].annotation)) for name in fields if name in visit.form}
    typed = {name: value if isinstance(value, str) else "\n".join(value) for name, value in given.items()}
    try:
        return Filled(value=model.model_validate(given), typed=typed, mistakes={})
    except ValidationError as wrong:
        mistakes = {str(error["loc"][0]) if error["loc"] else "form": _words(error["type"], error["msg"]) for error in wrong.errors()}
        return Filled(value=None, typed=typed, mistakes=mistakes)


def _given(visit: Visit, name: str, *, many: bool) -> str | list[str]:
    return list(visit.texts(name)) if many else visit.text(name)


def _is_many(annotation: object) -> bool:
    return getattr(annotation, "__origin__", None) in {tuple, list}


def _words(kind: str, message: str) -> str:
    return {"missing": "Fill this in."}.get(kind, message.removeprefix("Value error, "))
