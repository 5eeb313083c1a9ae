"""words and documents -> whereabouts: where the client is held or lives, and which court or office the sender names."""

import re
from collections.abc import Iterator

from pdinbox.model.document import Document
from pdinbox.model.inquiry import Custody
from pdinbox.model.person import fold
from pdinbox.model.route import Whereabouts
from pdinbox.policy.schema import Policy
from pdinbox.policy.words import Hit, Words, find_phrases

_STATES = {
    "AL": "alabama", "AK": "alaska", "AZ": "arizona", "AR": "arkansas", "CA": "california", "CO": "colorado", "CT": "connecticut",
    "DE": "delaware", "DC": "district of columbia", "FL": "florida", "GA": "georgia", "HI": "hawaii", "ID": "idaho", "IL": "illinois",
    "IN": "indiana", "IA": "iowa", "KS": "kansas", "KY": "kentucky", "LA": "louisiana", "ME": "maine", "MD": "maryland",
    "MA": "massachusetts", "MI": "michigan", "MN": "minnesota", "MS": "mississippi", "MO": "missouri", "MT": "montana", "NE": "nebraska",
    "NV": "nevada", "NH": "new hampshire", "NJ": "new jersey", "NM": "new mexico", "NY": "new york", "NC": "north carolina",
    "ND": "north dakota", "OH": "ohio", "OK": "oklahoma", "OR": "oregon", "PA": "pennsylvania", "RI": "rhode island",
    "SC": "south carolina", "SD": "south dakota", "TN": "tennessee", "TX": "texas", "UT": "utah", "VT": "vermont", "VA": "virginia",
    "WA": "washington", "WV": "west virginia", "WI": "wisconsin", "WY": "wyoming", "PR": "puerto rico", "VI": "virgin islands",
    "GU": "guam", "MP": "northern mariana islands", "AS": "american samoa",
}  # fmt: skip
"""USPS codes and names."""
_CODES = {name: code for code, name in _STATES.items()}

_NAME = r"[A-ZÁÉÍÓÚÑ][\w.'’-]*(?: (?:(?:de|del|la|las|los|of) )?[A-ZÁÉÍÓÚÑ][\w.'’-]*){0,3}"
_STATE_NAMES = "|".join(name.title() for name in sorted(_CODES, key=len, reverse=True))
_CITY_STATE = re.compile(
    rf"(?P<city>{_NAME}),?\s+(?P<state>{'|'.join(_STATES)}|{_STATE_NAMES})\b\.?(?:,?\s+(?P<zip>\d{{5}})(?:-\d{{4}})?\b)?"
)
_COUNTY = re.compile(
    rf"(?P<county>{_NAME}) (?:County|Parish)\b(?!\s+(?:Jail|Detention|Correction|Sheriff|Prison|Justice))"
    rf"(?:,\s*(?P<state>[A-Z]{{2}}|{_STATE_NAMES})\b)?"
)
_ZIP = re.compile(r"(?<![\w-])(\d{5})(?:-\d{4})?\b(?!-)")
_OFFICE = re.compile(
    rf"(?P<office>{_NAME})\s+(?:ERO\s+|ICE\s+)?[Ff]ield [Oo]ffice"
    rf"|(?:[Ff]ield [Oo]ffice (?:in|of|at)|ERO(?: [Ff]ield [Oo]ffice)?,?)\s+(?P<other>{_NAME})"
)
_COURT = re.compile(
    rf"(?P<court>{_NAME})\s+[Ii]mmigration [Cc]ourt|[Ii]mmigration [Cc]ourt (?:in|at|of)\s+(?P<other>{_NAME})"
    rf"|[Cc]orte de [Ii]nmigraci[oó]n (?:de|en)\s+(?P<spanish>{_NAME})"
)
_DETLOC = re.compile(r"\bDETLOC\b[\s:#]{0,3}(?P<code>[A-Z]{3,7})\b")
_NOT_PLACES = frozenset((
    "april", "august", "custody", "december", "detention", "dhs", "ero", "february", "friday", "ice", "immigration", "january", "july",
    "june", "march", "may", "monday", "november", "october", "saturday", "september", "sunday", "the", "thursday", "tuesday", "uscis",
    "wednesday",
))  # fmt: skip
"""Capitalised words that are no place: months, days, agencies."""
_LEADING = frozenset(("the", "ice", "ero", "dear", "to", "re", "at", "our", "local", "your", "attn", "el", "la"))
_HOME_REACH = 120
"""Characters after a word for the home in which the home stands."""
_LONGEST_FACILITY = 9


def find_whereabouts(words: Words, papers: tuple[Document, ...], *, custody: Custody, policy: Policy) -> Whereabouts:
    """Where the case sits. The form's client address goes before what the mail says; the representative's own never counts."""
    home = _home_on(papers) or _home_in(words, policy)
    return Whereabouts(
        facility=_facility(words, policy),
        detloc=_first(_DETLOC, words.text),
        zip=home.zip if home else "",
        county=home.county if home else "",
        city=home.city if home else "",
        state=home.state if home else "",
        court=_named(_COURT, words.text),
        office=_named(_OFFICE, words.text),
        detained={Custody.DETAINED: True, Custody.NOT_DETAINED: False}.get(custody),
    )


_HERE = frozenset(
    {
        "us",
        "usa",
        "u s",
        "u s a",
        "united states",
        "united states of america",
        "the united states",
        "america",
        "estados unidos",
        "eeuu",
        "ee uu",
    }
    | {"puerto rico", "guam", "us virgin islands", "u s virgin islands", "northern mariana islands", "american samoa"}
)
"""How people write on a form that they live here."""


