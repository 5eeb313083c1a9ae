"""What the letters that answer a mail may say: the acknowledgement of an inquiry, and the answer to a reply.

`Arrival` is all that the desk has to say of such a mail. Which letter leads is decided in `flows.leading`; each takes its own fields of it.
"""

from dataclasses import dataclass, fields

from pdinbox.letters.contexts import Ask, CaseShown, Context, LineShown, OfficeShown, PersonShown, Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A mail that opened an inquiry or joined one, in words. Dates are in the letter's language, '' for none.

    `authority` is the verdict. `contacted`: whether the sender asked the field office first ('yes', 'no', 'unknown'). `is_ours` is False
    where a person has yet to find out whose the mail is, `is_at_once` where a person reads it before others. `people` is () for a mail
    about one person; of several it says all that the other fields say of one. `changes` is what the mail says of the inquiry itself
    (withdrawn, another attorney …); where `is_for_person` is set, nothing is asked for until a person has settled it.

    The last are for choosing a letter and stand in none: `is_told`, whether the reader speaks for the inquiry; `has_shown`, whether the
    reader once brought a good paper; `was_complete`, whether all was there before this mail; `is_unread`, whether nothing is missing but
    files that could not be read.
    """

    number: str
    received_on: str
    authority: str
    complete: tuple[str, ...]
    missing: tuple[Ask, ...]
    office: OfficeShown | None
    due_on: str
    business_days: int
    waiting: bool
    case: CaseShown | None
    contacted: str
    is_ours: bool
    is_at_once: bool
    referrals: tuple[Referral, ...]
    lines: tuple[LineShown, ...]
    people: tuple[PersonShown, ...] = ()
    files: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    is_for_person: bool = False
    is_reply: bool = False
    is_told: bool = True
    has_shown: bool = True
    was_complete: bool = False
    is_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrived(Context):
    """What all of them share: number, the office where it may be named, the next date, and whom to call."""

    number: str
    received_on: str
    office: OfficeShown | None
    due_on: str
    business_days: int
    waiting: bool
    lines: tuple[LineShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _First(_Arrived):
    """What the acknowledgements share: was the field office asked first, and what else the mail is about."""

    contacted: str
    is_at_once: bool
    referrals: tuple[Referral, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply(_Arrived):
    """What the answers to a reply share: which files came, and what the mail says of the inquiry itself."""

    files: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    people: tuple[PersonShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(_First):
    """The acknowledgement where nothing is missing, or where a person must find out what is asked for: the number and what happens next."""

    authority: str
    complete: tuple[str, ...]
    missing: tuple[Ask, ...]
    case: CaseShown | None
    is_ours: bool
    people: tuple[PersonShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedDocuments(_First):
    """The acknowledgement where a form must be cured: the number, what is missing, how to cure it in one reply, and by which rule."""

    complete: tuple[str, ...]
    missing: tuple[Ask, ...]
    people: tuple[PersonShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFirst(_First):
    """The acknowledgement where all is complete and nobody asked the field office yet: please do that first, and we go on meanwhile."""

    authority: str
    complete: tuple[str, ...]
    case: CaseShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotDiscuss(_First):
    """We may not discuss a case with this sender: nothing shows yet that they may speak for the person. Which document does.

    There is no field for what the inquiry shows: it reads the same whoever the person is.
    """

    missing: tuple[Ask, ...]
    is_reply: bool = False
    files: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(_First):
    """We could not read what was sent: which files, and how to send them so that we can."""

    missing: tuple[Ask, ...]
    is_reply: bool = False
    files: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated(_Reply):
    """The answer to a reply that changes nothing in what is complete, or that a person must look at first."""

    authority: str
    case: CaseShown | None
    is_for_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsComplete(_Reply):
    """The answer to the reply that made the documents complete: nothing more is to be sent, and what happens next."""

    complete: tuple[str, ...]
    case: CaseShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StillMissing(_Reply):
    """The answer to a reply after which something is still missing: what is complete now, what is not, and how to cure it."""

    complete: tuple[str, ...]
    missing: tuple[Ask, ...]


def part_of(said: Arrival, context: type[Context]) -> Context:
    """What a letter of that kind says of it."""
    return context(**{one.name: getattr(said, one.name) for one in fields(context)})
