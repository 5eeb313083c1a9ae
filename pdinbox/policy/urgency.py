"""words, papers and the day of the mail -> why it is looked at first, by `rules/urgency.yaml`, each reason with the words that made it.

A reason about a day (a removal, a check-in) counts while that day is near. Days are read beside its cue, in the mail and in the papers
that came with it; a cue with a day far off or past beside it does not count, one without any day only where it may do without.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pdinbox.model.document import Document
from pdinbox.policy.dates import DaySeen, find_days
from pdinbox.policy.phrases import Cue
from pdinbox.policy.schema import Policy, Reason
from pdinbox.policy.whose import is_of_another
from pdinbox.policy.words import Hit, Words, hear_all, is_supposed, words_of

_BESIDE = 14
"""Words between a cue and its day in a mail, within the sentence or the line below it."""
_ON_PAPER = 40
"""On a paper of DHS the day may stand some lines below: 'Date and time to report: …'."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """One reason: its id, the sender's words or the paper's, and the day it is about where one was read."""

    id: str
    words: str
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A text to read: the mail, or a paper that came with it."""

    words: Words
    days: tuple[DaySeen, ...]
    name: str = ""


def find_urgency(words: Words, papers: tuple[Document, ...], *, sent: date | None, is_detained: bool, policy: Policy) -> tuple[Urgent, ...]:
    """The reasons in the order of the rules. `sent` is the day of the mail; without it no day can be near, and words alone speak."""
    sources = [_source(words, "", sent), *(_source(words_of(paper.text), paper.file_name, sent) for paper in papers if paper.text)]
    found: list[Urgent] = []
    for reason in policy.urgency:
        urgent = next((one for source in sources if (one := _in_source(reason, source, sent, policy=policy))), None)
        if urgent is None and is_detained and reason.id == policy.urgent_custody:
            urgent = Urgent(id=reason.id, words="in custody")
        # a day counts once, for the most urgent reason: to report for removal is no check-in
        if urgent is not None and not (urgent.day and any(one.day == urgent.day for one in found)):
            found.append(urgent)
    return tuple(found)


def _source(words: Words, name: str, sent: date | None) -> _Source:
    return _Source(words=words, days=find_days(words.reached, sent=sent) if sent else (), name=name)


def _in_source(reason: Reason, source: _Source, sent: date | None, *, policy: Policy) -> Urgent | None:
    if source.name and reason.within_days is None:
        # papers are evidence of other people too: a report on a wife's illness, a child's birth certificate
        return None
    return next(iter(_heard(reason, source, sent, policy=policy)), None)


def _heard(reason: Reason, source: _Source, sent: date | None, *, policy: Policy) -> Iterator[Urgent]:
    for cue in reason.cues:
        for hit in hear_all(source.words, cue, negations=policy.negations):
            if reason.only_client and not cue.of_anyone and is_of_another(source.words, hit, persons=policy.persons):
                continue
            supposed = not reason.is_supposed and is_supposed(source.words, hit, policy.suppositions)
            if reason.within_days is None or cue.dated == "no":
                if not supposed:
                    yield Urgent(id=reason.id, words=hit.words)
            elif urgent := _near(reason, cue, hit, source, sent, supposed=supposed):
                yield urgent


def _near(reason: Reason, cue: Cue, hit: Hit, source: _Source, sent: date | None, *, supposed: bool) -> Urgent | None:  # noqa: PLR0917
    beside = _beside(hit, source)
    last = sent + timedelta(days=reason.within_days or 0) if sent else None
    for one in beside:
        if sent and last and sent <= one.day <= last:
            return Urgent(id=reason.id, words=_quoted(hit, one, source), day=one.day)
    if beside or cue.dated == "must" or supposed or source.name:
        return None
    return Urgent(id=reason.id, words=hit.words)


def _beside(hit: Hit, source: _Source) -> tuple[DaySeen, ...]:
    """Days in the sentence of the hit, the nearest first; on a paper those near it."""
    words = source.words.words
    reach = _ON_PAPER if source.name else _BESIDE
    first, last = max(0, hit.first - reach), min(len(words), hit.after + reach) - 1
    if not source.name:
        sentence = words[hit.first].sentence
        while words[first].sentence < sentence:
            first += 1
        while words[last].sentence > sentence:
            last -= 1
    start, end = words[first].start, words[last].end
    near = [one for one in source.days if one.start < end and one.end > start]
    return tuple(sorted(near, key=lambda one: min(abs(one.start - words[hit.after - 1].end), abs(words[hit.first].start - one.end))))


def _quoted(hit: Hit, day: DaySeen, source: _Source) -> str:
    """The words from the cue to the day, on one line; of a paper with its name."""
    words = source.words.words
    start, end = min(words[hit.first].start, day.start), max(words[hit.after - 1].end, day.end)
    said = _SPACES.sub(" ", source.words.text[start:end])
    return f"{source.name}: {said}" if source.name else said
