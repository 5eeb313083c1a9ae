"""The kinds of letters about waiting and about where an inquiry stands, with their samples. All of it is made up."""

from dataclasses import replace

from pdinbox.letters.kind import Kind
from pdinbox.letters.sample_values import CASE, NO_FORM, NUMBER, OFFICE, OPEN_LINE, UNSIGNED
from pdinbox.letters.waiting import Beside, ClosedWithoutAnswer, ClosingSoon, Reminder, Status, StatusShown

_REMINDER = Reminder(
    number=NUMBER,
    opened_on="November 23, 2026",
    asked_on="November 23, 2026",
    authority="deficient",
    missing=UNSIGNED,
    is_unread=False,
    case=None,
    office=OFFICE,
    lines=(OPEN_LINE,),
    close_on="January 8, 2027",
    due_on="",
)
_SHARED = {
    name: getattr(_REMINDER, name)
    for name in ("number", "opened_on", "asked_on", "authority", "missing", "is_unread", "case", "office", "lines")
}
_FAMILY = (
    Beside(number="PD-2026-004197-T", authority="deficient", missing=UNSIGNED, case=None),
    Beside(number="PD-2026-004198-X", authority="unverified", missing=(), case=None),
    Beside(number="PD-2026-004199-B", authority="authorised", missing=(), case=CASE),
)
_CLOSING = ClosingSoon(**_SHARED, close_on="January 8, 2027")
_CLOSED = ClosedWithoutAnswer(**_SHARED, closed_on="January 8, 2027")
_STANDS = StatusShown(
    number=NUMBER,
    opened_on="November 23, 2026",
    stage="waiting",
    authority="deficient",
    missing=UNSIGNED,
    is_unread=False,
    case=None,
    office=OFFICE,
    due_on="",
    is_late=False,
    close_on="January 8, 2027",
    answer_by="",
)
_READY = replace(_STANDS, stage="ready", authority="authorised", missing=(), case=CASE, due_on="December 8, 2026", close_on="")
_STANDINGS = (
    _STANDS,
    replace(_STANDS, authority="unverified", missing=NO_FORM, office=None, due_on="November 27, 2026"),
    replace(_STANDS, authority="unverified", missing=NO_FORM, office=None, is_unread=True),
    replace(_STANDS, authority="authorised", missing=(), case=CASE),
    _READY,
    replace(_READY, authority="needs_person", case=None, is_late=True),
    replace(_READY, stage="review"),
    replace(_READY, stage="review", authority="unverified", case=None, office=None, due_on=""),
    replace(_READY, stage="office", answer_by="December 4, 2026"),
    replace(_READY, stage="office", office=None, answer_by=""),
    replace(_READY, stage="held", authority="deficient", case=None, missing=UNSIGNED),
    replace(_READY, stage="settled", due_on=""),
)

WAITING_KINDS: tuple[Kind, ...] = (
    Kind(
        name="reminder",
        context=Reminder,
        samples=(
            _REMINDER,
            replace(_REMINDER, authority="unverified", missing=NO_FORM, office=None, due_on="November 27, 2026"),
            replace(_REMINDER, authority="unverified", missing=NO_FORM, office=None, is_unread=True),
            replace(_REMINDER, authority="authorised", missing=(), case=CASE),
            replace(_REMINDER, beside=_FAMILY),
        ),
    ),
    Kind(
        name="closing_soon",
        context=ClosingSoon,
        samples=(
            _CLOSING,
            replace(_CLOSING, authority="unverified", missing=NO_FORM, office=None),
            replace(_CLOSING, authority="unverified", missing=NO_FORM, office=None, is_unread=True),
            replace(_CLOSING, authority="authorised", missing=(), case=CASE),
            replace(_CLOSING, beside=_FAMILY),
        ),
    ),
    Kind(
        name="closed_without_answer",
        context=ClosedWithoutAnswer,
        samples=(
            _CLOSED,
            replace(_CLOSED, authority="unverified", missing=NO_FORM, office=None),
            replace(_CLOSED, authority="unverified", missing=NO_FORM, office=None, is_unread=True),
            replace(_CLOSED, authority="authorised", missing=(), case=CASE),
            replace(_CLOSED, beside=_FAMILY),
        ),
    ),
    Kind(
        name="status",
        context=Status,
        samples=(
            *(Status(inquiries=(one,), lines=(OPEN_LINE,)) for one in _STANDINGS),
            Status(inquiries=(_READY, replace(_STANDS, number="PD-2026-004197-T")), lines=(OPEN_LINE,)),
        ),
    ),
)
