"""The kinds of letters that answer a mail, with a few samples that their templates must render. All of it is made up."""

from dataclasses import replace
from typing import Final

from pdinbox.letters.arrival import (
    Arrival,
    CannotDiscuss,
    DocumentsComplete,
    NeedDocuments,
    OfficeFirst,
    Received,
    StillMissing,
    Unreadable,
    Updated,
    part_of,
)
from pdinbox.letters.contexts import Context, PersonShown, Referral
from pdinbox.letters.kind import Kind
from pdinbox.letters.sample_values import CASE, CLOSED_LINE, LOCKED, NEVER_CLOSED, NO_FORM, NUMBER, OFFICE, OPEN_LINE, UNSIGNED

_REFERRAL = Referral(
    topic="a date in immigration court", contact="acis.eoir.justice.gov", guidance="Have the A-number at hand.", lines=(NEVER_CLOSED,)
)
_ARRIVED = Arrival(
    number=NUMBER,
    received_on="November 23, 2026",
    authority="deficient",
    complete=("The A-number is well formed.",),
    missing=UNSIGNED,
    office=OFFICE,
    due_on="December 8, 2026",
    business_days=10,
    waiting=True,
    case=None,
    contacted="yes",
    is_ours=True,
    is_at_once=False,
    referrals=(),
    lines=(OPEN_LINE,),
)
_PEOPLE = (
    PersonShown(
        number=NUMBER,
        place=1,
        name="Eva Prueba",
        files=("G-28 Eva.pdf",),
        authority="authorised",
        complete=("The client signed by hand.",),
        missing=(),
        office=replace(OFFICE, address=""),
        due_on="December 8, 2026",
    ),
    PersonShown(
        number="PD-2026-004197-T",
        place=2,
        name="",
        files=("scan 2.pdf",),
        authority="deficient",
        complete=(),
        missing=UNSIGNED,
        office=None,
        due_on="December 8, 2026",
    ),
    PersonShown(
        number="PD-2026-004198-X", place=3, name="", files=(), authority="unverified", complete=(), missing=(), office=None, due_on=""
    ),
    PersonShown(
        number="PD-2026-004199-B", place=4, name="", files=(), authority="needs_person", complete=(), missing=(), office=None, due_on=""
    ),
)
_WITHDRAWN = tuple(replace(one, is_for_person=True) for one in _PEOPLE[1:3])
"""Both were taken back, with a form still missing: nothing is asked for."""
_COMPLETE = replace(_ARRIVED, authority="authorised", missing=(), waiting=False, case=CASE)
_UNKNOWN = replace(_ARRIVED, authority="unverified", complete=(), missing=NO_FORM, office=None, contacted="unknown")
_UNREAD = replace(_ARRIVED, authority="needs_person", complete=(), missing=LOCKED, waiting=False, is_unread=True)
_FAMILY = replace(_ARRIVED, complete=(), people=_PEOPLE, office=None, case=None)
_REPLY = replace(_ARRIVED, is_reply=True, files=("g28.pdf",))
_TAKEN_BACK = ("You wrote that this inquiry is withdrawn. A person confirms that.",)


def _kind(context: type[Context], name: str, *samples: Arrival) -> Kind:
    return Kind(name=name, context=context, samples=tuple(part_of(one, context) for one in samples))


ARRIVAL_KINDS: Final = (
    _kind(
        Received,
        "received",
        _COMPLETE,
        replace(_COMPLETE, authority="needs_person", case=None, contacted="unknown", business_days=0),
        replace(_UNKNOWN, is_ours=False, is_at_once=True, waiting=False, lines=(CLOSED_LINE,), referrals=(_REFERRAL,)),
        replace(_ARRIVED, is_ours=False),
        replace(_FAMILY, missing=(), people=(_PEOPLE[0], _PEOPLE[3])),
    ),
    _kind(
        NeedDocuments,
        "need_documents",
        _ARRIVED,
        replace(_ARRIVED, complete=(), waiting=False, contacted="no", due_on="December 8, 2026", referrals=(_REFERRAL,)),
        _FAMILY,
    ),
    _kind(
        OfficeFirst,
        "office_first",
        replace(_COMPLETE, contacted="no"),
        replace(_COMPLETE, contacted="no", authority="needs_person", case=None, office=None, business_days=0),
    ),
    _kind(
        CannotDiscuss,
        "cannot_discuss",
        _UNKNOWN,
        replace(_UNKNOWN, contacted="no", due_on="", office=OFFICE, referrals=(_REFERRAL,)),
        replace(_UNKNOWN, is_reply=True, files=("letter.pdf",), changes=_TAKEN_BACK, waiting=False, due_on=""),
    ),
    _kind(
        Unreadable,
        "unreadable",
        _UNREAD,
        replace(_UNREAD, contacted="unknown", referrals=(_REFERRAL,)),
        replace(_UNREAD, is_reply=True, files=("g28.pdf",), changes=_TAKEN_BACK, due_on=""),
    ),
    _kind(
        Updated,
        "updated",
        replace(_REPLY, authority="needs_person", complete=(), missing=(), waiting=False),
        replace(_REPLY, authority="authorised", complete=(), missing=(), waiting=False, case=CASE),
        replace(_REPLY, waiting=False, changes=_TAKEN_BACK, is_for_person=True),
        replace(_FAMILY, is_reply=True, people=_WITHDRAWN, changes=_TAKEN_BACK, is_for_person=True),
    ),
    _kind(
        DocumentsComplete,
        "documents_complete",
        replace(_COMPLETE, is_reply=True, files=("page 3.pdf",)),
        replace(
            _FAMILY,
            is_reply=True,
            people=(_PEOPLE[0], replace(_PEOPLE[0], number="PD-2026-004197-T", place=2, name="Eva Prueba Luna")),
            files=("page 3.pdf",),
        ),
    ),
    _kind(
        StillMissing,
        "still_missing",
        _REPLY,
        replace(_REPLY, complete=(), files=(), due_on="", waiting=False),
        replace(_FAMILY, is_reply=True, files=("g28.pdf",)),
    ),
)
