"""The shapes of the files under `rules/`, as pydantic holds policy staff to them. `policy.schema` compiles what passes here."""

from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pdinbox.model.finding import Outcome
from pdinbox.policy.dated_text import DatedText, day_as_text
from pdinbox.policy.directory_texts import DirectoryRowText
from pdinbox.policy.outcomes import OutcomeText as EndText
from pdinbox.policy.phrases import read_phrase


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _is_phrase(text: str) -> str:
    read_phrase(text)
    return text


def _is_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise ValueError("write an IANA time zone such as America/New_York") from wrong
    return text


Line = Annotated[str, Field(min_length=1)]
Zone = Annotated[str, AfterValidator(_is_zone)]
Dated = Annotated[str, BeforeValidator(day_as_text)]
PhraseText = Annotated[str, AfterValidator(_is_phrase)]
Phrases = Annotated[tuple[PhraseText, ...], Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
OfficeCode = Literal["ero", "opla", "uscis", "eoir"]


class DeskText(_Text):
    """The file desk.yaml."""

    as_of: date
    """The day the rules were last read against their sources; the first half of the policy version."""
    note: str = ""


class WordsText(_Text):
    """What is said in one language: the message, and the cure ('' when there is nothing to do)."""

    message: Line
    cure: str = ""


class OutcomeText(_Text):
    """What some results mean; `reviewer` is what reviewers read, '' for the English message."""

    results: Annotated[tuple[str, ...], Field(min_length=1)]
    outcome: Outcome
    en: WordsText
    es: WordsText
    reviewer: str = ""


MarkText = bool | str | float


class WordedText(_Text):
    """Items of a form, and what they are called together."""

    items: Annotated[tuple[str, ...], Field(min_length=1)]
    en: Line
    es: Line


SettingText = str | float | tuple[Dated, ...] | Annotated[tuple[WordedText, ...], Field(min_length=1)]


class DocumentText(_Text):
    """A made-up document of an example: `marks` by item key; `unsure` are keys read with a confidence of 0.4.

    `prints` are fingerprints of signatures by key, `missing_items` what the first of the missing pages carries.
    """

    form: str = "g-28"
    edition: Annotated[str | None, BeforeValidator(day_as_text)] = "2018-09-17"
    marks: dict[str, Annotated[MarkText, BeforeValidator(day_as_text)]] = {}
    unsure: tuple[str, ...] = ()
    missing_pages: tuple[int, ...] = ()
    missing_items: tuple[str, ...] = ()
    prints: dict[str, str] = {}
    confidence: float = 0.99
    text: str = ""


class MessageText(_Text):
    """A made-up mail of an example."""

    sender: str = "lena.ortega@ortega-law.example"
    name: str = ""
    reply_to: str = ""
    subject: str = ""
    text: str = ""
    sent: date | None = None
    dmarc: Literal["pass", "fail", "none", "unknown"] = "unknown"


class CaseText(_Text):
    """What is known of the case in an example. `directory` are rows of the case directory, `unlisted` A-numbers it has not."""

    custody: Literal["detained", "not_detained", "unknown"] = "unknown"
    names: tuple[str, ...] = ()
    a_numbers: tuple[str, ...] = ()
    directory: tuple[DirectoryRowText, ...] = ()
    unlisted: tuple[str, ...] = ()


class RuleExampleText(_Text):
    """A made-up document that the rule judges so; 'silent' where it makes no finding. `unread_pictures` came beside it."""

    name: Line
    document: DocumentText | None = None
    beside: DocumentText | None = None
    """Another document of the same mail; what the rule says of it is not looked at."""
    message: MessageText | None = None
    case: CaseText = CaseText()
    unread_pictures: bool = False
    expect: Literal["passed", "must_fix", "to_check", "silent"]


class RuleText(DatedText):
    """One rule of representation.yaml."""

    id: Id
    citation: str
    because: Line
    applies: tuple[str, ...] = ()
    when: dict[str, Annotated[tuple[Dated, ...], Field(min_length=1)]] = Field(default_factory=dict)
    test: str
    settings: dict[str, SettingText] = Field(default_factory=dict)
    outcomes: Annotated[tuple[OutcomeText, ...], Field(min_length=1)]
    told: bool = True
    decisive: bool = True
    discreet: bool = False
    examples: Annotated[tuple[RuleExampleText, ...], Field(min_length=1)]


class RepresentationText(_Text):
    """representation.yaml. `grants` are the forms that can show authority, `wrong_forms` those often sent instead."""

    grants: Annotated[tuple[str, ...], Field(min_length=1)]
    wrong_forms: tuple[str, ...]
    unreadable: tuple[str, ...]
    """Ids of findings about files that could not be read and might be forms; a * at the end stands for any ending."""
    rules: Annotated[tuple[RuleText, ...], Field(min_length=1)]


class CueText(_Text):
    """Phrases that say the same. `unless` phrases anywhere in the mail take it back."""

    any: Phrases
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    deniable: bool = True
    unless: tuple[PhraseText, ...] = ()
    anyone: bool = False
    """Of reasons with `only_client`: this cue counts of whomever it is said."""
    dated: Literal["may", "must", "no"] = "may"
    """Of reasons with `within_days`: must a near day stand beside the cue, may it, or are days not looked at."""


class MailExampleText(_Text):
    """A made-up mail of an example, and what must be recognised in it."""

    name: Line
    subject: str = ""
    text: str = ""
    paper: str = ""
    """The text of an attached paper that is no known form."""
    forms: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Names of attached files."""
    sender: str = ""
    cc: tuple[str, ...] = ()
    expect: Annotated[bool, Field(strict=True)] = True


class RequestText(DatedText):
    """One kind of discretion that can be asked for, and who decides it. A `general` one says nothing where a mail asks for others too."""

    id: Id
    general: bool = False
    citation: str = ""
    because: Line
    decided_by: OfficeCode
    en: Line
    es: Line
    cues: Annotated[tuple[CueText, ...], Field(min_length=1)]
    examples: Annotated[tuple[MailExampleText, ...], Field(min_length=1)]


class RequestsText(_Text):
    """The file requests.yaml."""

    requests: Annotated[tuple[RequestText, ...], Field(min_length=1)]
    outcomes: Annotated[tuple[EndText, ...], Field(min_length=1)]


class ReasonText(DatedText):
    """One reason to look at an inquiry first."""

    id: Id
    citation: str = ""
    because: Line
    en: Line
    es: Line
    business_days: Annotated[int, Field(ge=1, le=90)] | None = None
    """Until a person has looked at it; without it the deadline of deadlines.yaml for what is urgent."""
    within_days: Annotated[int, Field(ge=0, le=60)] | None = None
    """The reason is about a day, and counts while that day is at most so many days away."""
    only_client: bool = False
    """Does not count where the words say that it is true of somebody else: 'his wife is pregnant'."""
    supposed: bool = False
    """Counts after 'if' and 'would' as well."""
    cues: Annotated[tuple[CueText, ...], Field(min_length=1)]
    examples: Annotated[tuple[MailExampleText, ...], Field(min_length=1)]


class PersonsText(_Text):
    """Words for people, to tell the client from relatives: relatives by sex, whose they are, the client, and pronouns.

    `called` are words that may mean the client in any mail; those of `client` are a representative's. `alike` are lists of names of one
    relative.
    """

    female: tuple[Line, ...]
    male: tuple[Line, ...]
    either: tuple[Line, ...]
    theirs: tuple[Line, ...]
    mine: tuple[Line, ...]
    client: tuple[Line, ...]
    called: tuple[Line, ...]
    he: tuple[Line, ...]
    she: tuple[Line, ...]
    myself: tuple[Line, ...]
    alike: tuple[tuple[Line, ...], ...] = ()


class UrgencyText(_Text):
    """urgency.yaml, most urgent first. `detained` is the reason that custody alone gives, `minor` the one that a stated age gives."""

    detained: Id
    suppositions: Phrases
    persons: PersonsText
    reasons: Annotated[tuple[ReasonText, ...], Field(min_length=1)]


class CustodyExampleText(_Text):
    """A made-up mail and the custody it states."""

    name: Line
    text: str
    expect: Literal["detained", "not_detained", "unknown"]


class CaseWordsText(_Text):
    """case.yaml: the words that say custody, introduce the client's name, a facility or a home, and words that are no names."""

    detained: Annotated[tuple[CueText, ...], Field(min_length=1)]
    not_detained: Annotated[tuple[CueText, ...], Field(min_length=1)]
    at_liberty: Annotated[tuple[CueText, ...], Field(min_length=1)]
    """What only somebody free does; counts where nothing is said of custody."""
    implied: Annotated[tuple[CueText, ...], Field(min_length=1)]
    """What is only asked for somebody held; counts where nothing is said of custody, before `at_liberty`."""
    held_anywhere: Phrases
    held_in: Phrases
    held_at: Phrases
    held_before: Phrases
    name_labels: Phrases
    facility_labels: Phrases
    facility_words: Annotated[tuple[str, ...], Field(min_length=1)]
    home_labels: Phrases
    no_names: tuple[str, ...]
    examples: Annotated[tuple[CustodyExampleText, ...], Field(min_length=1)]


class SendersText(_Text):
    """The file senders.yaml."""

    because: Line
    agency: tuple[Line, ...] = ()
    """Mail domains of the agency itself: mail from there is no inquiry of the public, and a person decides what it is."""
    letters_per_address_and_hour: Annotated[int, Field(ge=1, le=1000)]
    rounds: Annotated[int, Field(ge=1, le=20)]
    retry_days: Annotated[int, Field(ge=1, le=14)]
