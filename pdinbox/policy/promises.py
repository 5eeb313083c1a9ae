"""deadlines.yaml -> whose clock counts, which days are off, and what is promised in how many business days."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pdinbox.model.calendar import Calendar, Promises
from pdinbox.policy.deadline_texts import DeadlinesText


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """`calendar` is the desk's own. `closures` are days off with the codes of the offices they are for, none meaning all.

    `counts_by_office` says whose clock counts: the field office's, or the desk's in any case. `at_once` are the business days where a
    person looks at once; `by_reason` those of the reasons of urgency that name their own.
    """

    calendar: Calendar
    closures: tuple[tuple[date, tuple[str, ...]], ...]
    counts_by_office: bool
    calm: Promises
    urgent: Promises
    at_once: int
    by_reason: Mapping[str, int]

    def promises(self, urgency: tuple[str, ...]) -> Promises:
        """What is promised for an inquiry with these reasons of urgency: the fewest days for the review that any of them gives."""
        if not urgency:
            return self.calm
        return replace(self.urgent, review=min(self.by_reason.get(reason, self.urgent.review) for reason in urgency))

    def calendar_of(self, office: str, *, zone: str) -> Calendar:
        """The calendar that counts for an inquiry of that office, which lies in that zone."""
        if not self.counts_by_office:
            return self.calendar
        return Calendar(zone=zone, opens=self.calendar.opens, closes=self.calendar.closes, closures=self._days_off(office), office=office)

    def _days_off(self, office: str) -> tuple[date, ...]:
        return tuple(day for day, offices in self.closures if not offices or office in offices)


def compile_deadlines(text: DeadlinesText, *, by_reason: Mapping[str, int]) -> Deadlines:
    """The rules of that file; `by_reason` are the business days that reasons of urgency name themselves."""
    closures = tuple((one.day, one.offices) for one in text.closures)
    for_all = tuple(day for day, offices in closures if not offices)
    return Deadlines(
        calendar=Calendar(zone=text.zone, opens=text.opens, closes=text.closes, closures=for_all),
        closures=closures,
        counts_by_office=text.clock == "office",
        calm=_promises(text, urgent=False),
        urgent=_promises(text, urgent=True),
        at_once=text.at_once_business_days,
        by_reason=by_reason,
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
