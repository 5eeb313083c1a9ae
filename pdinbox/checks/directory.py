"""Tests of the form and the mail beside the case directory. What a row says never stands in an observation: reviewers look it up.

A name is different only where no word of it is like one of the row's: a name by marriage, a relative or a slip is for a person.
"""

from rapidfuzz import fuzz

from pdinbox.checks.people import likeness
from pdinbox.checks.subject import Observation, Subject
from pdinbox.model.a_number import read_a_number
from pdinbox.model.case_record import CaseRecord
from pdinbox.model.inquiry import Custody
from pdinbox.model.person import NameTokens, fold, name_tokens
from pdinbox.model.rule import Rule

_SAME_WORD = 85.0
"""Two words of names that are at least so alike (0 to 100) may be one word misspelt."""
_SHORTEST_WORD = 3
"""Characters. Shorter words (de, la, an initial) are in many names."""
_NAME = ("client.family_name", "client.given_name")


def directory_name(subject: Subject, rule: Rule) -> Observation | None:
    """The name on the form beside the name under the form's A-number. Nothing is said where the directory has no such row or no name."""
    paper = subject.paper
    record = subject.case.lookup.record(read_a_number(paper.says("client.a_number")) or "")
    family, given, middle = (paper.says(f"client.{part}") for part in ("family_name", "given_name", "middle_name"))
    name = name_tokens(family, f"{given} {middle}")
    if record is None or not record.name or not (name.family or name.given):
        return None
    mark = next((mark for key in _NAME if (mark := paper.mark(key))), None)
    result = _compared(record, name=name, stated=f"{given} {middle} {family}", rule=rule)
    if result == "different" and not _is_surely_read(subject, record, rule):
        result = "unsure"
    return Observation(result=result, mark=mark, confidence=1.0 if result == "same" else 0.9, details=_details(record))


def directory_mail_name(subject: Subject, rule: Rule) -> Observation | None:
    """The names that the mail states beside the name under the one A-number that it states; of several numbers nothing is said."""
    numbers, names = subject.case.stated_a_numbers, subject.case.stated_names
    record = subject.case.lookup.record(numbers[0]) if len(numbers) == 1 else None
    if record is None or not record.name or not names:
        return None
    results = [_compared(record, name=None, stated=stated, rule=rule) for stated in names]
    best = next((result for result in ("same", "near") if result in results), "different")
    return Observation(result=best, confidence=1.0 if best == "same" else 0.9, details=_details(record))


def directory_custody(subject: Subject, rule: Rule) -> Observation | None:
    """Whether the row of the case's A-number has the client in custody as the mail does; nothing where either does not say."""
    del rule
    record = subject.case.lookup.record(next(iter(subject.case.a_numbers), ""))
    said = subject.case.custody
    if record is None or Custody.UNKNOWN in {said, record.custody}:
        return None
    return Observation(result="same" if said is record.custody else "different", details=_details(record))


def directory_listed(subject: Subject, rule: Rule) -> Observation | None:
    """Whether the directory has a row for every A-number of the mail and its forms."""
    del rule
    asked = [number for number in subject.case.a_numbers if number in subject.case.lookup.asked]
    if not asked:
        return None
    missing = [number for number in asked if subject.case.lookup.is_unlisted(number)]
    endings = ", ".join(f"A…{number[-3:]}" for number in missing)
    return Observation(result="unlisted" if missing else "listed", details=(("reviewer", endings),))


def _compared(record: CaseRecord, *, name: NameTokens | None, stated: str, rule: Rule) -> str:
    """Either side may be the one that does not tell family and given name apart."""
    listed = name_tokens(record.family_name, record.given_name)
    alike = max(likeness(listed, stated), likeness(name, record.name) if name else 0.0)
    if alike >= 100:
        return "same"
    is_near = alike >= (rule.number("near") or 0) or _shares_word((*listed.family, *listed.given), tuple(fold(stated).split()))
    return "near" if is_near else "different"


def _shares_word(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    long = [word for word in theirs if len(word) >= _SHORTEST_WORD]
    return any(fuzz.ratio(word, other) >= _SAME_WORD for word in ours if len(word) >= _SHORTEST_WORD for other in long)


def _is_surely_read(subject: Subject, record: CaseRecord, rule: Rule) -> bool:
    """A number that was hard to read is sure all the same where the mail states it."""
    number = record.a_number in subject.case.stated_a_numbers or subject.is_sure("client.a_number", rule)
    return number and all(subject.is_sure(key, rule) for key in _NAME if subject.paper.mark(key))


def _details(record: CaseRecord) -> tuple[tuple[str, str], ...]:
    return (("reviewer", record.row_words),)
