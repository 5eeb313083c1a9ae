"""an inquiry with all that happened -> the letter that a reviewer most likely sends now, filled in, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.papers import papers_of
from pdinbox.flows.recall import COUNTING_ROLES
from pdinbox.flows.shares import earlier_shares
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.ledger import Event
from pdinbox.model.letter import INTERNAL_KINDS, LetterState
from pdinbox.model.plan import Role, Thread
from pdinbox.policy.decide import relevant_findings
from pdinbox.policy.suggestion_texts import ASK
from pdinbox.policy.suggestions import Signs, changes_in, suggest

_NEVER_LEFT = frozenset({LetterState.UNDONE, LetterState.REFUSED, LetterState.BOUNCED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`letter` is 'ask', the id of an outcome, or '' where none is proposed; `rule` the line of the rules behind it, `reason` its words.

    `items` are what the open points say the sender can do, in the inquiry's language, whichever letter is proposed; `words` are for the
    reviewer's own part. `asked_at` is when the desk last wrote to the sender, who has not answered since; None where the sender has.
    """

    letter: str
    rule: str
    reason: str
    items: tuple[str, ...] = ()
    words: str = ""
    asked_at: datetime | None = None


def suggestion(thread: Thread, events: Sequence[Event], *, at: datetime, book: Book) -> Suggestion:
    """By what its own mails and papers brought, what the field office answered, and what went out since the sender last wrote."""
    inquiry = thread.inquiry
    findings = open_findings(thread, at=at, book=book)
    since = _since_the_sender(events)
    letters = tuple(event.letter for event in since if event.letter and event.letter.inquiry == inquiry.number)
    sent = tuple(one for one in letters if one.kind not in INTERNAL_KINDS and one.state not in _NEVER_LEFT)
    items = asked_by(findings, language=inquiry.language)
    signs = Signs(
        verdict=inquiry.verdict.outcome,
        points=tuple((one.outcome, bool(one.cure)) for one in findings),
        requests=inquiry.requests,
        topic=inquiry.topic,
        changes=changes_in(thread.dossiers[-1].message, policy=book.policy) if thread.dossiers else (),
        office=_office_words(events),
        letters=tuple(one.kind for one in sent),
    )
    found = suggest(signs, policy=book.policy)
    return Suggestion(
        letter=found.letter,
        rule=found.rule,
        reason=found.reason,
        items=items,
        words=_contact(inquiry.topic, language=inquiry.language, book=book) if found.puts_contact else "",
        asked_at=max((one.created_at for one in sent), default=None) if found.letter == ASK else None,
    )


def open_findings(thread: Thread, *, at: datetime, book: Book) -> tuple[Finding, ...]:
    """What is not well with the papers of that person, as a letter would list it: of the best form alone, and nothing that was cured."""
    documents, found = papers_of(earlier_shares(thread, at=at, book=book))
    told = relevant_findings(documents, found, message=None, policy=book.policy)
    return tuple(one for one in told if one.outcome is not Outcome.PASSED)


def asked_by(findings: Sequence[Finding], *, language: str) -> tuple[str, ...]:
    """What the sender is asked for: what is wrong and what to do, each wording once, what must be fixed first."""
    ordered = sorted(findings, key=lambda one: one.outcome is not Outcome.MUST_FIX)
    said = (one.said_in(language) for one in ordered)
    return tuple(dict.fromkeys(f"{what} {cure}" for what, cure in said if cure))


def _since_the_sender(events: Sequence[Event]) -> Sequence[Event]:
    """What happened after the sender's newest mail."""
    places = [place for place, event in enumerate(events) if event.join is not None and event.join.role in COUNTING_ROLES]
    return events[places[-1] + 1 :] if places else events


def _office_words(events: Sequence[Event]) -> str:
    """The field office's newest answer, without what it quotes."""
    answers = (event.dossier for event in reversed(events) if event.join and event.join.role is Role.OFFICE_REPLY)
    newest = next((one for one in answers if one is not None), None)
    return newest.message.new_text if newest else ""


def _contact(topic: str, *, language: str, book: Book) -> str:
    rule = next((one for one in book.policy.topics.rules if one.id == topic), None)
    if rule is None:
        return ""
    _, contact, guidance = rule.said_in(language)
    return "\n\n".join(filter(None, (contact, guidance)))
