"""Tests of a document as a whole: which form, which edition, all its pages, what its text says."""

from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.person import fold
from pdinbox.model.rule import Rule

SAMPLE = "sample"
"""An edition that begins so is this project's own practice form, good on a training desk only."""


def recognised(subject: Subject, rule: Rule) -> Observation | None:
    """The document is one of the forms that the rule is about."""
    del rule
    return Observation(result="found", confidence=subject.paper.confidence)


def edition(subject: Subject, rule: Rule) -> Observation | None:
    """Accepted, older, a sample, or unknown. A printed expiry date plays no part."""
    found = subject.paper.edition or ""
    confidence = subject.paper.confidence
    if found.startswith(SAMPLE):
        return Observation(result="accepted" if subject.accept_samples else "sample", confidence=confidence)
    if found in rule.listed("accepted"):
        return Observation(result="accepted", confidence=confidence)
    return Observation(result="older" if found in rule.listed("older") else "unknown", confidence=confidence)


def pages(subject: Subject, rule: Rule) -> Observation | None:
    """All pages of the form were found, or some are missing."""
    del rule
    missing = subject.paper.missing_pages
    detail = ", ".join(str(page) for page in missing)
    return Observation(result="incomplete" if missing else "complete", confidence=subject.paper.confidence, detail=detail)


def text_says(subject: Subject, rule: Rule) -> Observation | None:
    """One of the items is filled, or one of the cues stands in the document's text."""
    for key in rule.listed("items"):
        mark = subject.paper.mark(key)
        if mark is not None and (mark.value is True or (isinstance(mark.value, str) and mark.value.strip())):
            return Observation(result="said", mark=mark, confidence=mark.confidence)
    text = f" {fold(subject.paper.text)} "
    said = any(f" {fold(cue)} " in text for cue in rule.listed("cues"))
    return Observation(result="said" if said else "unsaid", confidence=subject.paper.confidence)


def representation(subject: Subject, rule: Rule) -> Observation | None:
    """Whether the mail brings a form that can show authority, only one that is often sent instead, or nothing."""
    forms = {document.form for document in subject.documents}
    if forms & set(rule.listed("forms")):
        return Observation(result="present")
    return Observation(result="wrong_form" if forms & set(rule.listed("wrong_forms")) else "absent")
