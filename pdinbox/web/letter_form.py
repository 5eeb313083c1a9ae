"""The form in which a reviewer writes a letter: its fields as they are posted, and what its lists offer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pdinbox.flows.book import Book
from pdinbox.flows.review_drafts import Sheet, Typed
from pdinbox.flows.review_letters import barred
from pdinbox.flows.suggestion import Suggestion
from pdinbox.intake.language import language_of
from pdinbox.model.draft import Draft, DraftKind
from pdinbox.model.inquiry import Inquiry
from pdinbox.policy.suggestion_texts import ASK
from pdinbox.web.forms import FormModel


def _began(text: str) -> str:
    at, _, key = text.partition(" ")
    if text and (not key or datetime.fromisoformat(at).tzinfo is None):
        raise ValueError("this names no draft")
    return text


class LetterForm(FormModel):
    """`letter` is 'ask', the id of an outcome, or ''. `item` are chosen from the list, `more` are others, one a line.

    `draft`, `began` and `version` make the `Sheet`. `place` is the page that it stood on, `view` the view of the queue that the inquiry was
    opened from, as an address has it. `then` says where to go after sending, `to` into which language the letter is put.
    """

    letter: str = ""
    item: tuple[str, ...] = ()
    more: str = ""
    words: str = ""
    language: Literal["", "en", "es"] = ""
    draft: Annotated[str, Field(max_length=200)] = ""
    began: Annotated[str, Field(max_length=250), AfterValidator(_began)] = ""
    version: Annotated[int, Field(ge=1)] = 1
    place: Literal["inquiry", "letter"] = "letter"
    view: Annotated[str, Field(max_length=4000)] = ""
    then: Literal["next", "stay", "queue"] = "next"
    to: Literal["", "en", "es"] = ""

    @property
    def typed(self) -> Typed:
        """All that stands in it, chosen or not: nothing of it is forgotten when another letter is chosen."""
        return Typed(words=self.words, outcome="" if self.letter == ASK else self.letter, items=self.asked, language=self.language)

    @property
    def sent(self) -> Typed:
        """What of it goes into the letter that is chosen."""
        return self.typed if self.letter in {"", ASK} else Typed(words=self.words, outcome=self.letter, language=self.language)

    @property
    def asked(self) -> tuple[str, ...]:
        """What is asked for, each once."""
        return tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in (*self.item, *self.more.splitlines())))))

    def is_as_suggested(self, suggestion: Suggestion) -> bool:
        """Whether nothing was typed or chosen."""
        items = suggestion.items if suggestion.letter == ASK else ()
        return (self.letter, self.asked, self.words) == (suggestion.letter, items, suggestion.words)

    def in_other_words(self, before: Suggestion, after: Suggestion) -> "LetterForm":
        """With what was suggested before in the words of what is suggested now, which says the same in another language."""
        said = dict(zip(before.items, after.items, strict=False)) | {before.words: after.words}
        words = said.get(self.words, self.words) if self.words else ""
        return self.model_copy(update={"item": tuple(said.get(one, one) for one in self.item), "words": words})

    @property
    def sheet(self) -> Sheet:
        """The form itself."""
        at, _, key = self.began.partition(" ")
        return Sheet(key=self.draft, version=self.version, began=(key, datetime.fromisoformat(at)) if key else None)


def began_words(sheet: Sheet) -> str:
    """The draft that the form began with, as a field carries it."""
    return f"{sheet.began[1].isoformat()} {sheet.began[0]}" if sheet.began else ""


def form_of(draft: Draft | None, suggestion: Suggestion, *, place: Literal["inquiry", "letter"], view: str) -> LetterForm:
    """What the form shows at first: the draft, or what is suggested."""
    if draft is None:
        letter = suggestion.letter
        return LetterForm(letter=letter, item=suggestion.items if letter == ASK else (), words=suggestion.words, place=place, view=view)
    others = tuple(one for one in draft.items if one not in suggestion.items)
    guessed = language_of(draft.words or "\n".join(draft.items))
    return LetterForm(
        letter=ASK if draft.kind is DraftKind.ASK else draft.outcome,
        item=tuple(one for one in draft.items if one in suggestion.items),
        more="\n".join(others),
        words=draft.words,
        language="" if draft.language == guessed or draft.language not in {"en", "es"} else "es" if draft.language == "es" else "en",
        place=place,
        view=view,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One letter of the list. `why_not` says why it can not be sent in this inquiry, '' where it can."""

    id: str
    name: str
    why_not: str = ""
    is_suggested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Letters under one heading."""

    name: str
    choices: tuple[Choice, ...]


def groups_of(inquiry: Inquiry, suggestion: Suggestion, *, book: Book) -> tuple[Group, ...]:
    """Every letter that a reviewer can write, in groups."""
    ask = Choice(id=ASK, name="Ask the sender for more", is_suggested=suggestion.letter == ASK)
    answers, ends = (tuple(_choices(inquiry, suggestion, tells_case=tells, book=book)) for tells in (True, False))
    return (
        Group(name="More is needed", choices=(ask,)),
        Group(name="An answer about the case", choices=answers),
        Group(name="An end that tells nothing of the case", choices=ends),
    )


def _choices(inquiry: Inquiry, suggestion: Suggestion, *, tells_case: bool, book: Book) -> Iterator[Choice]:
    for one in book.policy.outcomes:
        if one.tells_case == tells_case:
            name = one.said_in("en").name
            why_not, is_suggested = barred(one, inquiry), suggestion.letter == one.id
            yield Choice(id=one.id, name=name[:1].upper() + name[1:], why_not=why_not, is_suggested=is_suggested)
