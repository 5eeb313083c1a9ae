"""A route: the field office, the basis, the candidates not taken, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One office that something in the case points to. `basis` names the evidence ('client_zip'), `reason` says it in words."""

    office: str
    basis: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`office` is a three-letter code of the 25, or None when a person decides; `candidates` are those not taken.

    `may_be_told` is false where the sender's own words and forms alone would not have led there: then no letter names the office.
    """

    office: str | None
    basis: str
    confidence: float
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""
    may_be_told: bool = True


NO_ROUTE = Route(office=None, basis="none", confidence=0.0, reason="Nothing in the mail says which office handles the case.")

BY_PERSON = "reviewer"
"""The basis of a route that a reviewer chose; no mail changes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What is known about where a case sits: every field may be empty. The attorney's own address never belongs here.

    `facility` is a name as written, `detloc` ICE's facility code, `office` an office named by the sender (a claim to be checked),
    `docket_office` a code from a DHS paper or the case directory, `docket_facility` a name or code from the case directory.
    `docket_row` says which row of the directory that is, in words ('' for none), `docket_age` how many days old it is.
    `detained` is None where nothing is known.
    """

    facility: str = ""
    detloc: str = ""
    zip: str = ""
    county: str = ""
    city: str = ""
    state: str = ""
    court: str = ""
    office: str = ""
    docket_office: str = ""
    docket_facility: str = ""
    docket_row: str = ""
    docket_age: int | None = None
    detained: bool | None = None
