"""The kinds of letters about waiting and about where an inquiry stands, with their samples. All of it is made up."""

from dataclasses import replace

from pdinbox.letters.contexts import Ask, CaseShown, LineShown, OfficeShown
from pdinbox.letters.kind import Kind
from pdinbox.letters.waiting import Beside, ClosedWithoutAnswer, ClosingSoon, Reminder, Status, StatusShown

_LINE = LineShown(
    name="ICE Detention Reporting and Information Line",
    number="1-888-351-4024",
    hours="Monday to Friday, 8 a.m. to 8 p.m. Eastern, except federal holidays",
    speaks_spanish=True,
    is_open=True,
    clock="8 p.m.",
    zone="Eastern",
)
_OFFICE = OfficeShown(name="Chicago Field Office", phone="(312) 555-0100", address="101 Example Street, Chicago, IL 60605")
_CASE = CaseShown(client="Ana Ejemplo", a_number_ending="678")
_MISSING = (
    Ask(
        what="The client's signature box on the G-28 is empty.",
        cure="Reply to this e-mail with page 3, signed by your client by hand.",
        citation="8 CFR 292.4(a)",
    ),
)
_REMINDER = Reminder(
    number="PD-2026-004196-P",
    opened_on="November 23, 2026",
    asked_on="November 23, 2026",
    authority="deficient",
    missing=_MISSING,
    is_unread=False,
    case=None,
    office=_OFFICE,
    lines=(_LINE,),
    close_on="January 8, 2027",
    due_on="",
)
_SHARED = {
    name: getattr(_REMINDER, name)
    for name in ("number", "opened_on", "asked_on", "authority", "missing", "is_unread", "case", "office", "lines")
}
_FAMILY = (
    Beside(number="PD-2026-004197-T", authority="deficient", missing=_MISSING, case=None),
    Beside(number="PD-2026-004198-X", authority="unverified", missing=(), case=None),
    Beside(number="PD-2026-004199-B", authority="authorised", missing=(), case=_CASE),
)
_CLOSING = ClosingSoon(**_SHARED, close_on="January 8, 2027")
_CLOSED = ClosedWithoutAnswer(**_SHARED, closed_on="January 8, 2027")
_STANDS = StatusShown(
    number="PD-2026-004196-P",
    opened_on="November 23, 2026",
    stage="waiting",
    authority="deficient",
    missing=_MISSING,
    is_unread=False,
    case=None,
    office=_OFFICE,
    due_on="",
    is_late=False,
    close_on="January 8, 2027",
    answer_by="",
)
_READY = replace(_STANDS, stage="ready", authority="authorised", missing=(), case=_CASE, due_on="December 8, 2026", close_on="")
_STANDINGS = (
    _STANDS,
    replace(_STANDS, authority="unverified", missing=(), office=None, due_on="November 27, 2026"),
    replace(_STANDS, authority="unverified", missing=(), office=None, is_unread=True),
    replace(_STANDS, authority="authorised", missing=(), case=_CASE),
    _READY,
    replace(_READY, authority="needs_person", case=None, is_late=True),
    replace(_READY, stage="review"),
    replace(_READY, stage="review", authority="unverified", case=None, office=None, due_on=""),
    replace(_READY, stage="office", answer_by="December 4, 2026"),
    replace(_READY, stage="office", office=None, answer_by=""),
    replace(_READY, stage="held", authority="deficient", case=None, missing=_MISSING),
    replace(_READY, stage="settled", due_on=""),
)

WAITING_KINDS: tuple[Kind, ...] = (
    Kind(
        name="reminder",
        context=Reminder,
        samples=(
            _REMINDER,
            replace(_REMINDER, authority="unverified", missing=(), office=None, due_on="November 27, 2026"),
            replace(_REMINDER, authority="unverified", missing=(), office=None, is_unread=True),
            replace(_REMINDER, authority="authorised", missing=(), case=_CASE),
            replace(_REMINDER, beside=_FAMILY),
        ),
    ),
    Kind(
        name="closing_soon",
        context=ClosingSoon,
        samples=(
            _CLOSING,
            replace(_CLOSING, authority="unverified", missing=(), office=None),
            replace(_CLOSING, authority="unverified", missing=(), office=None, is_unread=True),
            replace(_CLOSING, authority="authorised", missing=(), case=_CASE),
            replace(_CLOSING, beside=_FAMILY),
        ),
    ),
    Kind(
        name="closed_without_answer",
        context=ClosedWithoutAnswer,
        samples=(
            _CLOSED,
            replace(_CLOSED, authority="unverified", missing=(), office=None),
            replace(_CLOSED, authority="unverified", missing=(), office=None, is_unread=True),
            replace(_CLOSED, authority="authorised", missing=(), case=_CASE),
            replace(_CLOSED, beside=_FAMILY),
        ),
    ),
    Kind(
        name="status",
        context=Status,
        samples=(
            *(Status(inquiries=(one,), lines=(_LINE,)) for one in _STANDINGS),
            Status(inquiries=(_READY, replace(_STANDS, number="PD-2026-004197-T")), lines=(_LINE,)),
        ),
    ),
)
