"""The forms of the inquiry's page: what each asks for, and the words where it is missing."""

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from pdinbox.model.inquiry import is_inquiry_number
from pdinbox.model.override import FEWEST_WORDS
from pdinbox.web.forms import FormModel


def needed(mistake: str) -> AfterValidator:
    """A field that must not be empty, with the words that stand beside it where it is."""

    def check(typed: str) -> str:
        if not typed:
            raise ValueError(mistake)
        return typed

    return AfterValidator(check)


class Versioned(FormModel):
    """`version` is that of the inquiry as the page showed it; a form without it is one of an older page."""

    version: Annotated[int, Field(ge=1)] = 1


class Reasoned(Versioned):
    """Something that needs a reason."""

    reason: Annotated[str, needed("Say why.")] = ""


class GiveBack(Versioned):
    """A reason is welcome and not asked for."""

    reason: str = ""


class Assign(GiveBack):
    """To whom."""

    assignee: Annotated[str, needed("Choose who gets it.")] = ""


class Reroute(Reasoned):
    """Where to."""

    office: Annotated[str, needed("Choose a field office.")] = ""
    tell: str = ""


class Beside(GiveBack):
    """Another inquiry."""

    other: str = ""

    @field_validator("other")
    @classmethod
    def _is_a_number(cls, number: str) -> str:
        if not is_inquiry_number(number):
            raise ValueError("Write the whole inquiry number, such as PD-2026-000001-R.")
        return number.upper()


class Close(Reasoned):
    """How it ends."""

    outcome: str = ""


class Restrict(Reasoned):
    """What protects it, '' where a reviewer decides so."""

    law: str = ""


class Note(FormModel):
    """Words for reviewers."""

    words: Annotated[str, needed("Write the note.")] = ""


class Language(Versioned):
    """The language of its letters."""

    language: str = ""


class SetAside(Versioned):
    """A finding, and why it does not count."""

    finding: str = ""
    reason: Annotated[str, needed("Choose a reason.")] = ""
    words: str = ""

    @field_validator("words")
    @classmethod
    def _says_enough(cls, words: str) -> str:
        if len(words) < FEWEST_WORDS:
            raise ValueError(f"Say why in at least {FEWEST_WORDS} characters.")
        return words


class Settle(Reasoned):
    """What a mail said of the inquiry itself, decided on."""

    kind: str = ""


class Represent(GiveBack):
    """Who speaks for it from now on."""

    address: str = ""


class Redirect(Reasoned):
    """Whose matter it is, and whether its sender is told."""

    topic: str = ""
    silent: str = ""


class Decided(Versioned):
    """An override that somebody asked for or made."""

    override: str = ""
