"""documents -> findings: the rules in their order, run over the documents they are about. The one registry of tests."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from pdinbox.checks import dates, directory, items, people, signatures, whole
from pdinbox.checks.conditions import holds
from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.case import NO_FACTS, CaseFacts
from pdinbox.model.document import Document
from pdinbox.model.finding import Finding
from pdinbox.model.message import Message
from pdinbox.model.rule import Rule

Test = Callable[[Subject, Rule], Observation | None]
"""A test answers with one of its results, or None where it has nothing to say about this subject."""

REGISTRY: Mapping[str, Test] = MappingProxyType(
    {
        "recognised": whole.recognised,
        "edition": whole.edition,
        "pages": whole.pages,
        "text-says": whole.text_says,
        "representation": whole.representation,
        "filled": items.filled,
        "only-ticked": items.only_ticked,
        "choice": items.choice,
        "a-number": items.a_number,
        "different": items.different,
        "signature": signatures.signature,
        "certificate": signatures.certificate,
        "same-picture": signatures.same_picture,
        "date": dates.dated,
        "sender": people.sender,
        "name-matches": people.name_matches,
        "a-number-matches": people.a_number_matches,
        "directory-name": directory.directory_name,
        "directory-mail-name": directory.directory_mail_name,
        "directory-custody": directory.directory_custody,
        "directory-listed": directory.directory_listed,
    }
)
"""The closed vocabulary of `model.rule.TESTS`, carried out."""


def check(
    documents: tuple[Document, ...],
    message: Message | None,
    *,
    rules: tuple[Rule, ...],
    today: date,
    accept_samples: bool,
    case: CaseFacts = NO_FACTS,
    has_unread: bool = False,
) -> tuple[Finding, ...]:
    """What the rules find, document by document, then about the message.

    `message` is None for a bare file: then nothing is said about senders or attachments. `case` is what the mail says of the client
    and of custody, to be compared with the forms; without it nothing is compared and custody is unknown. `has_unread` says that pictures
    came with them that nobody has read: a page that was not found may be one of them.
    """
    around = Subject(
        document=None,
        documents=documents,
        message=message,
        case=case,
        today=today,
        accept_samples=accept_samples,
        has_unread=has_unread,
    )
    found = [finding for document in documents for finding in _about(document, around, rules)]
    if message is not None:
        found += [finding for rule in rules if not rule.applies if (finding := _judged(rule, around))]
    return tuple(found)


def _about(document: Document, around: Subject, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    subject = replace(around, document=document)
    key = document.key
    for rule in rules:
        if document.form in rule.applies and holds(rule, subject) and (finding := _judged(rule, subject, key=key)):
            yield finding


def _judged(rule: Rule, subject: Subject, *, key: str = "") -> Finding | None:
    """The finding of one rule, None where its test says nothing or the result has no outcome."""
    observation = REGISTRY[rule.test](subject, rule)
    outcome = rule.outcome_of(observation.result) if observation else None
    if observation is None or outcome is None:
        return None
    mark, document = observation.mark, subject.document
    details = dict(observation.details)
    words = tuple((language, said.replace("{detail}", details.get(language, "")), cure) for language, said, cure in outcome.words)
    _, message, cure = words[0]
    message = outcome.reviewer.replace("{detail}", details.get("reviewer", "")) or message
    return Finding(
        rule=rule.id,
        outcome=outcome.outcome,
        message=message,
        citation=rule.citation,
        cure=cure,
        file=((mark.file if mark else "") or document.file) if document else None,
        page=mark.page if mark else (document.pages[0] if document and document.pages else None),
        box=mark.box if mark else None,
        confidence=observation.confidence,
        words=words,
        document=key,
    )
