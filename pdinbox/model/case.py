"""The facts of a case as one mail and its forms state them: who, where, in custody or not, and how urgent."""

from dataclasses import dataclass
from datetime import date

from pdinbox.model.case_record import NOT_ASKED, Lookup
from pdinbox.model.inquiry import Custody
from pdinbox.model.route import Whereabouts

NOWHERE = Whereabouts()
"""Nothing is known of where the case sits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """`a_numbers` are nine digits each, those of forms first, then those of clients before those of others.

    `urgency` are ids of `rules/urgency.yaml`, most urgent first.
    `stated_names` and `stated_a_numbers` are what the sender's own words say, to be compared with the forms. `evidence` are
    pairs (fact, the sender's words that made it). `act_by` is the first day of a removal or check-in that is near. `mail_words` is the
    sender's own text, folded. `lookup` is what the case directory says of the A-numbers; all the rest is the sender's own, and letters
    may rest on that alone.
    """

    a_numbers: tuple[str, ...] = ()
    client_family_name: str = ""
    client_given_name: str = ""
    custody: Custody = Custody.UNKNOWN
    whereabouts: Whereabouts = NOWHERE
    urgency: tuple[str, ...] = ()
    act_by: date | None = None
    stated_names: tuple[str, ...] = ()
    stated_a_numbers: tuple[str, ...] = ()
    mail_words: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    lookup: Lookup = NOT_ASKED


NO_FACTS = CaseFacts()
"""Nothing is known beside the documents."""
