"""The facts of a case as one mail and its forms state them: who, where, in custody or not, and how urgent."""

from dataclasses import dataclass

from pdinbox.model.inquiry import Custody
from pdinbox.model.route import Whereabouts

NOWHERE = Whereabouts()
"""Nothing is known of where the case sits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """`a_numbers` are nine digits each, those of forms first, then those of clients before those of others.

    `urgency` are ids of `rules/urgency.yaml`, most urgent first.
    `stated_names` and `stated_a_numbers` are what the sender's own words say, to be compared with the forms. `evidence` are
    pairs (fact, the sender's words that made it). `mail_words` is the sender's own text, folded.
    """

    a_numbers: tuple[str, ...] = ()
    client_family_name: str = ""
    client_given_name: str = ""
    custody: Custody = Custody.UNKNOWN
    whereabouts: Whereabouts = NOWHERE
    urgency: tuple[str, ...] = ()
    stated_names: tuple[str, ...] = ()
    stated_a_numbers: tuple[str, ...] = ()
    mail_words: str = ""
    evidence: tuple[tuple[str, str], ...] = ()


NO_FACTS = CaseFacts()
"""Nothing is known beside the documents."""
