"""What a reviewer typed -> a draft that is kept: it replaces no other words unless asked to, and only its author throws it away."""

from dataclasses import dataclass, replace
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.review import Decision, Refusal, Reviewer, log_line, outcome_refusal
from pdinbox.inquiries.steps import Actor
from pdinbox.intake.language import language_of
from pdinbox.model.draft import Draft, DraftKind
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A letter as it was typed: an `outcome` makes it a resolution, otherwise more is asked for. `language` '' is found in the words."""

    words: str = ""
    outcome: str = ""
    items: tuple[str, ...] = ()
    language: str = ""

    @property
    def kind(self) -> DraftKind:
        """What it is to become."""
        return DraftKind.RESOLUTION if self.outcome else DraftKind.ASK


def drafted(inquiry: Inquiry, typed: Typed, *, by: Reviewer, at: datetime) -> Draft:
    """The draft of what was typed, with a key of its own."""
    words = typed.words.strip()
    return Draft(
        key=f"draft:{inquiry.number}:{by.name}:{at:%Y%m%dT%H%M%S.%f}",
        inquiry=inquiry.number,
        kind=typed.kind,
        language=typed.language or language_of(words or "\n".join(typed.items)),
        words=words,
        author=by.name,
        at=at,
        version=inquiry.version,
        outcome=typed.outcome,
        items=tuple(" ".join(item.split()) for item in typed.items if item.strip()),
    )


def own_draft(drafts: tuple[Draft, ...], *, by: Reviewer, kind: DraftKind | None = None) -> Draft | None:
    """The newest draft of that person; of one kind where it is named."""
    return next((one for one in reversed(drafts) if one.author == by.name and kind in {None, one.kind}), None)


def save_draft(
    inquiry: Inquiry, typed: Typed, *, before: Draft | None = None, replaces: bool = False, by: Reviewer, at: datetime, book: Book
) -> Decision:
    """Keep it. `before` is the same person's draft of that kind: with `replaces` the new words take its place, else it is refused."""
    made = drafted(inquiry, typed, by=by, at=at)
    if not (made.words or made.items or made.outcome):
        return Refusal(words=f"{inquiry.number}: there is nothing to keep; give the words, what you ask for, or an outcome.")
    refused = outcome_refusal(inquiry.number, made.outcome, book=book)
    if refused:
        return Refusal(words=refused)
    if before is not None and not replaces:
        words = f"{inquiry.number}: you have a draft of {before.at:%b %-d %H:%M} UTC already; edit it, or say that these words replace it."
        return Refusal(words=words)
    kept = made if before is None else replace(made, key=before.key)
    words = f"Draft saved: {described(kept)}"
    return Plan(at=at, drafts=(kept,), log=(log_line(inquiry, "draft-saved", words, by=by, at=at),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form that somebody writes a letter in. `key` is that of its draft, and no other form's; `version` that of the inquiry it showed.

    `began` is the draft that it showed at first, by key and time; None for an empty one.
    """

    key: str
    version: int
    began: tuple[str, datetime] | None = None


def on_sheet(inquiry: Inquiry, typed: Typed, sheet: Sheet, *, is_sent: bool = False, by: Reviewer, at: datetime) -> Draft:
    """The draft of what stands in that form. A key that is not this person's, or `is_sent` already, gives way to a new one."""
    made = drafted(replace(inquiry, version=min(sheet.version, inquiry.version)), typed, by=by, at=at)
    is_own = sheet.key.startswith(sheet_key(inquiry.number, "", by=by)) and not is_sent
    return replace(made, key=sheet.key) if is_own else made


def sheet_key(number: str, name: str, *, by: Reviewer) -> str:
    """The key of a form's draft; `name` is the form's own."""
    return f"draft:{number}:{by.name}:{name}"


def begun_with(sheet: Sheet, drafts: tuple[Draft, ...], *, by: Reviewer) -> Draft | None:
    """The draft that the form began with, where it stands there as it was: its words go on in the form's own draft.

    One that another window wrote on meanwhile is left alone: then both are kept.
    """
    stands = (one for one in drafts if one.author == by.name and (one.key, one.at) == sheet.began and one.key != sheet.key)
    return next(stands, None)


def keep_typed(
    inquiry: Inquiry, typed: Typed, sheet: Sheet, *, drafts: tuple[Draft, ...], sent: Draft | None = None, by: Reviewer, at: datetime
) -> Decision:
    """Keep what stands in the form, again and again while somebody writes. Only a person's first draft is a line in the history.

    `drafts` are all of the inquiry; `sent` is the draft of that key where it became a letter: the same words do not come again behind it.
    """
    made = on_sheet(inquiry, typed, sheet, is_sent=sent is not None, by=by, at=at)
    if not (made.words or made.items or made.outcome):
        return Refusal(words=f"{inquiry.number}: there is nothing to keep; give the words, what you ask for, or an outcome.")
    if sent is not None and _said(sent) == _said(made):
        return Plan(at=at)
    began = begun_with(sheet, drafts, by=by)
    is_first = all(one.author != by.name for one in drafts)
    line = log_line(inquiry, "draft-saved", f"Draft saved: {described(made)}", by=by, at=at)
    return Plan(
        at=at,
        drafts=(made,),
        dropped_drafts=(began.key,) if began else (),
        seen_drafts=(began,) if began else (),
        log=(line,) if is_first else (),
    )


def _said(draft: Draft) -> tuple[str, str, tuple[str, ...]]:
    return draft.words, draft.outcome, draft.items


def drop_draft(inquiry: Inquiry, draft: Draft, *, by: Reviewer, at: datetime) -> Decision:
    """It is gone for good."""
    if by.name != draft.author and by.role is not Actor.SUPERVISOR:
        return Refusal(words=f"{inquiry.number}: the draft is {draft.author}'s; only its author or a supervisor can delete it.")
    line = log_line(inquiry, "draft-deleted", f"Draft deleted: {described(draft)}", by=by, at=at)
    return Plan(at=at, dropped_drafts=(draft.key,), log=(line,))


def described(draft: Draft) -> str:
    """'resolution, granted' or 'ask, 2 items': nothing of its words."""
    detail = draft.outcome or (f"{len(draft.items)} item{'s' if len(draft.items) != 1 else ''}" if draft.items else "words only")
    return f"{draft.kind.value}, {detail}"
