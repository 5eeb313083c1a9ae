"""The kinds of letters: the registry, and of each a few samples that every template must render. All of it is made up."""

from dataclasses import replace

from pdinbox.letters.contexts import (
    Ask,
    AskForMore,
    CaseShown,
    Duplicate,
    LineShown,
    OfficeShown,
    OtherDesk,
    PersonShown,
    Quiet,
    Received,
    Referral,
    Resolution,
    TooLarge,
    Updated,
)
from pdinbox.letters.kind import Kind
from pdinbox.letters.office_kinds import OFFICE_KINDS
from pdinbox.letters.review_samples import ASKED, RESOLVED
from pdinbox.letters.waiting_kinds import WAITING_KINDS

_LINE = LineShown(
    name="ICE Detention Reporting and Information Line",
    number="1-888-351-4024",
    hours="Monday to Friday, 8 a.m. to 8 p.m. Eastern, except federal holidays",
    speaks_spanish=True,
    is_open=True,
    clock="8 p.m.",
    zone="Eastern",
)
_CLOSED = replace(_LINE, is_open=False, day="Monday, November 30", clock="8 a.m.")
_ALWAYS = LineShown(
    name="Automated line of the immigration courts (EOIR)",
    number="1-800-898-7180 (TDD 800-828-1120)",
    hours="at any hour",
    speaks_spanish=True,
)
_REFERRAL = Referral(
    topic="a date in immigration court", contact="acis.eoir.justice.gov", guidance="Have the A-number at hand.", lines=(_ALWAYS,)
)
_RECEIVED = Received(
    number="PD-2026-004196-P",
    received_on="November 23, 2026",
    authority="deficient",
    complete=("The A-number is well formed.",),
    missing=(
        Ask(
            what="The client's signature box on the G-28 is empty.",
            cure="Reply to this e-mail with page 3, signed by your client by hand.",
            citation="8 CFR 292.4(a)",
        ),
    ),
    office=OfficeShown(name="Chicago Field Office", phone="(312) 555-0100", address="101 Example Street, Chicago, IL 60605"),
    due_on="December 8, 2026",
    business_days=10,
    waiting=True,
    case=None,
    contacted="yes",
    is_ours=True,
    is_at_once=False,
    referrals=(),
    lines=(_LINE,),
)


_DUPLICATE = Duplicate(
    number="PD-2026-004197-T",
    received_on="November 24, 2026",
    other="PD-2026-004196-P",
    other_on="November 23, 2026",
    is_awaited=False,
    case=None,
    office=_RECEIVED.office,
    lines=(_LINE,),
)
_PEOPLE = (
    PersonShown(
        number="PD-2026-004196-P",
        place=1,
        name="Eva Prueba",
        files=("G-28 Eva.pdf",),
        authority="authorised",
        complete=("The client signed by hand.",),
        missing=(),
        office=OfficeShown(name="Chicago Field Office", phone="(312) 555-0100"),
        due_on="December 8, 2026",
    ),
    PersonShown(
        number="PD-2026-004197-T",
        place=2,
        name="",
        files=("scan 2.pdf",),
        authority="deficient",
        complete=(),
        missing=_RECEIVED.missing,
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


KINDS: tuple[Kind, ...] = (
    Kind(
        name="received",
        context=Received,
        samples=(
            _RECEIVED,
            replace(
                _RECEIVED, authority="authorised", missing=(), waiting=False, case=CaseShown(client="Ana Ejemplo", a_number_ending="678")
            ),
            replace(_RECEIVED, authority="unverified", complete=(), office=None, contacted="no"),
            replace(_RECEIVED, authority="needs_person", missing=(), waiting=False, contacted="unknown", business_days=0),
            replace(
                _RECEIVED, authority="unverified", is_ours=False, is_at_once=True, waiting=False, lines=(_CLOSED,), referrals=(_REFERRAL,)
            ),
            replace(_RECEIVED, complete=(), people=_PEOPLE),
        ),
    ),
    Kind(
        name="updated",
        context=Updated,
        samples=(
            Updated(
                **{name: getattr(replace(_RECEIVED, complete=(), waiting=False), name) for name in Received.__slots__},
                changes=("You wrote that this inquiry is withdrawn. A person confirms that.",),
                is_for_person=True,
            ),
            Updated(**{name: getattr(_RECEIVED, name) for name in Received.__slots__}, files=("g28.pdf",)),
            Updated(
                **{name: getattr(replace(_RECEIVED, complete=(), people=_PEOPLE), name) for name in Received.__slots__}, files=("g28.pdf",)
            ),
            Updated(
                **{name: getattr(replace(_RECEIVED, complete=(), people=_WITHDRAWN), name) for name in Received.__slots__},
                changes=("You wrote that this inquiry is withdrawn. A person confirms that.",),
                is_for_person=True,
            ),
        ),
    ),
    Kind(
        name="other_desk",
        context=OtherDesk,
        samples=(
            OtherDesk(
                number="PD-2026-004196-P",
                received_on="November 23, 2026",
                topic="a date in immigration court",
                contact="Executive Office for Immigration Review, acis.eoir.justice.gov",
                guidance="Have the A-number at hand.",
                lines=(_ALWAYS,),
                is_for_person=False,
                is_at_once=False,
                is_confirmed=False,
                due_on="December 8, 2026",
            ),
            OtherDesk(
                number="PD-2026-004196-P",
                received_on="November 23, 2026",
                topic="an assault on a detained person",
                contact="",
                guidance="If somebody is in danger, call 911.",
                lines=(_CLOSED,),
                is_for_person=True,
                is_at_once=True,
                is_confirmed=True,
                due_on="November 24, 2026",
            ),
        ),
    ),
    Kind(
        name="duplicate",
        context=Duplicate,
        samples=(
            _DUPLICATE,
            replace(_DUPLICATE, case=CaseShown(client="Ana Ejemplo", a_number_ending="678"), office=None, lines=(_CLOSED,)),
            replace(_DUPLICATE, is_awaited=True),
        ),
    ),
    Kind(
        name="too_large",
        context=TooLarge,
        samples=(TooLarge(number="PD-2026-004196-P", received_on="November 23, 2026", megabytes=61, limit_megabytes=50),),
    ),
    Kind(name="quiet", context=Quiet, samples=(Quiet(received_on="November 23, 2026", letters=10),)),
    Kind(name="ask", context=AskForMore, samples=ASKED),
    Kind(name="resolution", context=Resolution, samples=RESOLVED),
    *OFFICE_KINDS,
    *WAITING_KINDS,
)
"""The registry: a kind is a line here and a folder under `templates/mail/`."""
