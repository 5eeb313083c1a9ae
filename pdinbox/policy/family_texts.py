"""The shape of `rules/family.yaml`, as pydantic holds policy staff to it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pdinbox.policy.texts import Line, Phrases


class FamilyExampleText(BaseModel):
    """A made-up mail, how many people it is about, and how many A-numbers it only mentions or leaves unclear."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line
    text: str
    people: int
    mentioned: int = 0
    unclear: int = 0


class FamilyText(BaseModel):
    """family.yaml: the words that tell the people a mail is about from those it mentions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    because: Line
    most_people: Annotated[int, Field(ge=2, le=50)]
    alike: Annotated[float, Field(ge=50, le=100)]
    alike_within_days: Annotated[int, Field(ge=0, le=3650)]
    clients: Phrases
    leads: Phrases
    list_words: Annotated[tuple[str, ...], Field(min_length=1)]
    mentions: Phrases
    one_person: Phrases
    examples: Annotated[tuple[FamilyExampleText, ...], Field(min_length=1)]