def _home_on(papers: tuple[Document, ...]) -> Whereabouts | None:
    for paper in reversed(papers):
        digits = _ZIP.search(paper.says("client.zip"))
        home = Whereabouts(
            zip=digits[1] if digits else "",
            city=paper.says("client.city").strip(),
            state=_state(paper.says("client.state").strip()),
        )
        if (home.zip or home.city or home.state) and not _is_abroad(paper) and not _is_representatives(paper):
            return home
    return None


def _is_abroad(paper: Document) -> bool:
    """Perth, WA is in Australia when the form says so."""
    country = fold(paper.says("client.country"))
    return bool(country) and country not in _HERE


def _is_representatives(paper: Document) -> bool:
    ours, theirs = ((fold(paper.says(f"{who}.street")), paper.says(f"{who}.zip").strip()) for who in ("client", "representative"))
    return bool(ours[0]) and ours == theirs


def _home_in(words: Words, policy: Policy) -> Whereabouts | None:
    for hit in sorted(find_phrases(words, policy.case.home_labels), key=_place):
        start = words.words[hit.after - 1].end
        home = _read_home(words.text[start : start + _HOME_REACH])
        if home:
            return home
    return None


def _read_home(text: str) -> Whereabouts | None:
    """City and state, county, or ZIP in the few words after a label, up to the end of its paragraph."""
    near = text.split("\n\n", maxsplit=1)[0].replace("\n", " ")
    city, county, digits = _CITY_STATE.search(near), _COUNTY.search(near), _ZIP.search(near)
    state = (city and city["state"]) or (county and county["state"]) or ""
    town = "" if city is None or (county and county.start() <= city.start() < county.end()) else _bare(city["city"])
    home = Whereabouts(
        zip=(city and city["zip"]) or (digits[1] if digits else ""),
        county=_bare(county["county"]) if county else "",
        city=town,
        state=_state(state),
    )
    return home if home.zip or home.county or home.city else None


def _state(text: str) -> str:
    """The two letters, the text unchanged where it is no state."""
    return _CODES.get(fold(text), text.upper() if text.upper() in _STATES else text)


def _facility(words: Words, policy: Policy) -> str:
    """The name after a label for it; one that ends in words for such places goes before a bare name, even without a label."""
    runs = [_facility_run(words, hit, policy) for hit in sorted(find_phrases(words, policy.case.facility_labels), key=_place)]
    whole = [text for text, is_whole in runs if is_whole]
    bare = [text for text, _ in runs if text]
    return next(iter((*whole, *_unlabelled(words, policy), *bare)), "")


def _unlabelled(words: Words, policy: Policy) -> Iterator[str]:
    """Capitalised names whose last two words say that people are held there: 'Northwest ICE Processing Center', 'Clay County Jail'."""
    kinds = policy.case.facility_words
    for last, word in enumerate(words.words):
        previous = words.words[last - 1].folded if last else ""
        if word.folded not in kinds or previous not in kinds | {"county", "parish"} or not words.text[word.start].isupper():
            continue
        first = last
        while first > 0 and last - first < _LONGEST_FACILITY and _goes_before(words, first):
            first -= 1
        if any(one.folded not in kinds for one in words.words[first : last + 1]):
            yield words.text[words.words[first].start : word.end]


def _goes_before(words: Words, place: int) -> bool:
    """Whether the word before that place is a capitalised part of the same name."""
    before, here = words.words[place - 1], words.words[place]
    is_near = words.text[before.end : here.start].strip("'’-/") in {"", " "}
    return is_near and words.text[before.start].isupper() and before.folded not in _LEADING - {"ice"}


def _place(hit: Hit) -> tuple[int, int]:
    return hit.first, -hit.after


def _facility_run(words: Words, hit: Hit, policy: Policy) -> tuple[str, bool]:
    """The capitalised words after the label, cut after the last word for such a place; whether there was one."""
    first = last = hit.after
    named = 0
    while last < min(len(words.words), hit.after + _LONGEST_FACILITY):
        word = words.words[last]
        between = words.text[words.words[last - 1].end : word.start]
        is_small = word.folded in {"of", "de", "del", "the", "el", "la"}
        if not _is_near(between, at_label=last == first, previous=words.words[last - 1].folded) or not (
            words.text[word.start].isupper() or is_small
        ):
            break
        if last > first and word.sentence != words.words[first].sentence and "\n" in between:
            break
        if last == first and word.folded in _NOT_PLACES - {"immigration"}:
            if word.folded not in _LEADING:
                break
            first += 1
        last += 1
        named = last if word.folded in policy.case.facility_words and last - first > 1 else named
    end = named or last
    while end > first and words.words[end - 1].folded in {"of", "de", "del", "the", "el", "la"}:
        end -= 1
    return (words.text[words.words[first].start : words.words[end - 1].end], bool(named)) if end > first else ("", False)


def _is_near(between: str, *, at_label: bool, previous: str) -> bool:
    """Whether the next word can belong to the same name; a full stop only after a short word ('St. Clair')."""
    if "\n\n" in between:
        return False
    allowed = " \n:\t-" if at_label else " \n'’-/" + ("." if len(previous) <= 2 else "")
    return between.strip(allowed) == ""


def _named(pattern: re.Pattern[str], text: str) -> str:
    """The place that the first match names, without words that only lead up to it."""
    for match in pattern.finditer(text):
        name = _bare(next((group for group in match.groups() if group), ""))
        if name and fold(name) not in _NOT_PLACES:
            return name
    return ""


def _bare(name: str) -> str:
    parts = name.split()
    while parts and fold(parts[0]) in _LEADING:
        parts.pop(0)
    return " ".join(parts).rstrip(".,'’-")


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found["code"] if found else ""
