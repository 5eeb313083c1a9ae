"""The shape of deadlines.yaml, as pydantic holds policy staff to it. `policy.promises` compiles what passes here."""

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, model_validator

from pdinbox.policy.dated_text import ChangeText, check_changes
from pdinbox.policy.texts import Line, Zone


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Days = Annotated[int, Field(ge=1, le=365)]


class _Growing(_Text):
    """Days that follow each other."""

    @model_validator(mode="after")
    def _grow(self) -> Self:
        days = [getattr(self, name) for name in type(self).model_fields]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError(f"each must be later than the one before it: {', '.join(type(self).model_fields)}")
        return self


class DocumentDaysText(_Growing):
    """When the sender is reminded, warned, and the inquiry closed; business days after the sender was asked."""

    remind: Days
    closing_soon: Days
    close: Days


class OfficeDaysText(_Growing):
    """Until when the field office answers, when it is reminded, and when the supervisor is told; business days after it was asked."""

    answer: Days
    remind: Days
    remind_again: Days
    escalate: Days


class ClosureText(_Text):
    """A day off: for the offices named, for all where none is. A bare day is one for all."""

    day: date
    offices: tuple[Annotated[str, Field(pattern="^[A-Z]{3}$")], ...] = ()
    because: str = ""

    @model_validator(mode="before")
    @classmethod
    def _bare_day(cls, given: Any) -> Any:
        return given if isinstance(given, dict | cls) else {"day": given}


class DeadlineExampleText(_Text):
    """A made-up moment, and when something falls that is counted from it. Times are local."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: Line
    since: Annotated[NaiveDatetime, Field(alias="from")]
    zone: Zone | None = None
    urgent: bool = False
    paused: tuple[tuple[NaiveDatetime, NaiveDatetime], ...] = ()
    closures: tuple[date, ...] = ()
    what: Literal["review", "reminder", "closing_soon", "close", "office_answer", "office_reminder", "office_second_reminder", "escalation"]
    expect: NaiveDatetime


class DeadlinesText(_Text):
    """deadlines.yaml, in business days. `changes` are settings that become others on a day."""

    citation: str
    because: Line
    clock: Literal["office", "desk"]
    zone: Zone
    opens: time
    closes: time
    review_business_days: Annotated[int, Field(ge=1, le=90)]
    urgent_review_business_days: Annotated[int, Field(ge=1, le=90)]
    at_once_business_days: Annotated[int, Field(ge=1, le=90)]
    pause_while_sender_is_awaited: bool
    pause_when_urgent: bool
    documents: DocumentDaysText
    urgent_documents: DocumentDaysText
    office: OfficeDaysText
    urgent_office: OfficeDaysText
    closures: tuple[ClosureText, ...] = ()
    changes: tuple[ChangeText, ...] = ()
    examples: Annotated[tuple[DeadlineExampleText, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _day_has_hours(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("a business day must open before it closes: see opens and closes")
        return self

    @model_validator(mode="after")
    def _stays_usable(self) -> Self:
        check_changes(self, self.changes)
        return self
