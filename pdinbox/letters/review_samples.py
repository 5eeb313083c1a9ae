"""Samples of the letters that reviewers write: every template must render them. All of it is made up."""

from dataclasses import replace

from pdinbox.letters.contexts import AskForMore, Resolution
from pdinbox.letters.sample_values import CASE, NUMBER, OPEN_LINE

_ASK = AskForMore(
    number=NUMBER,
    written_in="en",
    language="en",
    items=("A copy of the birth certificate of the child.", "The date of the next check-in."),
    items_in="en",
    paragraphs=("Thank you for the school records.", "- They are complete."),
    business_days=45,
    case=None,
    lines=(OPEN_LINE,),
)
_RESOLUTION = Resolution(
    number=NUMBER,
    written_in="en",
    language="en",
    outcome="granted-in-part",
    says="ICE has decided to grant a part of what you asked for.",
    next="The field office carries that part out.",
    paragraphs=("The check-ins are every three months from now on.",),
    case=CASE,
)

ASKED = (_ASK, replace(_ASK, case=CASE, items=(), written_in="es"), replace(_ASK, paragraphs=(), items_in="es"))
RESOLVED = (
    _RESOLUTION,
    replace(_RESOLUTION, outcome="no-jurisdiction", says="It is not decided here.", paragraphs=(), case=None),
    replace(_RESOLUTION, outcome="withdrawn", says="You told us that you withdraw your inquiry.", written_in="es", case=None),
)
