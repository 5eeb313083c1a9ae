"""The kinds of letters: the registry, and of each a few samples that every template must render. All of it is made up."""

from dataclasses import replace

from pdinbox.letters.arrival_kinds import ARRIVAL_KINDS
from pdinbox.letters.contexts import AskForMore, Duplicate, OtherDesk, Quiet, Resolution, TooLarge
from pdinbox.letters.kind import Kind
from pdinbox.letters.office_kinds import OFFICE_KINDS
from pdinbox.letters.review_samples import ASKED, RESOLVED
from pdinbox.letters.sample_values import CASE, CLOSED_LINE, NEVER_CLOSED, NUMBER, OFFICE, OPEN_LINE
from pdinbox.letters.waiting_kinds import WAITING_KINDS

_DUPLICATE = Duplicate(
    number="PD-2026-004197-T",
    received_on="November 24, 2026",
    other=NUMBER,
    other_on="November 23, 2026",
    is_awaited=False,
    is_complete=False,
    case=None,
    office=OFFICE,
    lines=(OPEN_LINE,),
)

KINDS: tuple[Kind, ...] = (
    *ARRIVAL_KINDS,
    Kind(
        name="other_desk",
        context=OtherDesk,
        samples=(
            OtherDesk(
                number=NUMBER,
                received_on="November 23, 2026",
                topic="a date in immigration court",
                contact="Executive Office for Immigration Review, acis.eoir.justice.gov",
                guidance="Have the A-number at hand.",
                lines=(NEVER_CLOSED,),
                is_for_person=False,
                is_at_once=False,
                is_confirmed=False,
                due_on="December 8, 2026",
            ),
            OtherDesk(
                number=NUMBER,
                received_on="November 23, 2026",
                topic="an assault on a detained person",
                contact="",
                guidance="If somebody is in danger, call 911.",
                lines=(CLOSED_LINE,),
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
            replace(_DUPLICATE, is_complete=True, case=CASE, office=None, lines=(CLOSED_LINE,)),
            replace(_DUPLICATE, is_awaited=True),
        ),
    ),
    Kind(
        name="too_large",
        context=TooLarge,
        samples=(TooLarge(number=NUMBER, received_on="November 23, 2026", megabytes=61, limit_megabytes=50),),
    ),
    Kind(name="quiet", context=Quiet, samples=(Quiet(received_on="November 23, 2026", letters=10),)),
    Kind(name="ask", context=AskForMore, samples=ASKED),
    Kind(name="resolution", context=Resolution, samples=RESOLVED),
    *OFFICE_KINDS,
    *WAITING_KINDS,
)
"""The registry: a kind is a line here and a folder under `templates/mail/`."""
