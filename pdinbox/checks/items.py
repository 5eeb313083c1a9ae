"""Tests of items: filled, ticked, chosen, declared. What was read with less confidence than the rule's `sure` decides nothing."""

from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Document, Mark
from pdinbox.model.person import fold
from pdinbox.model.rule import Rule

_GROUPS = {"eligibility": "representative.kind", "role": "client.role"}
_NOTHING = frozenset(("n a", "na", "none", "not applicable", "unknown", "ninguno", "ninguna", "no aplica", "same", "see above", "tbd"))
"""Words, folded, that fill a box and say nothing."""


def filled(subject: Subject, rule: Rule) -> Observation | None:
    """Every item has text; the first that surely has none decides, then the first that is hard to read or says N/A."""
    keys = tuple(key for key in rule.listed("items"))
    if any(not subject.has_page_of(key) for key in keys):
        return None
    marks = [subject.paper.mark(key) for key in keys]
    if (empty := next((key for key in keys if not has_text(subject.paper.mark(key)) and subject.is_sure(key, rule)), None)) is not None:
        return Observation(result="empty", mark=subject.paper.mark(empty))
    doubtful = next((key for key in keys if not subject.is_sure(key, rule) or _says_nothing(subject.paper.mark(key))), None)
    if doubtful is not None:
        return Observation(result="unsure", mark=subject.paper.mark(doubtful), confidence=subject.confidence_in(doubtful))
    return Observation(result="filled", mark=marks[0])


def only_ticked(subject: Subject, rule: Rule) -> Observation | None:
    """The box is ticked and none of its rivals. A box that is not clear leaves open what it could change."""
    key, rivals = rule.text("item"), rule.listed("rivals")
    if not all(subject.has_page_of(box) for box in (key, *rivals)):
        return None
    ticks = {box: tick_of(subject.paper, box, sure=rule.number("sure") or 0) for box in (key, *rivals)}
    mark, rival = subject.paper.mark(key), next((box for box in rivals if ticks[box]), None)
    if rival is not None and ticks[key] is not None:
        evidence = mark if ticks[key] else subject.paper.mark(rival) or mark
        return Observation(result="several" if ticks[key] else "other", mark=evidence)
    doubtful = next((box for box, ticked in ticks.items() if ticked is None), None)
    if doubtful is not None:
        return Observation(result="unsure", mark=subject.paper.mark(doubtful) or mark, confidence=subject.confidence_in(doubtful))
    return Observation(result="only" if ticks[key] else "none", mark=mark, confidence=mark.confidence if mark else 1.0)


def choice(subject: Subject, rule: Rule) -> Observation | None:
    """One, several or none of the boxes are ticked."""
    boxes = rule.listed("items")
    if not all(subject.has_page_of(box) for box in boxes):
        return None
    ticks = {box: tick_of(subject.paper, box, sure=rule.number("sure") or 0) for box in boxes}
    ticked = [box for box in boxes if ticks[box]]
    doubtful = next((box for box in boxes if ticks[box] is None), None)
    if doubtful is not None and len(ticked) < 2:
        return Observation(result="unsure", mark=subject.paper.mark(doubtful), confidence=subject.confidence_in(doubtful))
    result = "none" if not ticked else "one" if len(ticked) == 1 else "several"
    return Observation(result=result, mark=subject.paper.mark(ticked[0] if ticked else boxes[0]))


def tick_of(document: Document, box: str, *, sure: float) -> bool | None:
    """Whether the box is ticked; None where it was read with less confidence than `sure`.

    A group of boxes may also be read as words ('attorney law_student') under the group's own key.
    """
    mark = document.mark(box)
    group, _, word = box.rpartition(".")
    source = mark or document.mark(_GROUPS.get(group, ""))
    if source is None:
        return False if document.marks or document.confidence >= sure else None
    if source.confidence < sure:
        return None
    return source.value is True if source is mark else word in str(source.value).split()


def a_number(subject: Subject, rule: Rule) -> Observation | None:
    """Seven to nine digits in any grouping; there is no check digit, so well formed is all that can be said.

    Digits that were hard to read are sure all the same where the mail states the same number.
    """
    key = rule.text("item")
    if not subject.has_page_of(key):
        return None
    mark, text = subject.paper.mark(key), subject.paper.says(key).strip()
    digits = read_a_number(text)
    confidence = subject.confidence_in(key)
    if not subject.is_sure(key, rule) and (digits is None or digits not in subject.case.stated_a_numbers):
        return Observation(result="unsure", mark=mark, confidence=confidence)
    if not text:
        return Observation(result="missing", mark=mark)
    return Observation(result="well_formed" if digits else "malformed", mark=mark, confidence=confidence)


def different(subject: Subject, rule: Rule) -> Observation | None:
    """The items together say something else than the others; nothing is said where either side is empty or hard to read."""
    keys = (*rule.listed("items"), *rule.listed("from"))
    if not all(subject.is_sure(key, rule) for key in keys if subject.paper.mark(key)):
        return None
    first = next((mark for key in rule.listed("items") if (mark := subject.paper.mark(key))), None)
    ours, theirs = (fold(" ".join(subject.paper.says(key) for key in rule.listed(name))) for name in ("items", "from"))
    if not ours or not theirs:
        return None
    return Observation(result="same" if ours == theirs else "different", mark=first)


def has_text(mark: Mark | None) -> bool:
    """Whether something was filled in: text, or a tick."""
    return mark is not None and (mark.value is True or (isinstance(mark.value, str) and bool(mark.value.strip())))


def _says_nothing(mark: Mark | None) -> bool:
    """'N/A' in a box that must be filled in: perhaps so, perhaps not."""
    return mark is not None and isinstance(mark.value, str) and fold(mark.value) in _NOTHING
