"""The shapes of the files of `rules/` about mails beside `policy.texts`: topics, lines, confidentiality, the office first,
status, changes."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pdinbox.policy.dated_text import DatedText
from pdinbox.policy.texts import CueText, Id, Line, MailExampleText, OfficeCode, Phrases, Zone

Cues = Annotated[tuple[CueText, ...], Field(min_length=1)]
Examples = Annotated[tuple[MailExampleText, ...], Field(min_length=1)]


Points = Annotated[float, Field(gt=0)]


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TopicWordsText(_Text):
    """How letters name the topic, whom they point to, and what else they say."""

    name: Line
    contact: str = ""
    guidance: str = ""


class TopicText(DatedText):
    """One topic. `desk` says whose it is: ours, another desk's (the machine may redirect), or a person's (recognised, never redirected)."""

    id: Id
    citation: str = ""
    because: Line
    desk: Literal["ours", "elsewhere", "person"]
    at_once: bool = False
    """A person looks at it at once, by the deadline `at_once_business_days`, whatever else the mail is about."""
    no_case: bool = False
    """Who writes so speaks for no client: no form is asked for, whatever words of ours stand in the mail (the press)."""
    lines: tuple[Id, ...] = ()
    """Telephone lines of lines.yaml that the letter names, with whether they are open when it is written."""
    en: TopicWordsText
    es: TopicWordsText
    cues: Annotated[tuple[CueText, ...], Field(min_length=1)]
    sender_domains: tuple[str, ...] = ()
    """A sender at one of these domains (or below it) is a cue of weight `sender_weight`: an address can be forged, so it proves nothing."""
    requests_of: OfficeCode | None = None
    """Requests that this office decides count as cues, with the weight of `request_weight`."""
    examples: Annotated[tuple[MailExampleText, ...], Field(min_length=1)]


class SureText(_Text):
    """How clear a mail must be before the machine says whose it is. More points for itself, or fewer beside it: more mails for a person."""

    points: Points
    """Points from which a mail may be of any length."""
    least_ours: Points
    """With fewer a mail of ours is a person's, however short."""
    least_elsewhere: Points
    """The same of a mail of another desk."""
    words_ours: Points
    """With fewer, a mail of ours has at most so many words to a point: a long letter that says little of it is about something else."""
    words_elsewhere: Points
    """The same of a mail of another desk."""
    words_asked: Points
    """The same where that desk's topic stands in a sentence that asks."""
    beside_person: Points
    """Points of a topic of a person's (abuse, Congress) from which a person decides."""
    beside_ours: Points
    """Points of another desk's topic from which a mail of ours goes to a person."""
    beside_elsewhere: Points
    """Points of a second desk's topic from which a mail of another desk goes to a person."""
    asked: Points
    """Points that one sentence that asks must have before a mail is ours."""
    asked_clearly: Points
    """Points that one sentence that asks must have for the length of the mail not to matter."""
    short: int
    """A mail of so many words asks by being sent."""
    unexplained: int
    """Sentences that ask for something unknown, of which there may be so many."""


class TopicsText(_Text):
    """topics.yaml. A topic counts from `threshold` on; what is less sure than `sure` says is a person's to decide."""

    threshold: Points
    sure: SureText
    request_weight: Annotated[float, Field(gt=0)]
    form_weight: Annotated[float, Field(gt=0)]
    """What a form that shows authority weighs for our own topic."""
    sender_weight: Annotated[float, Field(gt=0)]
    confirm_redirects: bool
    """Whether a redirected inquiry stays open until a person has confirmed it."""
    negations: Phrases
    second_matter: Phrases
    narrowing: Phrases
    """Who writes so ('we only ask for …') asks for nothing else: where that is nothing of ours, a mail of ours is a person's."""
    excluding: Phrases
    """Who writes so ('this is not a request for …') says what is not asked: where that may be ours, a mail of ours is a person's."""
    doubts: tuple[CueText, ...] = ()
    """What makes a mail a person's to understand, whatever else is in it: advertisers, volunteers, applicants for work."""
    asks: Phrases
    """What marks a sentence as one that asks. A question mark does as well."""
    courtesies: Phrases
    """What a sentence asks politely and not of its own ('please see attached', 'can you help'), beside those of status.yaml."""
    commands: Phrases
    """The same of a sentence in which a clause begins so ('let him go')."""
    speakers: Phrases
    """What shows that the writer is the client, represents the client, or is a relative or friend."""
    court_forms: tuple[Id, ...] = ()
    """Forms that show authority before a court: who sends one asks OPLA or the court, whatever words of ours are in the mail."""
    persons: Phrases
    """Words for one person. A sentence that asks and has one asks for somebody."""
    strangers: tuple[CueText, ...] = ()
    """Who writes so may speak for somebody else than a client: offices, employers, neighbours. A person decides what of it is ours."""
    topics: Annotated[tuple[TopicText, ...], Field(min_length=1)]


