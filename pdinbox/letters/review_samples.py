"""Samples of the letters that reviewers write: every template must render them. All of it is made up."""

from dataclasses import replace

from pdinbox.letters.contexts import AskForMore, CaseShown, Resolution

_CASE = CaseShown(client="Ana Ejemplo", a_number_ending="678")
_ASK = AskForMore(
    number="PD-2026-004196-P",
    written_in="en",
    language="en",
    items=("A copy of the birth certificate of the child.", "The date of the next check-in."),
    items_in="en",
    paragraphs=("Thank you for the school records.", "- They are complete."),
    business_days=45,
    case=None,
)
_RESOLUTION = Resolution(
    number="PD-2026-004196-P",
    written_in="en",
    language="en",
    outcome="granted-in-part",
    says="ICE has decided to grant a part of what you asked for.",
    next="The field office carries that part out.",
    paragraphs=("The check-ins are every three months from now on.",),
    case=_CASE,
)

ASKED = (_ASK, replace(_ASK, case=_CASE, items=(), written_in="es"), replace(_ASK, paragraphs=(), items_in="es"))
RESOLVED = (
    _RESOLUTION,
    replace(_RESOLUTION, outcome="no-jurisdiction", says="It is not decided here.", paragraphs=(), case=None),
    replace(_RESOLUTION, outcome="withdrawn", says="You told us that you withdraw your inquiry.", written_in="es", case=None),
)
