"""The shapes of what is dated in the files under `rules/`: lines that hold for a time, and settings that become others on a day."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pdinbox.model.nearest import did_you_mean
from pdinbox.policy.misfit_words import misfit_in_words, no_day

_LOOKS_LIKE_A_DAY = re.compile(r"\d{4}-\d\d?-\d\d?")


class DatedText(BaseModel):
    """A line that holds from a day on (that day too), or until one (that day no more); see `policy.periods`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "DatedText":
        if self.from_ and self.until and self.until <= self.from_:
            raise ValueError("until must be later than from: it is the first day on which the line no longer holds")
        return self


class ChangeText(BaseModel):
    """From that day on these settings of a file hold in place of those before: any keys of the file but `changes`."""

    model_config = ConfigDict(extra="allow", frozen=True)

    from_: Annotated[date, Field(alias="from")]

    @property
    def settings(self) -> dict[str, Any]:
        """What becomes other, by key."""
        return dict(self.model_extra or {})


def check_changes(text: BaseModel, changes: Iterable[ChangeText]) -> None:
    """Whether every change leaves a file that would be taken as it stands. Raises ValueError that says which does not, and why."""
    for change in changes:
        try:
            type(text).model_validate({**text.model_dump(exclude={"changes"}), **change.settings})
        except ValidationError as wrong:
            raise ValueError(f"the change from {change.from_}: {_first_misfit(wrong, shape=type(text))}") from wrong


def _first_misfit(wrong: ValidationError, *, shape: type[BaseModel]) -> str:
    error = wrong.errors(include_url=False)[0]
    key = str(error["loc"][0])
    if error["type"] != "extra_forbidden":
        return f"{key}: {misfit_in_words(error, shape)}"
    allowed = [name for name in shape.model_fields if name != "changes"]
    return f"{key}: there is no such key here; allowed are from, {', '.join(allowed)}{did_you_mean(key, allowed)}"


def day_as_text(value: Any) -> Any:
    """A day as '2018-09-17', anything else as it is. Raises ValueError for what is written like a day and is none."""
    if isinstance(value, date):
        return value.isoformat()  # YAML reads an edition's date as one
    if isinstance(value, str) and _LOOKS_LIKE_A_DAY.fullmatch(value):
        try:
            date(*map(int, value.split("-")))
        except ValueError:
            raise ValueError(no_day(value)) from None
    return value