class HoursText(_Text):
    """When somebody answers: Monday to Friday between these times of that zone, except federal holidays."""

    zone: Zone
    opens: time
    closes: time


class LineWordsText(_Text):
    """What letters call the line, its hours in words, and whose clock they go by."""

    name: Line
    hours: str = ""
    clock: str = ""


class LineText(_Text):
    """One telephone line. Without `hours` it is answered at any hour."""

    id: Id
    citation: str = ""
    number: Line
    hours: HoursText | None = None
    speaks_spanish: bool
    en: LineWordsText
    es: LineWordsText


class LinesText(_Text):
    """The file lines.yaml. `always` are the lines that every acknowledgement names."""

    always: tuple[Id, ...]
    lines: Annotated[tuple[LineText, ...], Field(min_length=1)]


class ProtectionText(DatedText):
    """One kind of protected information. `consent` is the mark of a privacy waiver that releases it."""

    id: Id
    citation: Line
    because: Line
    en: Line
    es: Line
    consent: Literal["consent.asylum", "consent.1367"]
    forms: tuple[Id, ...]
    """Names of forms ('i-360') that show it, as the reader calls them or as they stand in the mail or a file's name."""
    cues: Cues
    examples: Examples


class ConfidentialityText(_Text):
    """The file confidentiality.yaml."""

    protections: Annotated[tuple[ProtectionText, ...], Field(min_length=1)]


class ChangeText(DatedText):
    """One thing that a later mail says of the inquiry itself. `en` and `es` are what the letter that answers it says."""

    id: Id
    citation: str = ""
    because: Line
    about: Literal["inquiry", "representative", "place"]
    stops_waiting: bool = False
    """An inquiry that waits for documents waits no longer: a person has the next move."""
    en: Line
    es: Line
    cues: Cues
    examples: Examples


class ChangesText(_Text):
    """The file changes.yaml."""

    changes: Annotated[tuple[ChangeText, ...], Field(min_length=1)]


class ContactExampleText(_Text):
    """A made-up mail, and what it says of the field office."""

    name: Line
    text: str = ""
    cc: tuple[str, ...] = ()
    expect: Literal["yes", "no", "unknown"]


class OfficeFirstText(_Text):
    """The file office_first.yaml."""

    citation: str = ""
    because: Line
    domains: Annotated[tuple[Line, ...], Field(min_length=1)]
    """Mail domains of ICE: somebody there in Cc or To, other than this desk, shows that the office was told."""
    deeds: Phrases
    offices: Phrases
    """One of the deeds ('called', 'no answer') and one of the offices ('ERO', 'field office') in one sentence say that it was asked."""
    contacted: Cues
    not_contacted: Cues
    examples: Annotated[tuple[ContactExampleText, ...], Field(min_length=1)]


class StatusText(_Text):
    """The file status.yaml."""

    citation: str = ""
    because: Line
    most_words: Annotated[int, Field(ge=5, le=500)]
    """A longer mail says more than that it asks for news."""
    courtesies: Phrases
    """A sentence with one of these says nothing beside the question."""
    closings: Phrases
    """Lines that end what is said; what stands below is a signature and is not counted."""
    cues: Cues
    examples: Examples
