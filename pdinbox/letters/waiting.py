"""What the letters to a sender who is awaited may say, and the answer to the question where an inquiry stands."""

from dataclasses import dataclass, field

from pdinbox.letters.contexts import Ask, CaseShown, Context, LineShown, OfficeShown


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Another inquiry of the same family that waits for the same reply: what is missing there."""

    number: str
    authority: str
    missing: tuple[Ask, ...]
    case: CaseShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting(Context):
    """What the three letters share. `asked_on` is the day on which the sender was asked, `is_unread` set where the mail was too large.

    `beside` are the others of a family: one letter speaks of all that have the same date.
    """

    number: str
    opened_on: str
    asked_on: str
    authority: str
    missing: tuple[Ask, ...]
    is_unread: bool
    case: CaseShown | None
    office: OfficeShown | None
    lines: tuple[LineShown, ...]
    beside: tuple[Beside, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(_Waiting):
    """The first reminder: what is still missing, how to cure it in one reply, and by when.

    `due_on` is the day by which a person looks in any case, '' while the desk's time stands still.
    """

    close_on: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingSoon(_Waiting):
    """The warning: the day on which the inquiry is closed, and what stops that."""

    close_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedWithoutAnswer(_Waiting):
    """The end: the inquiry was closed for want of an answer, and a reply opens it again at any time."""

    closed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusShown:
    """Where one inquiry stands. `stage` is waiting, ready, review, office, held or settled.

    Only whom the verdict lets be told gets the stage `office`; for everybody else that is `review`. `due_on` is the desk's next date and
    `is_late` says that it has passed, `close_on` the sender's, `answer_by` the field office's; each '' where there is none.
    """

    number: str
    opened_on: str
    stage: str
    authority: str
    missing: tuple[Ask, ...]
    is_unread: bool
    case: CaseShown | None
    office: OfficeShown | None
    due_on: str
    is_late: bool
    close_on: str
    answer_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Context):
    """The answer to 'any news?': the state, what is waited for, the office where it may be told, the next date.

    `inquiries` has more than one for a family.
    """

    inquiries: tuple[StatusShown, ...]
    lines: tuple[LineShown, ...]
