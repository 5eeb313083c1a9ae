"""The closed vocabulary of the rules in plain words, for people who read a rule and not its code; a test holds the two equal."""

from collections.abc import Mapping
from typing import Final

TESTS_IN_WORDS: Final[Mapping[str, str]] = {
    "recognised": "the document is one of these forms",
    "edition": "the edition printed on the form is one that is accepted",
    "pages": "all pages of the form are there",
    "filled": "every one of these items is filled in",
    "only-ticked": "this box is ticked and none of the others",
    "choice": "exactly one of these boxes is ticked",
    "signature": "what stands in the signature box: ink, a typed name, a pasted picture, a digital signature, nothing",
    "certificate": "the name in the certificate of a digital signature is the name on the form",
    "same-picture": "the very same picture of a signature stands in no other box and no other document",
    "date": "every date is there, legible, not in the future, not after the mail and not too old",
    "a-number": "the A-number has seven to nine digits",
    "different": "the first items say something else than the others",
    "text-says": "the items are filled in, or the text of the document says one of these phrases",
    "sender": "the sender of the mail is whom the form names, by address, domain or name",
    "name-matches": "the form's client is whom the mail names",
    "a-number-matches": "the form's A-number is one that the mail states",
    "directory-name": "the form's client is whom the case directory has under the form's A-number",
    "directory-mail-name": "the client whom the mail names is whom the case directory has under the mail's A-number",
    "directory-custody": "the case directory says the same of custody as the mail",
    "directory-listed": "the case directory has the A-number",
    "representation": "anything that shows authority came with the mail",
}
"""What each test looks at; its results say how it came out."""

SETTINGS_IN_WORDS: Final[Mapping[str, str]] = {
    "accepted": "accepted editions",
    "older": "older editions",
    "alike": "least likeness of the same names (0 to 100)",
    "carries": "what pages carry",
    "cues": "phrases that say it",
    "email": "the address on the form",
    "forms": "forms that show authority",
    "from": "the other items",
    "item": "the item",
    "items": "the items",
    "names": "the names on the form",
    "near": "least likeness of nearly the same (0 to 100)",
    "organization": "the organization on the form",
    "oldest_days": "too old after so many days",
    "public_domains": "mail domains that are everybody's",
    "rivals": "the boxes that must not be ticked",
    "sure": "least confidence that decides (0 to 1)",
    "wrong_forms": "forms often sent in place of them",
}

CONDITIONS_IN_WORDS: Final[Mapping[str, str]] = {
    "custody": "the client's custody, as the mail says it",
    "representative": "the kind of representative ticked on the form",
    "edition": "the edition of the form",
    "ticked": "these boxes are ticked",
    "age": "the client's age by the date of birth on the paper",
}

STEPS_IN_WORDS: Final[Mapping[str, str]] = {
    "facility": "Where the person is detained: the office that ICE publishes for the facility, never the office of its ZIP.",
    "docket_facility": "Where the case directory says that the person is held: the office that ICE publishes for that facility.",
    "docket_office": "The office on a DHS paper, or in the case directory.",
    "residence": "Where the person lives: ZIP, then county, then city and state, then the state alone. Never the representative's address.",
    "court": "The immigration court: a hint only, because venue and home often differ.",
    "named_office": "The office that the sender names: a claim. It makes another finding surer, or stands as a candidate beside it.",
}
"""The kinds of evidence for an office, as `order` of routing.yaml names them."""

WEIGHTS_IN_WORDS: Final[Mapping[str, str]] = {
    "detloc": "ICE's code of the facility",
    "facility": "the published name of the facility",
    "facility_like": "the facility's name misspelt or shortened",
    "facility_old": "a facility that is not in ICE's current list",
    "docket_facility": "the facility in the case directory",
    "docket_facility_old": "the facility in a row of the case directory that is older than docket_old_days",
    "docket_office": "an office on a DHS paper or in the case directory",
    "docket_office_old": "the office in a row of the case directory that is older than docket_old_days",
    "client_zip": "the ZIP of the client's home",
    "client_zip_approximate": "a ZIP that is not in the tables, by its first three digits",
    "county": "the county of the client's home",
    "city_state": "the city and state of the client's home",
    "state": "a state that is of one office whole",
    "court": "the immigration court",
    "named_office": "the office that the sender names",
    "home_of_detained": "the home of somebody who is detained nobody knows where",
    "candidate": "an office kept beside the one taken because ICE's own pages name it too",
}

REASONS_IN_WORDS: Final[Mapping[str, str]] = {
    "case.contradiction": "Two good forms are about two different A-numbers: a person finds out whose case it is.",
    "case.in-pieces": "No single document has everything, but several together do: a person puts them together.",
    "intake.oversize": "The mail is over the size limit: only its header was taken in, so nobody's authority is shown.",
}
"""Reasons of a verdict that the program has of its own, beside the rules."""
