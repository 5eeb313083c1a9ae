"""deadlines.yaml -> whose clock counts, which days are off, and what is promised in how many business days."""

from dataclasses import dataclass
from datetime import date

from pdinbox.model.calendar import Calendar, Promises
from pdinbox.policy.deadline_texts import ClosureText, DeadlinesText


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """`calendar` is the desk's own. `closures` are days off with the codes of the offices they are for, none meaning all.

    `counts_by_office` says whose clock counts: the field office's, or the desk's in any case.
    """

    calendar: Calendar
    closures: tuple[tuple[date, tuple[str, ...]], ...]
    counts_by_office: bool
    calm: Promises
    urgent: Promises

    def promises(self, *, urgent: bool) -> Promises:
        """What is promised for an inquiry of that kind."""
        return self.urgent if urgent else self.calm

    def review_days(self, *, urgent: bool) -> int:
        """Business days until a person has looked at it."""
        return self.promises(urgent=urgent).review

    def calendar_of(self, office: str, *, zone: str) -> Calendar:
        """The calendar that counts for an inquiry of that office, which lies in that zone."""
        if not self.counts_by_office:
            return self.calendar
        return Calendar(zone=zone, opens=self.calendar.opens, closes=self.calendar.closes, closures=self._days_off(office), office=office)

    def _days_off(self, office: str) -> tuple[date, ...]:
        return tuple(day for day, offices in self.closures if not offices or office in offices)


def compile_deadlines(text: DeadlinesText) -> Deadlines:
    """The rules of that file."""
    closures = tuple((one.day, one.offices) if isinstance(one, ClosureText) else (one, ()) for one in text.closures)
    for_all = tuple(day for day, offices in closures if not offices)
    return Deadlines(
        calendar=Calendar(zone=text.zone, opens=text.opens, closes=text.closes, closures=for_all),
        closures=closures,
        counts_by_office=text.clock == "office",
        calm=_promises(text, urgent=False),
        urgent=_promises(text, urgent=True),
    )


def _promises(text: DeadlinesText, *, urgent: bool) -> Promises:
    documents = text.urgent_documents if urgent else text.documents
    office = text.urgent_office if urgent else text.office
    return Promises(
        review=text.urgent_review_business_days if urgent else text.review_business_days,
        remind=documents.remind,
        closing_soon=documents.closing_soon,
        close=documents.close,
        office_answer=office.answer,
        office_remind=office.remind,
        office_remind_again=office.remind_again,
        escalate=office.escalate,
        pauses=text.pause_while_sender_is_awaited and (text.pause_when_urgent or not urgent),
    )
