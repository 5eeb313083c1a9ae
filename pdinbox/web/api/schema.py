"""What the API says and takes, as OpenAPI describes it. Names are never removed within `/api/v1`."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pdinbox.model.inquiry import Custody, Inquiry, State
from pdinbox.model.verdict import Authority

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Words = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]
_ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$"
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=_ADDRESS)]


class Strict(BaseModel):
    """A name that is not here is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CandidateOut(BaseModel):
    """One office that may handle the case."""

    office: str
    basis: str
    confidence: float
    reason: str


class RouteOut(BaseModel):
    """The field office, null where a person decides."""

    office: str | None
    basis: str
    confidence: float
    reason: str
    candidates: list[CandidateOut]


class InquiryOut(BaseModel):
    """One inquiry as it stands. Times are UTC. `version` goes with each change that is asked for."""

    number: str
    version: int
    state: State
    opened_at: datetime
    due_at: datetime | None
    representative_name: str
    representative_email: str
    client_family_name: str
    client_given_name: str
    a_number: str
    topic: str
    requests: list[str]
    custody: Custody
    urgency: list[str]
    language: str
    verdict: Authority
    route: RouteOut
    assignee: str
    outcome: str
    restricted: list[str]
    related: list[str]


class InquiryPage(BaseModel):
    """Inquiries, the newest first. `next` is the `before` of the next page, null where there is none."""

    inquiries: list[InquiryOut]
    next: str | None


class ThreadEntry(BaseModel):
    """One thing that happened in an inquiry; `internal` is never shown to its sender."""

    at: datetime
    kind: str
    role: str
    who: str
    words: str
    internal: bool


class FindingOut(BaseModel):
    """What is open by the rules."""

    rule: str
    outcome: str
    message: str
    citation: str
    confidence: float


class InquiryWhole(BaseModel):
    """One inquiry with what is open and what happened."""

    inquiry: InquiryOut
    open_points: list[FindingOut]
    thread: list[ThreadEntry]


StepName = Literal[
    "claim", "give_back", "assign", "reroute", "mark_duplicate", "withdraw", "close", "hold", "release", "confirm_redirect", "reopen"
]


class StepIn(Strict):
    """A step on an inquiry, as it is in the table of the lifecycle. `version` is that of the inquiry which you have before you."""

    step: StepName
    version: int = Field(ge=1, le=2_000_000_000)
    reason: Line = ""
    assignee: Line = ""
    office: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    outcome: Annotated[str, StringConstraints(pattern=r"^[a-z_-]{0,40}$")] = ""
    other: Annotated[str, StringConstraints(max_length=24, pattern=r"^[A-Z0-9-]*$")] = ""


class SubmissionIn(Strict):
    """An inquiry from a web form. It becomes a mail of that sender to the desk and goes the way of every mail."""

    sender_name: Line = ""
    sender_email: Address
    subject: Annotated[Line, StringConstraints(min_length=1)]
    text: Annotated[Words, StringConstraints(min_length=1)]


class SubmissionOut(BaseModel):
    """What became of it: 'waiting' to be examined, 'held' for a person, or 'settled', with the inquiries that it opened or joined."""

    key: str
    standing: Literal["waiting", "held", "settled"]
    message: str
    inquiries: list[str]


class EventOut(BaseModel):
    """Something happened to an inquiry. `id` grows; ask for what comes after it."""

    id: int
    at: datetime
    event: str
    inquiry: str
    actor: str
    office: str | None


class EventPage(BaseModel):
    """Events, the oldest first. `cursor` is the `after` of the next question, whether or not there are more now."""

    events: list[EventOut]
    cursor: int


class Problem(BaseModel):
    """RFC 9457: what went wrong, and what to do."""

    title: str
    status: int
    detail: str


def inquiry_out(inquiry: Inquiry) -> InquiryOut:
    """The inquiry as the API says it; tokens stay inside."""
    route = inquiry.route
    return InquiryOut(
        number=inquiry.number,
        version=inquiry.version,
        state=inquiry.state,
        opened_at=inquiry.opened_at,
        due_at=inquiry.due_at,
        representative_name=inquiry.representative.name,
        representative_email=inquiry.representative.email,
        client_family_name=inquiry.client_family_name,
        client_given_name=inquiry.client_given_name,
        a_number=inquiry.a_number,
        topic=inquiry.topic,
        requests=list(inquiry.requests),
        custody=inquiry.custody,
        urgency=list(inquiry.urgency),
        language=inquiry.language,
        verdict=inquiry.verdict.outcome,
        route=RouteOut(
            office=route.office,
            basis=route.basis,
            confidence=route.confidence,
            reason=route.reason,
            candidates=[
                CandidateOut(office=one.office, basis=one.basis, confidence=one.confidence, reason=one.reason)
                for one in route.candidates
                if one.office
            ],
        ),
        assignee=inquiry.assignee,
        outcome=inquiry.outcome,
        restricted=list(inquiry.restricted),
        related=list(inquiry.related),
    )
