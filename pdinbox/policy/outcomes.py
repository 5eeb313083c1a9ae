"""How an inquiry can end, as `rules/requests.yaml` says it in both languages: the shape of its lines, and what they compile to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[str, Field(min_length=1)]


class OutcomeWordsText(BaseModel):
    """One language: `name` in lists, `says` in the letter, `next` what the sender can do now."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Words
    says: Words
    next: Words


class OutcomeText(BaseModel):
    """One way to end. `ends`: as resolved, withdrawn or closed. `case`: it answers what was asked about the case.

    `own_words`: without words of the reviewer's own its letter says too little.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
    citation: str = ""
    because: Words
    ends: Literal["resolved", "withdrawn", "closed"]
    case: bool
    own_words: bool = False
    en: OutcomeWordsText
    es: OutcomeWordsText


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeWords:
    """What one outcome is called and says in one language."""

    name: str
    says: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`ends` is the state in which the inquiry ends: 'resolved', 'withdrawn' or 'closed'.

    `tells_case`: its letter goes to nobody whose authority is not shown. `needs_words`: it does not go without words of the reviewer's own.
    """

    id: str
    ends: str
    tells_case: bool
    needs_words: bool
    words: tuple[tuple[str, OutcomeWords], ...]

    def said_in(self, language: str) -> OutcomeWords:
        """In English, or in Spanish ('es')."""
        return dict(self.words)[language]


def compile_outcomes(texts: Iterable[OutcomeText]) -> tuple[Outcome, ...]:
    """The outcomes of that file, in its order."""
    return tuple(
        Outcome(
            id=one.id,
            ends=one.ends,
            tells_case=one.case,
            needs_words=one.own_words,
            words=tuple(
                (language, OutcomeWords(name=said.name, says=said.says, next=said.next))
                for language, said in (("en", one.en), ("es", one.es))
            ),
        )
        for one in texts
    )
