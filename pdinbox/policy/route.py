"""Whereabouts -> route: the office, on what basis, how sure, and the candidates not taken. Order and weights: `rules/routing.yaml`.

Measured warm: 0.1 ms a route by residence, 0.2 ms with a misspelt facility and a claim; every office file compiled in 0.12 s.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pdinbox.model.person import fold
from pdinbox.model.route import NO_ROUTE, Candidate, Route, Whereabouts
from pdinbox.policy.facilities import FacilityMatch, Likeness, match_facility
from pdinbox.policy.geography import County, Geography
from pdinbox.policy.named import find_facility_named, read_office

_SUREST = 0.99
_MOST_NAMES = 5
_DECISIVE = frozenset(("facility", "detloc", "docket_facility", "docket_office", "client_zip", "county", "city_state", "state"))
"""Evidence of these kinds may settle which of several offices is meant; a hint or a claim may not."""
_ROW = ("facility", "detloc", "zip", "county", "city", "state", "court", "office")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one fact points to: one office, or several between which it does not decide. `also` are offices kept beside in any case."""

    basis: str
    offices: tuple[str, ...]
    confidence: float
    reason: str
    also: tuple[Candidate, ...] = ()
    settled_by: frozenset[str] = _DECISIVE
    each: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Basis and reason for an office, where these are others than for all."""


def route(whereabouts: Whereabouts, *, geography: Geography) -> Route:
    """The field office of a case. `office` is None, with every candidate, where the rules leave several or none: a person decides.

    `basis` is one of facility, detloc, docket_facility, docket_office, client_zip, county, city_state, state, court, named_office,
    ambiguous, none.
    """
    found = tuple(_in_order(whereabouts, geography))
    if not found:
        return replace(NO_ROUTE, reason=_nothing(whereabouts, geography))
    settled = _settle(found)
    taken = settled.offices[0] if len(settled.offices) == 1 else None
    candidates = _candidates(found, settled, taken)
    if taken is None:
        return Route(office=None, basis="ambiguous", confidence=0.0, candidates=candidates, reason=settled.reason)
    agreeing = sum(evidence.offices == (taken,) and evidence.basis != settled.basis for evidence in found)
    confidence = min(_SUREST, settled.confidence + agreeing * geography.routing.agreement)
    return Route(office=taken, basis=settled.basis, confidence=round(confidence, 3), candidates=candidates, reason=settled.reason)


def whereabouts_from_row(row: Mapping[str, str]) -> Whereabouts:
    """One row of a `route --batch` table: facility, detloc, zip, county, city, state, court, office; each may be missing or empty.

    a_number is allowed too and says nothing by itself: it is looked up in the case directory by the caller.
    """
    facility, detloc, code, county, city, state, court, office = ((row.get(column) or "").strip() for column in _ROW)
    return Whereabouts(facility=facility, detloc=detloc, zip=code, county=county, city=city, state=state, court=court, office=office)


def _in_order(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    """The evidence there is, the weightiest first."""
    for step in geography.routing.order:
        match step:
            case "facility":
                yield from _by_facility(whereabouts, geography)
            case "docket_facility":
                yield from _by_docket_facility(whereabouts, geography)
            case "docket_office":
                yield from _by_docket_office(whereabouts, geography)
            case "residence":
                yield from _by_residence(whereabouts, geography)
            case "court":
                yield from _by_court(whereabouts, geography)
            case "named_office":
                yield from _by_named_office(whereabouts, geography)


def _settle(found: tuple[Evidence, ...]) -> Evidence:
    """The first evidence; where it leaves several offices, what the later decisive evidence leaves of them."""
    settled = found[0]
    for evidence in found[1:]:
        common = tuple(office for office in settled.offices if office in evidence.offices)
        if len(settled.offices) > 1 and common and len(common) < len(settled.offices) and evidence.basis in settled.settled_by:
            sure = min(settled.confidence, evidence.confidence)
            settled = replace(settled, basis=evidence.basis, offices=common, confidence=sure, reason=f"{settled.reason} {evidence.reason}")
    return settled


def _candidates(found: tuple[Evidence, ...], settled: Evidence, taken: str | None) -> tuple[Candidate, ...]:
    """Every office that something points to and that is not taken, once for each basis, the surest first."""
    kept: dict[tuple[str, str], Candidate] = {}
    for evidence in found:
        for office in evidence.offices:
            share = evidence.confidence / len(evidence.offices)
            basis, reason = evidence.each.get(office, (evidence.basis, evidence.reason))
            kept.setdefault((office, basis), Candidate(office=office, basis=basis, confidence=round(share, 3), reason=reason))
        for candidate in evidence.also:
            kept.setdefault((candidate.office, candidate.basis), candidate)
    left = (candidate for candidate in kept.values() if candidate.office != taken)
    return tuple(sorted(left, key=lambda candidate: (candidate.office not in settled.offices, -candidate.confidence)))


def _by_facility(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    if whereabouts.detained is False:
        return
    weights = geography.routing.weights
    by_code = geography.facilities.by_detloc.get(whereabouts.detloc.strip().upper())
    if by_code:
        sure = weights.detloc if by_code.current else weights.facility_old
        yield Evidence(basis="detloc", offices=(by_code.office,), confidence=sure, reason=f"{whereabouts.detloc} is {by_code.name}.")
    state = geography.state_code(whereabouts.state)
    index, edits = geography.facilities, geography.routing.facility_edits
    match = match_facility(whereabouts.facility, index=index, state=state, edits=edits)
    if match is None and whereabouts.facility:
        # a sentence where a name should be: "held at Adelanto since May"
        match = match_facility(find_facility_named(whereabouts.facility, geography), index=index, state=state, edits=0)
    if match:
        yield _of_match(match, state=state, geography=geography)


def _of_match(match: FacilityMatch, *, state: str, geography: Geography) -> Evidence:
    weights = geography.routing.weights
    offices = tuple(dict.fromkeys(facility.office for facility in match.facilities))
    names = " or ".join(dict.fromkeys(facility.name for facility in match.facilities))
    sure = weights.facility if match.likeness is Likeness.EXACT else weights.facility_like
    if not any(facility.current for facility in match.facilities):
        sure = min(sure, weights.facility_old)
    if not match.is_doubtful(state=state, index=geography.facilities):
        return Evidence(basis="facility", offices=offices, confidence=sure, reason=f"The facility is {names}.")
    local = tuple(office for office in geography.offices_by_state.get(state, ()) if office not in offices)
    reason = f"ICE's list has {names} in another state; a county of that name lies in {state} too."
    only_papers = frozenset(("docket_office",))
    return Evidence(basis="facility", offices=offices + local, confidence=weights.facility_like, reason=reason, settled_by=only_papers)


def _by_docket_facility(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    """The facility in the case directory, found as the mail's would be."""
    named = whereabouts.docket_facility
    code = named if named.strip().upper() in geography.facilities.by_detloc else ""
    found = next(_by_facility(Whereabouts(facility="" if code else named, detloc=code, detained=whereabouts.detained), geography), None)
    if found:
        sure = min(found.confidence, _docket_weight("docket_facility", whereabouts, geography))
        yield replace(found, basis="docket_facility", confidence=sure, reason=f"{found.reason} {_docket_words(whereabouts, geography)}")


