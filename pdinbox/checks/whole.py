"""Tests of a document as a whole: which form, which edition, all its pages, what its text says."""

from pdinbox.checks.items import has_text
from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.person import fold
from pdinbox.model.rule import Rule, Worded

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
    if confidence < (rule.number("sure") or 0):
        return Observation(result="unsure", confidence=confidence)
    if found in rule.listed("accepted"):
        return Observation(result="accepted", confidence=confidence)
    return Observation(result="older" if found in rule.listed("older") else "unknown", confidence=confidence)


_WORDS = {
    "en": ("page {page}", "page {page}, which carries {what},", "{pages} is missing", "{pages} are missing", " and "),
    "es": ("la página {page}", "la página {page}, que lleva {what},", "falta {pages}", "faltan {pages}", " y "),
}
"""How missing pages are named in each language: a page, a page with what it carries, one of them, several, and."""


def pages(subject: Subject, rule: Rule) -> Observation | None:
    """All pages of the form were found, or some are missing: which, and what they carry of what the rule names. Where pictures came that
    nobody has read, they are missing perhaps."""
    missing = subject.paper.missing_pages
    details = tuple((language, _missing(subject, rule.worded("carries"), language)) for language in _WORDS)
    result = "complete" if not missing else "perhaps" if subject.has_unread and rule.outcome_of("perhaps") else "incomplete"
    return Observation(result=result, confidence=subject.paper.confidence, details=details)


def _missing(subject: Subject, carries: tuple[Worded, ...], language: str) -> str:
    """'page 3, which carries both signatures, is missing'."""
    bare, full, one, several, joint = _WORDS[language]
    keys = {absence.page: absence.keys for absence in subject.paper.absent}
    named = []
    for page in subject.paper.missing_pages:
        what = _listed(_carried(keys.get(page, ()), carries, language), joint)
        named.append(full.format(page=page, what=what) if what else bare.format(page=page))
    words = (one if len(named) == 1 else several).format(pages=_listed(named, joint).replace(",,", ","))
    return words.removesuffix(",")


def _carried(keys: tuple[str, ...], carries: tuple[Worded, ...], language: str) -> list[str]:
    """What the rule calls those items; what was named together is not named again."""
    left, named = set(keys), []
    for one in carries:
        if left.issuperset(one.items):
            left -= set(one.items)
            named.append(dict(one.words)[language])
    return named


def _listed(words: list[str], joint: str) -> str:
    """'one, two and three'."""
    return joint.join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def text_says(subject: Subject, rule: Rule) -> Observation | None:
    """One of the items is surely filled, or one of the cues stands in the document's text."""
    if rule.listed("items") and not any(subject.has_page_of(key) for key in rule.listed("items")):
        return None
    marks = [mark for key in rule.listed("items") if (mark := subject.paper.mark(key))]
    for mark in marks:
        if has_text(mark) and subject.is_sure(mark.key, rule):
            return Observation(result="said", mark=mark, confidence=mark.confidence)
    text = f" {fold(subject.paper.text)} "
    if any(f" {fold(cue)} " in text for cue in rule.listed("cues")):
        return Observation(result="said", confidence=subject.paper.confidence)
    if doubtful := next((mark for mark in marks if not subject.is_sure(mark.key, rule)), None):
        return Observation(result="unsure", mark=doubtful, confidence=doubtful.confidence)
    is_sure = bool(marks) or subject.paper.confidence >= (rule.number("sure") or 0)
    return Observation(result="unsaid" if is_sure else "unsure", mark=marks[0] if marks else None, confidence=subject.paper.confidence)


def representation(subject: Subject, rule: Rule) -> Observation | None:
    """Whether the mail brings a form that can show authority, only one that is often sent instead, or nothing."""
    forms = {document.form for document in subject.documents}
    if forms & set(rule.listed("forms")):
        return Observation(result="present")
    return Observation(result="wrong_form" if forms & set(rule.listed("wrong_forms")) else "absent")
