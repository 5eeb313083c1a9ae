"""Tests of signatures. A scan, photocopy or fax of ink is ink; a typed name never is (USCIS Policy Manual 1 B 2)."""

from collections.abc import Iterator

from pdinbox.checks.people import likeness
from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Document, Mark, Signature
from pdinbox.model.person import fold, name_tokens
from pdinbox.model.rule import Rule

_RESULTS = {
    Signature.INK: "signed",
    Signature.DIGITAL: "signed",
    Signature.TYPED: "typed",
    Signature.IMAGE: "pasted",
    Signature.DIGITAL_INVALID: "broken",
    Signature.NONE: "empty",
    Signature.UNSURE: "unsure",
}


def signature(subject: Subject, rule: Rule) -> Observation | None:
    """What stands in the box; below the confidence `sure` any answer but a clear one is unsure."""
    key = rule.text("item")
    if not subject.has_page_of(key):
        return None
    mark = subject.paper.mark(key)
    result = _result(mark)
    if mark is None or result == "unread":
        return Observation(result="unread", mark=mark)
    if not subject.is_sure(key, rule):
        return Observation(result="unsure", mark=mark, confidence=mark.confidence)
    return Observation(result=result, mark=mark, confidence=mark.confidence)


def _result(mark: Mark | None) -> str:
    try:
        return _RESULTS[Signature(mark.value)] if mark and isinstance(mark.value, str) else "unread"
    except ValueError:
        return "unread"


def certificate(subject: Subject, rule: Rule) -> Observation | None:
    """The name in the certificate of a digital signature beside the name on the form. Nothing is said where there is no certificate."""
    mark = subject.paper.mark(rule.text("item"))
    family, *given = (subject.paper.says(key) for key in rule.listed("names"))
    name = name_tokens(family, " ".join(given))
    if mark is None or not fold(str(mark.value)) or not (name.family or name.given):
        return None
    alike = likeness(name, str(mark.value))
    result = "same" if alike >= 100 else "near" if alike >= (rule.number("near") or 0) else "different"
    return Observation(result=result, mark=mark, confidence=mark.confidence)


def same_picture(subject: Subject, rule: Rule) -> Observation | None:
    """No pen draws one picture twice: the very same one in two boxes of the form, or in a document about somebody else."""
    own = [mark for key in rule.listed("items") if (mark := subject.paper.mark(key)) and mark.print]
    if not own:
        return None
    for place, mark in enumerate(own):
        if any(mark.print == other.print for other in own[:place]):
            return Observation(result="in_the_form", mark=mark)
    theirs = {print for other in subject.documents if _is_about_another(subject.paper, other) for print in _prints(other)}
    found = next((mark for mark in own if mark.print in theirs), None)
    return Observation(result="elsewhere" if found else "alone", mark=found or own[0])


def _prints(document: Document) -> Iterator[str]:
    return (mark.print for mark in document.marks if mark.print)


def _is_about_another(one: Document, other: Document) -> bool:
    """Whether two documents surely are about two people: by their A-numbers, else by their names."""
    ours, theirs = (read_a_number(document.says("client.a_number")) for document in (one, other))
    if ours and theirs:
        return ours != theirs
    names = [fold(f"{document.says('client.given_name')} {document.says('client.family_name')}") for document in (one, other)]
    return all(names) and names[0] != names[1]