def _by_docket_office(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    code = read_office(whereabouts.docket_office, geography=geography)
    if code:
        sure = _docket_weight("docket_office", whereabouts, geography)
        reason = f"The docket lies with the {geography.office_name(code)}. {_docket_words(whereabouts, geography)}"
        yield Evidence(basis="docket_office", offices=(code,), confidence=sure, reason=reason)


def _docket_weight(kind: str, whereabouts: Whereabouts, geography: Geography) -> float:
    weight: float = getattr(geography.routing.weights, f"{kind}_old" if _is_old(whereabouts, geography) else kind)
    return weight


def _docket_words(whereabouts: Whereabouts, geography: Geography) -> str:
    """Where that stands, and that it counts less when it is old."""
    row = f", {whereabouts.docket_row}" if whereabouts.docket_row else ""
    old = f" It is {whereabouts.docket_age} days old and weighs less." if _is_old(whereabouts, geography) else ""
    return f"So says the case directory{row}.{old}" if row else f"So says the case directory or a DHS paper.{old}"


def _is_old(whereabouts: Whereabouts, geography: Geography) -> bool:
    return (whereabouts.docket_age or 0) > geography.routing.docket_old_days


def _by_named_office(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    code = read_office(whereabouts.office, geography=geography)
    if code:
        sure = geography.routing.weights.named_office
        yield Evidence(
            basis="named_office", offices=(code,), confidence=sure, reason=f"The sender names the {geography.office_name(code)}."
        )


def _by_court(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    offices = geography.offices_of_court(whereabouts.court) if whereabouts.court else ()
    if offices:
        reason = f"The court {whereabouts.court} lies there: a hint only."
        yield Evidence(basis="court", offices=offices, confidence=geography.routing.weights.court, reason=reason)


def _by_residence(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    """What the home says, made one: a finer fact settles a coarser one, and facts that exclude each other leave all their offices."""
    finer = (*_by_zip(whereabouts, geography), *_by_county(whereabouts, geography), *_by_city(whereabouts, geography))
    whole = tuple(_by_state(whereabouts, geography))
    facts = finer or whole
    if not facts:
        return
    home = _settle(facts)
    against = tuple(fact for fact in (*finer, *whole) if not set(_allowed(fact)) & set(home.offices))
    if against:
        offices = tuple(dict.fromkeys(office for fact in (home, *against) for office in fact.offices))
        reason = f"{home.reason} {' '.join(fact.reason for fact in against)} These do not fit together."
        each = {office: fact.each.get(office, (fact.basis, fact.reason)) for fact in (*against[::-1], home) for office in fact.offices}
        home = replace(home, offices=offices, reason=reason, each=each)
    also = (*(candidate for fact in facts for candidate in fact.also), *_contested(facts, home))
    if whereabouts.detained:
        sure = min(home.confidence, geography.routing.weights.home_of_detained)
        home = replace(home, confidence=sure, reason=f"{home.reason} The person is detained, so the home says little.")
    yield replace(home, also=also)


def _allowed(fact: Evidence) -> tuple[str, ...]:
    return (*fact.offices, *(candidate.office for candidate in fact.also))


def _contested(facts: tuple[Evidence, ...], home: Evidence) -> Iterator[Candidate]:
    """The other office of a contested county, when the ZIP took the first."""
    for fact in facts:
        if fact.basis in {"county", "city_state"} and len(fact.offices) > 1 and len(home.offices) == 1:
            for office in fact.offices:
                basis, reason = fact.each.get(office, (fact.basis, fact.reason))
                yield Candidate(office=office, basis=basis, confidence=round(fact.confidence / len(fact.offices), 3), reason=reason)


def _by_zip(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    area = geography.zip_area(whereabouts.zip)
    if area is None or not area.offices:
        return
    weights, number = geography.routing.weights, area.zip
    offices = tuple(code for code, _ in area.offices)
    also: tuple[Candidate, ...] = ()
    reason = f"ZIP {number} lies in the area of the {geography.office_name(offices[0])}."
    if len(offices) > 1:
        shares = " and ".join(f"the {geography.office_name(code)} ({share:.0%} of its people)" for code, share in area.offices)
        reason = f"ZIP {number} is shared by {shares}."
    elif area.also and geography.routing.zips_in_conflict_counties == "person":
        offices = (*offices, area.also)
        reason = f"ZIP {number} lies in a county for which ICE names two offices."
    elif area.also:
        words = "ICE's check-in page sends people of this county there."
        also = (Candidate(office=area.also, basis="client_zip", confidence=weights.candidate, reason=words),)
    sure = weights.client_zip_approximate if area.approximate else weights.client_zip
    yield Evidence(basis="client_zip", offices=offices, confidence=sure, reason=reason, also=also)


def _by_county(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    if fold(whereabouts.county):
        counties = geography.counties_named(whereabouts.county, state=geography.state_code(whereabouts.state))
        yield from _of_counties(counties, basis="county", geography=geography)


def _by_city(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    state = geography.state_code(whereabouts.state)
    if whereabouts.city and state:
        counties = geography.counties_of_city(whereabouts.city, state=state)
        yield from _of_counties(counties, basis="city_state", geography=geography)


def _by_state(whereabouts: Whereabouts, geography: Geography) -> Iterator[Evidence]:
    """The state alone: decides where it is of one office, and never between several."""
    state = geography.state_code(whereabouts.state)
    offices = geography.offices_by_state.get(state, ())
    if not offices:
        return
    weights = geography.routing.weights
    reason = f"{state} is of one office." if len(offices) == 1 else f"{state} is shared by {len(offices)} offices."
    words = f"ICE names it too for some counties of {state}."
    also = tuple(
        Candidate(office=other, basis="state", confidence=weights.candidate, reason=words)
        for other in geography.contested_by_state.get(state, ())
        if other not in offices
    )
    yield Evidence(basis="state", offices=offices, confidence=weights.state, reason=reason, also=also)


def _of_counties(counties: tuple[County, ...], *, basis: str, geography: Geography) -> Iterator[Evidence]:
    offices = tuple(dict.fromkeys(office for county in counties for office in county.offices))
    if not offices:
        return
    reason = f"The home is in {_named(counties)}."
    each = {office: (basis, f"The home may be in {_named([one for one in counties if office in one.offices])}.") for office in offices}
    if len(counties) == 1 and len(offices) > 1:
        reason, each = f"{reason} ICE's own pages name two offices for this county.", {}
    sure = getattr(geography.routing.weights, basis)
    yield Evidence(basis=basis, offices=offices, confidence=sure, reason=reason, each=each if len(offices) > 1 else {})


def _named(counties: Sequence[County]) -> str:
    """'Cook County, IL', or as many as a person reads at once."""
    names = [f"{one.name}, {one.state}" for one in counties[:_MOST_NAMES]]
    return " or ".join((*names, *((f"{len(counties) - _MOST_NAMES} more of that name",) if len(counties) > _MOST_NAMES else ())))


def _nothing(whereabouts: Whereabouts, geography: Geography) -> str:
    """Why there is no route, in words for a reviewer."""
    if whereabouts == Whereabouts(detained=whereabouts.detained):
        return NO_ROUTE.reason
    if geography.state_code(whereabouts.state) == "AS" or whereabouts.zip.startswith("96799"):
        return "ICE publishes no office for American Samoa."
    return "Nothing that is said of the place is in the tables of offices."
