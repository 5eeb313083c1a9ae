"""inquiry and its mails -> what the law or a reviewer protects in it, and whether letters keep silent about the case.

A restriction is lifted by a supervisor alone. What was lifted comes back only by a mail that says it anew in its own words or papers.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pdinbox.model.inquiry import Inquiry
from pdinbox.model.plan import Dossier
from pdinbox.policy.confidential import find_protected, is_released
from pdinbox.policy.schema import Policy

RESTRICTED_BY_PERSON: Final = "by_reviewer"
"""Stands beside the ids of `rules/confidentiality.yaml` where a reviewer restricted it: then letters keep silent about the case."""
RESTRICTED_BESIDE: Final = "beside_restricted"
"""Stands beside one that a reviewer restricted, of the same person or family: lists and logs hide it too, letters do not change."""


def protected_in(dossiers: tuple[Dossier, ...], *, policy: Policy) -> tuple[str, ...]:
    """What the law protects, by these mails and their papers alone."""
    found = (
        one.id
        for dossier in dossiers
        for one in find_protected(dossier.message, dossier.documents, file_names=tuple(file.name for file in dossier.files), policy=policy)
    )
    return tuple(dict.fromkeys(found))


def is_silent(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], policy: Policy) -> bool:
    """Whether the letters of this inquiry keep silent about the case: a reviewer said so, or its own mails show what the law protects.

    By its own mails alone: what another inquiry about the same person says must not change a word here, or the letter would tell of it.
    """
    if RESTRICTED_BY_PERSON in inquiry.restricted:
        return True
    documents = tuple(document for dossier in dossiers for document in dossier.documents)
    shown = tuple(one for one in protected_in(dossiers, policy=policy) if one not in inquiry.lifted)
    return not is_released(shown, documents, policy=policy)


def restricted_anew(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], policy: Policy) -> Inquiry:
    """The inquiry as restricted as its mails make it; of what was lifted only what the last mail itself says anew."""
    own = protected_in((_own(dossiers[-1]),), policy=policy)
    lifted = tuple(one for one in inquiry.lifted if one not in own)
    shown = (*inquiry.restricted, *protected_in(dossiers, policy=policy), *own)
    return replace(inquiry, lifted=lifted, restricted=tuple(dict.fromkeys(one for one in shown if one not in lifted)))


def for_neighbours(restricted: Iterable[str]) -> tuple[str, ...]:
    """The same, as it stands in an inquiry that would tell who this one is about."""
    return tuple(dict.fromkeys(RESTRICTED_BESIDE if one == RESTRICTED_BY_PERSON else one for one in restricted))


def _own(dossier: Dossier) -> Dossier:
    """The mail without what it quotes: whoever answers an old mail says nothing anew."""
    return replace(dossier, message=replace(dossier.message, text=dossier.message.new_text, quoted_text=""))
