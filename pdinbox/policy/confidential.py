"""message, documents and names of files -> what is protected by law: 8 U.S.C. 1367 (VAWA, T, U) and 8 CFR 208.6 (asylum).

Everything is looked at, the quoted history too: better restricted once too often. What is restricted is told to nobody unless a privacy
waiver names it (`is_released`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pdinbox.model.document import Document
from pdinbox.model.message import Message
from pdinbox.policy.mail_rules import Protection
from pdinbox.policy.phrases import NO_PHRASES
from pdinbox.policy.schema import Policy
from pdinbox.policy.words import Words, find_phrases, hear, words_of

_SURE = 0.5
"""A mark of a waiver below that is not sure enough to tell what the law protects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """One kind of protected information that shows: its id, and what shows it."""

    id: str
    words: str


def find_protected(
    message: Message | None, documents: Sequence[Document], *, file_names: Sequence[str] = (), policy: Policy
) -> tuple[Protected, ...]:
    """What is protected, in the order of the rules."""
    mail = words_of(f"{message.subject}\n\n{message.text}") if message else words_of("")
    names = words_of("\n\n".join(name.replace("_", " ") for name in file_names))
    papers = tuple(words_of(document.text) for document in documents if document.text and document.form not in policy.grants)
    found: list[Protected] = []
    for protection in policy.protections:
        words = _shown(protection, mail, names, policy) or _on_papers(protection, documents, papers)
        if words:
            found.append(Protected(id=protection.id, words=words))
    return tuple(found)


def _shown(protection: Protection, mail: Words, names: Words, policy: Policy) -> str:
    hits = (hit for cue in protection.cues if (hit := hear(mail, cue, negations=policy.negations)))
    named = (hit for words in (mail, names) for hit in find_phrases(words, protection.forms))
    in_names = (hit for cue in protection.cues if (hit := hear(names, cue, negations=NO_PHRASES)))
    return next((hit.words for found in (hits, named, in_names) for hit in found), "")


def _on_papers(protection: Protection, documents: Sequence[Document], papers: Sequence[Words]) -> str:
    """By the form's name, or by its number and title in the text of a paper that is no form the desk knows."""
    for document in documents:
        if document.form in protection.form_names:
            return document.form
    for words in papers:
        for phrases in (protection.forms, *(cue.phrases for cue in protection.cues)):
            if hits := find_phrases(words, phrases):
                return hits[0].words
    return ""


def is_released(protected: Sequence[str], documents: Sequence[Document], *, policy: Policy) -> bool:
    """Whether a privacy waiver among the documents names each kind of these protected data. A G-28 never does: it names none."""
    consents = [protection.consent for protection in policy.protections if protection.id in protected]
    waivers = [document for document in documents if document.form in policy.grants]
    return all(any(_says(waiver, consent) for waiver in waivers) for consent in consents)


def _says(waiver: Document, consent: str) -> bool:
    mark = waiver.mark(consent)
    return mark is not None and mark.value is True and mark.confidence > _SURE
