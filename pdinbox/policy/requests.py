"""message -> the kinds of discretion it asks for, by the cues of `rules/requests.yaml`."""

from dataclasses import dataclass

from pdinbox.model.message import Message
from pdinbox.policy.schema import Policy
from pdinbox.policy.words import Words, hear, own_words, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One kind that is asked for: its id, the office that decides it ('ero', 'opla', …), the sender's words that say so, and where."""

    id: str
    decided_by: str
    words: str
    first: int
    """The position of the first of these words."""


def recognise_requests(message: Message, *, policy: Policy) -> tuple[str, ...]:
    """Ids of the kinds asked for, in the order of the rules; () where the mail asks for none that the rules know."""
    found = find_requests(words_of(own_words(message)), policy=policy)
    general = {kind.id for kind in policy.requests if kind.is_general}
    special = tuple(request.id for request in found if request.id not in general)
    return special or tuple(request.id for request in found)


def find_requests(words: Words, *, policy: Policy) -> tuple[Request, ...]:
    """The kinds asked for in these words, each once."""
    found: list[Request] = []
    for kind in policy.requests:
        hit = next((hit for cue in kind.cues if (hit := hear(words, cue, negations=policy.negations))), None)
        if hit:
            found.append(Request(id=kind.id, decided_by=kind.decided_by, words=hit.words, first=hit.first))
    return tuple(found)
