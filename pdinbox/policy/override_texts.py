"""The shape of `rules/overrides.yaml`, and the reasons that it compiles to."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[str, Field(min_length=1)]


class OverrideReasonText(BaseModel):
    """One reason: its words are offered to reviewers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
    because: Words
    en: Words


class OverridesText(BaseModel):
    """The file overrides.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    citation: str = ""
    because: Words
    reasons: Annotated[tuple[OverrideReasonText, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideReason:
    """Why a finding may be set aside; `words` are for reviewers."""

    id: str
    words: str


def compile_override_reasons(text: OverridesText) -> tuple[OverrideReason, ...]:
    """The reasons in the order of the file."""
    return tuple(OverrideReason(id=one.id, words=one.en) for one in text.reasons)
