"""What other systems read: inquiries in sight, their threads, and events since a cursor."""

from typing import Annotated

from fastapi import Depends, FastAPI, Query

from pdinbox.flows.thread_view import thread_view
from pdinbox.model.inquiry import State
from pdinbox.model.thread_view import Entry, OpenPoint, Visibility
from pdinbox.web.access import Need
from pdinbox.web.api.calls import Call, calling
from pdinbox.web.api.parts import Limit, NumberPart
from pdinbox.web.api.schema import EventOut, EventPage, FindingOut, InquiryPage, InquiryWhole, ThreadEntry, inquiry_out
from pdinbox.web.site import Site


def reading(api: FastAPI, site: Site) -> None:
    """`GET` of inquiries and events."""

    @api.get("/inquiries", summary="Inquiries, the newest first")
    def inquiries(
        *,
        call: Annotated[Call, Depends(calling(site, "api-inquiries-listed", Need.SEE))],
        state: Annotated[list[State] | None, Query(description="Only in these states.")] = None,
        office: Annotated[str | None, Query(pattern=r"^[A-Z]{3}$", description="Only of this field office.")] = None,
        before: Annotated[str, Query(max_length=40, description="`next` of the page before.")] = "",
        limit: Limit = 100,
    ) -> InquiryPage:
        found = site.desk.store.inquiries_seen(call.sight, states=tuple(state or ()), office=office, before=before, limit=limit + 1)
        more = found[limit - 1].number if len(found) > limit else None
        return InquiryPage(inquiries=[inquiry_out(one) for one in found[:limit]], next=more)

    @api.get("/inquiries/{number}", summary="One inquiry, what is open in it, and its thread")
    def inquiry(number: NumberPart, call: Annotated[Call, Depends(calling(site, "api-inquiry-viewed", Need.SEE))]) -> InquiryWhole:
        view = thread_view(call.inquiry(number), site.desk.store.history(number))
        return InquiryWhole(
            inquiry=inquiry_out(view.inquiry),
            open_points=[_finding(point) for point in view.open_points],
            thread=[_entry(entry) for entry in view.entries],
        )

    @api.get("/events", summary="What happened since a cursor, the oldest first")
    def events(
        call: Annotated[Call, Depends(calling(site, "api-events-read", Need.SEE))],
        after: Annotated[int, Query(ge=0, le=2**53, description="`cursor` of the answer before; 0 for the beginning.")] = 0,
        limit: Limit = 100,
    ) -> EventPage:
        found = site.desk.store.events_after(after, sight=call.sight, limit=limit)
        told = [EventOut(id=one.id, at=one.at, event=one.event, inquiry=one.inquiry, actor=one.actor, office=one.office) for one in found]
        return EventPage(events=told, cursor=found[-1].id if found else after)


def _finding(point: OpenPoint) -> FindingOut:
    one = point.finding
    return FindingOut(rule=one.rule, outcome=one.outcome.value, message=one.message, citation=one.citation, confidence=one.confidence)


def _entry(entry: Entry) -> ThreadEntry:
    is_internal = entry.visibility is Visibility.INTERNAL
    return ThreadEntry(at=entry.at, kind=entry.kind.value, role=entry.role, who=entry.who, words=entry.words, internal=is_internal)
