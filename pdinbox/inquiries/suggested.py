"""inquiry -> the letter it seems to call for next: a guess for whoever looks at a list, never sent by itself."""

from pdinbox.model.draft import DraftKind
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.verdict import Authority


def suggested_letter(inquiry: Inquiry, *, has_open_points: bool) -> DraftKind | None:
    """More is asked for where a form is to be cured or none was shown; else the answer. None where the reviewer has no next letter."""
    if inquiry.state not in {State.READY_FOR_REVIEW, State.IN_REVIEW}:
        return None
    if inquiry.verdict.outcome in {Authority.DEFICIENT, Authority.UNVERIFIED}:
        return DraftKind.ASK
    return None if inquiry.verdict.outcome is Authority.NEEDS_PERSON and has_open_points else DraftKind.RESOLUTION
