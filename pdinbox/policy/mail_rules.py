"""`topics.yaml`, `lines.yaml`, `confidentiality.yaml`, `office_first.yaml`, `status.yaml`, `changes.yaml`, compiled for `policy.schema`."""

from dataclasses import dataclass
from typing import Literal

from pdinbox.model.calendar import Calendar
from pdinbox.model.line import Line
from pdinbox.model.person import fold
from pdinbox.policy.mail_texts import (
    ChangesText,
    ChangeText,
    ConfidentialityText,
    LinesText,
    LineText,
    OfficeFirstText,
    ProtectionText,
    StatusText,
    TopicsText,
    TopicText,
)
from pdinbox.policy.phrases import Cue, Phrases, phrases_of
from pdinbox.policy.texts import CueText


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRule:
    """One topic: whose desk it is, its cues by weight, and its words as (language, name, contact, guidance).

    `is_at_once` topics are looked at by a person at once; who writes of one that `has_no_case` is asked for no form; `lines` are ids of
    telephone lines that its letter names.
    """

    id: str
    desk: Literal["ours", "elsewhere", "person"]
    is_at_once: bool
    has_no_case: bool
    weightiest_first: tuple[Cue, ...]
    sender_domains: tuple[str, ...]
    requests_of: str
    lines: tuple[str, ...]
    words: tuple[tuple[str, str, str, str], ...]

    def said_in(self, language: str) -> tuple[str, str, str]:
        """Name, contact and guidance in that language, English where it has none."""
        _, name, contact, guidance = next((text for text in self.words if text[0] == language), self.words[0])
        return name, contact, guidance


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure:
    """How clear a mail must be before the machine says whose it is: points, and words to a point. See `mail_texts.SureText`."""

    points: float
    least_ours: float
    least_elsewhere: float
    words_ours: float
    words_elsewhere: float
    words_asked: float
    beside_person: float
    beside_ours: float
    beside_elsewhere: float
    asked: float
    asked_clearly: float
    short: int
    unexplained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics and what it takes to be recognised as one."""

    threshold: float
    sure: Sure
    request_weight: float
    form_weight: float
    sender_weight: float
    confirm_redirects: bool
    doubts: tuple[Cue, ...]
    second_matter: Phrases
    narrowing: Phrases
    excluding: Phrases
    asks: Phrases
    courtesies: Phrases
    commands: Phrases
    speakers: Phrases
    court_forms: frozenset[str]
    persons: Phrases
    strangers: tuple[Cue, ...]
    rules: tuple[TopicRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The telephone lines, and the ids of those that every acknowledgement names."""

    always: tuple[str, ...]
    lines: tuple[Line, ...]

    def named(self, ids: tuple[str, ...]) -> tuple[Line, ...]:
        """Those lines, in that order."""
        by_id = {line.id: line for line in self.lines}
        return tuple(by_id[one] for one in ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """One kind of protected information: `forms` are names of forms that show it, `consent` the mark of a waiver that releases it."""

    id: str
    cues: tuple[Cue, ...]
    forms: Phrases
    form_names: frozenset[str]
    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """By what a mail asks for news and for nothing else. `closings` are folded lines, see `rules/status.yaml`."""

    most_words: int
    courtesies: Phrases
    closings: frozenset[str]
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a later mail can say of the inquiry itself; `words` are (language, what the letter says). See `rules/changes.yaml`."""

    id: str
    about: Literal["inquiry", "representative", "place"]
    stops_waiting: bool
    words: tuple[tuple[str, str], ...]
    cues: tuple[Cue, ...]

    def said_in(self, language: str) -> str:
        """What the letter says of it in that language, English where it has none."""
        return dict(self.words).get(language, self.words[0][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFirst:
    """What shows that the sender turned to the field office first: mail domains of ICE, and words.

    One of `deeds` and one of `offices` in one sentence say so as well.
    """

    domains: tuple[str, ...]
    deeds: Phrases
    offices: Phrases
    contacted: tuple[Cue, ...]
    not_contacted: tuple[Cue, ...]


def cue_of(text: CueText) -> Cue:
    """One cue, its phrases split."""
    return Cue(
        phrases=phrases_of(text.any),
        weight=text.weight,
        is_deniable=text.deniable,
        unless=phrases_of(text.unless),
        dated=text.dated,
        of_anyone=text.anyone,
    )


def cues_of(texts: tuple[CueText, ...]) -> tuple[Cue, ...]:
    """Several cues."""
    return tuple(map(cue_of, texts))


def compile_lines(text: LinesText) -> Lines:
    """The telephone lines."""
    return Lines(always=text.always, lines=tuple(map(_line, text.lines)))


def _line(text: LineText) -> Line:
    return Line(
        id=text.id,
        number=text.number,
        calendar=Calendar(zone=text.hours.zone, closes=text.hours.closes) if text.hours else None,
        opens=text.hours.opens if text.hours else None,
        speaks_spanish=text.speaks_spanish,
        words=(("en", text.en.name, text.en.hours, text.en.clock), ("es", text.es.name, text.es.hours, text.es.clock)),
    )


def compile_protections(text: ConfidentialityText) -> tuple[Protection, ...]:
    """The kinds of protected information."""
    return tuple(map(_protection, text.protections))


def _protection(text: ProtectionText) -> Protection:
    return Protection(
        id=text.id, cues=cues_of(text.cues), forms=phrases_of(text.forms), form_names=frozenset(text.forms), consent=text.consent
    )


def compile_changes(text: ChangesText) -> tuple[Change, ...]:
    """What a later mail can say of the inquiry itself."""
    return tuple(map(_change, text.changes))


def _change(text: ChangeText) -> Change:
    words = (("en", text.en), ("es", text.es))
    return Change(id=text.id, about=text.about, stops_waiting=text.stops_waiting, words=words, cues=cues_of(text.cues))


def compile_office_first(text: OfficeFirstText) -> OfficeFirst:
    """What shows that the field office was asked first."""
    return OfficeFirst(
        domains=tuple(domain.lower() for domain in text.domains),
        deeds=phrases_of(text.deeds),
        offices=phrases_of(text.offices),
        contacted=cues_of(text.contacted),
        not_contacted=cues_of(text.not_contacted),
    )


def compile_status(text: StatusText) -> StatusWords:
    """By what a mail asks for news and for nothing else."""
    return StatusWords(
        most_words=text.most_words,
        courtesies=phrases_of(text.courtesies),
        closings=frozenset(map(fold, text.closings)),
        cues=cues_of(text.cues),
    )


def compile_topics(text: TopicsText) -> Topics:
    """The topics."""
    return Topics(
        threshold=text.threshold,
        sure=Sure(**text.sure.model_dump()),
        request_weight=text.request_weight,
        form_weight=text.form_weight,
        sender_weight=text.sender_weight,
        confirm_redirects=text.confirm_redirects,
        doubts=cues_of(text.doubts),
        second_matter=phrases_of(text.second_matter),
        narrowing=phrases_of(text.narrowing),
        excluding=phrases_of(text.excluding),
        asks=phrases_of(text.asks),
        courtesies=phrases_of(text.courtesies),
        commands=phrases_of(text.commands),
        speakers=phrases_of(text.speakers),
        court_forms=frozenset(text.court_forms),
        persons=phrases_of(text.persons),
        strangers=cues_of(text.strangers),
        rules=tuple(map(_topic, text.topics)),
    )


def _topic(text: TopicText) -> TopicRule:
    words = tuple((language, said.name, said.contact, said.guidance) for language, said in (("en", text.en), ("es", text.es)))
    return TopicRule(
        id=text.id,
        desk=text.desk,
        is_at_once=text.at_once,
        has_no_case=text.no_case,
        weightiest_first=tuple(sorted(cues_of(text.cues), key=lambda cue: -cue.weight)),
        sender_domains=tuple(domain.lower() for domain in text.sender_domains),
        requests_of=text.requests_of or "",
        lines=text.lines,
        words=words,
    )
