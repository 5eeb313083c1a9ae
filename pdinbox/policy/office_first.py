"""message -> whether the sender turned to the field office first, by `rules/office_first.yaml`. It is never a reason to refuse anything."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pdinbox.model.message import Address, Message
from pdinbox.policy.schema import Policy
from pdinbox.policy.words import Hit, Words, find_phrases, hear_all, is_denied, own_words, words_of

_NEAR = 12
"""Words between what was done and the office it was done with."""


class Contacted(StrEnum):
    """Whether the field office was asked first, as far as the mail says."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeContact:
    """The answer, and the sender's words (or the address) that gave it."""

    contacted: Contacted
    words: str = ""


def read_office_contact(message: Message, *, own: Collection[str] = (), policy: Policy) -> OfficeContact:
    """What the mail says. `own` are the desk's own addresses: somebody else at ICE in To or Cc shows that the office was told."""
    known = {address.lower() for address in own} | {address.email for address in message.delivered_to}
    for address in (*message.cc, *message.to):
        if address.email not in known and _is_at_ice(address, policy):
            return OfficeContact(contacted=Contacted.YES, words=address.domain)
    words = words_of(own_words(message))
    said = tuple(hit for cue in policy.office_first.contacted for hit in hear_all(words, cue, negations=policy.negations))
    told = _first((*said, *_done(words, policy)))
    not_told = _first(tuple(hit for cue in policy.office_first.not_contacted for hit in find_phrases(words, cue.phrases)))
    if told is not None:
        return OfficeContact(contacted=Contacted.YES, words=told.words)
    if not_told is not None:
        return OfficeContact(contacted=Contacted.NO, words=not_told.words)
    return OfficeContact(contacted=Contacted.UNKNOWN)


def _done(words: Words, policy: Policy) -> Iterator[Hit]:
    """Where a deed and an office stand near each other in one sentence: 'ERO Seattle, by phone this morning, …'."""
    offices = [(words.words[hit.first].sentence, hit.first) for hit in find_phrases(words, policy.office_first.offices)]
    for hit in find_phrases(words, policy.office_first.deeds) if offices else ():
        sentence = words.words[hit.first].sentence
        is_near = any(one == sentence and abs(place - hit.first) <= _NEAR for one, place in offices)
        if is_near and not is_denied(words, hit, policy.negations):
            yield hit


def _first(hits: tuple[Hit, ...]) -> Hit | None:
    return min(hits, key=lambda hit: hit.first, default=None)


def _is_at_ice(address: Address, policy: Policy) -> bool:
    return address.is_at(policy.office_first.domains)
