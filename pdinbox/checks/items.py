"""Tests of items: filled, ticked, chosen, declared."""

from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Document, Mark
from pdinbox.model.person import fold
from pdinbox.model.rule import Rule

_GROUPS = {"eligibility": "representative.kind", "role": "client.role"}


def filled(subject: Subject, rule: Rule) -> Observation | None:
    """Every item has text; the first that has none, says N/A, or was read with less confidence than `sure`, decides."""
    marks = tuple((key, subject.paper.mark(key)) for key in rule.listed("items"))
    if any(mark is None and not subject.has_page_of(key) for key, mark in marks):
        return None
    for _, mark in marks:
        if not _has_text(mark):
            return Observation(result="empty", mark=mark)
    sure = rule.number("sure") or 0
    unsure = next((mark for _, mark in marks if mark and (mark.confidence < sure or _says_nothing(mark))), None)
    if unsure:
        return Observation(result="unsure", mark=unsure, confidence=unsure.confidence)
    return Observation(result="filled", mark=marks[0][1])


def only_ticked(subject: Subject, rule: Rule) -> Observation | None:
    """The box is ticked and none of its rivals."""
    key, rivals = rule.text("item"), rule.listed("rivals")
    if not all(subject.has_page_of(box) for box in (key, *rivals)):
        return None
    mark = subject.paper.mark(key)
    ticked_rivals = [rival for rival in rivals if is_ticked(subject.paper, rival)]
    if is_ticked(subject.paper, key):
        return Observation(result="several" if ticked_rivals else "only", mark=mark, confidence=mark.confidence if mark else 1.0)
    if ticked_rivals:
        return Observation(result="other", mark=subject.paper.mark(ticked_rivals[0]) or mark)
    return Observation(result="none", mark=mark)


def choice(subject: Subject, rule: Rule) -> Observation | None:
    """One, several or none of the boxes are ticked."""
    boxes = rule.listed("items")
    if not all(subject.has_page_of(box) for box in boxes):
        return None
    ticked = [box for box in boxes if is_ticked(subject.paper, box)]
    result = "none" if not ticked else "one" if len(ticked) == 1 else "several"
    return Observation(result=result, mark=subject.paper.mark(ticked[0] if ticked else boxes[0]))


def is_ticked(document: Document, box: str) -> bool:
    """Whether the box is ticked; a group of boxes may also be read as words ('attorney law_student') under the group's own key."""
    if document.ticks(box):
        return True
    group, _, word = box.rpartition(".")
    return word in document.says(_GROUPS.get(group, "")).split()


def a_number(subject: Subject, rule: Rule) -> Observation | None:
    """Seven to nine digits in any grouping; there is no check digit, so well formed is all that can be said."""
    key = rule.text("item")
    if not subject.has_page_of(key):
        return None
    mark, text = subject.paper.mark(key), subject.paper.says(key).strip()
    if not text:
        return Observation(result="missing", mark=mark)
    return Observation(result="well_formed" if read_a_number(text) else "malformed", mark=mark, confidence=mark.confidence if mark else 1.0)


def different(subject: Subject, rule: Rule) -> Observation | None:
    """The items together say something else than the others; nothing is said where either side is empty."""
    first = next((mark for key in rule.listed("items") if (mark := subject.paper.mark(key))), None)
    ours, theirs = (fold(" ".join(subject.paper.says(key) for key in rule.listed(name))) for name in ("items", "from"))
    if not ours or not theirs:
        return None
    return Observation(result="same" if ours == theirs else "different", mark=first)


def _says_nothing(mark: Mark) -> bool:
    """'N/A' in a box that must be filled in: perhaps so, perhaps not."""
    return isinstance(mark.value, str) and fold(mark.value) in {"n a", "na", "none", "not applicable", "ninguno", "no aplica"}


def _has_text(mark: Mark | None) -> bool:
    return mark is not None and (mark.value is True or (isinstance(mark.value, str) and bool(mark.value.strip())))
