"""what the desk has to say of a mail -> the letter that leads, and its words. Whatever else is to be said stands in the same letter."""

from collections.abc import Callable
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
from pdinbox.letters.contexts import Context, PersonShown
from pdinbox.letters.kinds import KINDS
from pdinbox.model.verdict import Authority

_NAMES: Final = {kind.context: kind.name for kind in KINDS}
_AUTHORISED, _UNVERIFIED = Authority.AUTHORISED.value, Authority.UNVERIFIED.value


def worded(say: Callable[[str], Arrival]) -> tuple[str, Callable[[str], Context]]:
    """The kind of letter, and what it says in a language."""
    said = say("en")
    context = _of_reply(said) if said.is_reply else _of_opening(said)
    return _NAMES[context], lambda language: part_of(say(language), context)


def _of_opening(said: Arrival) -> type[Context]:
    """The acknowledgement: there is one for each inquiry, so it says all, and the most pressing thing first."""
    if said.people:
        return NeedDocuments if any(map(_is_asked_for, said.people)) else Received
    if said.is_at_once or not (said.is_ours or said.is_unread):
        return Received
    if said.authority == _UNVERIFIED:
        return CannotDiscuss
    if said.missing:
        return Unreadable if said.is_unread else NeedDocuments
    return OfficeFirst if said.contacted == "no" else Received


def _of_reply(said: Arrival) -> type[Context]:
    if said.people:
        is_missing = any(map(_is_asked_for, said.people))
        is_complete = all(one.authority == _AUTHORISED and not one.is_for_person for one in said.people)
    elif said.is_for_person:
        return Updated
    elif said.authority == _UNVERIFIED or (said.authority == _AUTHORISED and not said.is_told and not said.has_shown):
        return CannotDiscuss
    else:
        is_missing, is_complete = bool(said.missing), said.authority == _AUTHORISED
    if is_missing:
        return Unreadable if said.is_unread and not said.people else StillMissing
    return DocumentsComplete if is_complete and not said.was_complete else Updated


def _is_asked_for(one: PersonShown) -> bool:
    """Whether the sender must send something for that person."""
    return not one.is_for_person and (bool(one.missing) or one.authority == _UNVERIFIED)
