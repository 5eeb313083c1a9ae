"""The shape of `rules/suggestions.yaml`: which letter a reviewer finds chosen, and why."""

from string import Formatter
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pdinbox.model.finding import Outcome
from pdinbox.model.verdict import Authority
from pdinbox.policy.dated_text import DatedText
from pdinbox.policy.texts import CueText, Id, Line, OfficeCode

ASK: Final = "ask"
"""The letter that asks for more; every other one is an outcome."""
PLACEHOLDERS: Final = ("words", "points", "topic")
Open = Literal["must_fix", "to_check", "nothing"]
Desk = Literal["ours", "elsewhere", "person"]


def _has_known_places(text: str) -> str:
    for _, name, spec, conversion in Formatter().parse(text):
        if name is not None and (name not in PLACEHOLDERS or spec or conversion):
            raise ValueError(f"{{{name}}} is nothing that is known here; known are {', '.join(f'{{{one}}}' for one in PLACEHOLDERS)}")
    return text


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WhenText(_Text):
    """All that are named must hold."""

    verdict: tuple[Authority, ...] = ()
    open: tuple[Open, ...] = ()
    curable: bool | None = None
    decided_by: tuple[OfficeCode, ...] = ()
    desk: tuple[Desk, ...] = ()
    after: tuple[Id, ...] = ()
    changes: tuple[Id, ...] = ()
    office_says: tuple[CueText, ...] = ()


class SuggestionExampleText(_Text):
    """A made-up inquiry, and whether this line fits first. `mail` and `office` are words, `letters` kinds that went out since."""

    name: Line
    verdict: Authority = Authority.NEEDS_PERSON
    open: Literal[Outcome.MUST_FIX, Outcome.TO_CHECK] | None = None
    curable: bool = False
    requests: tuple[Id, ...] = ()
    topic: Id = "pd"
    mail: str = ""
    office: str = ""
    letters: tuple[Id, ...] = ()
    expect: Annotated[bool, Field(strict=True)]


class SuggestionText(DatedText):
    """One line: the letter, when it is proposed, and the reason that the page shows."""

    id: Id
    citation: str = ""
    because: Line
    letter: Id
    words: Literal["", "contact"] = ""
    says: Annotated[Line, AfterValidator(_has_known_places)]
    when: WhenText
    examples: Annotated[tuple[SuggestionExampleText, ...], Field(min_length=1)]


class SuggestionsText(_Text):
    """The file suggestions.yaml."""

    otherwise: Line
    suggestions: Annotated[tuple[SuggestionText, ...], Field(min_length=1)]
