"""Tests of items: filled, ticked, chosen, declared."""

from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Document, Mark
from pdinbox.model.person import fold
from pdinbox.model.rule import Rule


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
    key = rule.text("item")
    if not subject.has_page_of(key):
        return None
    mark = subject.paper.mark(key)
    rivals = [found for rival in rule.listed("rivals") if (found := subject.paper.mark(rival)) and found.value is True]
    if mark and mark.value is True:
        return Observation(result="several" if rivals else "only", mark=mark, confidence=mark.confidence)
    if rivals:
        return Observation(result="other", mark=mark or rivals[0], confidence=rivals[0].confidence)
    return Observation(result="none", mark=mark)


def choice(subject: Subject, rule: Rule) -> Observation | None:
    """One, several or none of the allowed words stand in the item (a group of boxes is read as words with commas)."""
    key = rule.text("item")
    if not subject.has_page_of(key):
        return None
    chosen = chosen_of(subject.paper, key) & set(rule.listed("allowed"))
    result = "none" if not chosen else "one" if len(chosen) == 1 else "several"
    return Observation(result=result, mark=subject.paper.mark(key))


def chosen_of(document: Document, key: str) -> set[str]:
    """The words of a group of boxes: 'attorney, law_student' is two."""
    return {word.strip().lower().replace(" ", "_").replace("-", "_") for word in document.says(key).split(",") if word.strip()}


def says(subject: Subject, rule: Rule) -> Observation | None:
    """One of the wanted words stands in the item, another text, or none."""
    key = rule.text("item")
    if not subject.has_page_of(key):
        return None
    mark, text = subject.paper.mark(key), fold(subject.paper.says(key))
    if not text:
        return Observation(result="empty", mark=mark)
    several = "," in subject.paper.says(key)
    wanted = any(fold(word) in text for word in rule.listed("wanted")) and not several
    return Observation(result="wanted" if wanted else "other", mark=mark, confidence=mark.confidence if mark else 1.0)


def declared(subject: Subject, rule: Rule) -> Observation | None:
    """Part 2 item 1.c: 'am not' or 'am' subject to an order. Read as a tick (ticked: subject) or as words ('am', 'am_not')."""
    key = rule.text("item")
    if not subject.has_page_of(key):
        return None
    mark = subject.paper.mark(key)
    return Observation(result=_declaration(mark), mark=mark, confidence=mark.confidence if mark else 1.0)


def _declaration(mark: Mark | None) -> str:
    if mark is None:
        return "unstated"
    if isinstance(mark.value, bool):
        return "subject" if mark.value else "not_subject"
    words = {word.strip().lower().replace(" ", "_").replace("-", "_") for word in mark.value.split(",")}
    denied, admitted = bool(words & {"am_not", "no", "not_subject"}), bool(words & {"am", "yes", "subject"})
    if denied and admitted:
        return "both"
    return "not_subject" if denied else "subject" if admitted else "unstated"


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
