"""Running text -> the field office or facility it names. Precise rather than greedy: of two, or of none clearly named, nothing is said."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pdinbox.model.person import fold
from pdinbox.policy.facilities import Facility, FacilityMatch, Likeness, county_in, match_facility
from pdinbox.policy.geography import Geography

_OFFICE_WORDS = re.compile(
    r"\b(?:us|u s|ice|ero|immigration and customs enforcement|enforcement and removal operations|(?:sub ?)?field office|sub ?office|office|"
    r"docket control|oficina|de campo|local|the|of|de|la)\b"
)
_BEHIND = (
    r"(?: (?:ice|ero)){0,2} (?:field office|ero office|ice office|sub ?office|docket control office|aor|area of responsibility)\b"
    r"|(?: ice)? ero\b"
)
_BEFORE = (
    r"(?:enforcement and removal operations|\bero|\bices?(?= [a-z ]{2,30} (?:field )?office)|\b(?:ice|ero) office (?:in|of|at)"
    r"|field office(?: director)?(?: (?:in|of|for|at))?(?: the city of)?"
    r"|oficina (?:(?:local|regional|de campo) )*(?:(?:de|del) (?:ice|ero) )?(?:de|en))"
)
_ANOTHER_BODY = re.compile(
    r"\b(?:uscis|opla|cbp|hsi|asylum|asilo|fbi|chief counsel|legal advisor|our|my|mi|nuestra|su|law|legal|abogad[oa]s?)"
    r"(?: [a-z]+){0,2} ?$"
)
_OF_ANOTHER_BODY = re.compile(r"^ (?:of|for|de) (?:the )?(?:uscis|opla|cbp|hsi|fbi|principal legal|chief counsel)\b")
_CODE = re.compile(r"\bERO[ /-]{1,3}([A-Z]{3})\b|\b([A-Z]{3}) (?:AOR|ERO|[Ff]ield [Oo]ffice)\b")

_HELD = re.compile(
    r"\b(?:detained|held|housed|confined|in (?:ice )?(?:custody|detention)"
    r"|(?:currently|now|presently)(?= (?:in|at))|transferred|moved|custody"
    r"|detenid[oa]|recluid[oa]|trasladad[oa]|bajo custodia|(?:detention )?facility|place of detention|centro de detenci[oó]n)\b"
    r"(?: (?:currently|presently|now|by ICE|actualmente|de ICE))?(?: (?:at|in|to|inside|within|en|al|a|is|es)\b|\s?[:=])\s{0,3}",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(
    r"\b(?:previously|formerly|no longer|not|never|was|were|had been|released from|until|antes|ya no|estuvo|fue|no est[aá])(?: \w+)?\s?$",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[.;!?](?=\s+[A-Z(]|\s*$)|\n\s*\n|\n(?=[^\n:]{1,30}:)|\)"
    r"|\b(?:since|desde|where|donde|because|porque|and (?:is|has|was|he|she)|under)\b"
)
_LONGEST_NAME = 9


def read_office(text: str, *, geography: Geography) -> str | None:
    """The office a field names: its code, its name, its city, or 'CHICAGO, IL, DOCKET CONTROL OFFICE'. None where it is none of the 25."""
    code = text.strip().upper()
    if code in geography.offices_by_code:
        return code
    if not code:
        return None
    words = " ".join(_OFFICE_WORDS.sub(" ", fold(text)).split())
    for name in (words, words.rpartition(" ")[0]):
        codes = geography.office_names.get(name) or geography.sub_office_names.get(name, ())
        if len(codes) == 1:
            return codes[0]
    return find_office_named(text, geography)


def find_office_named(text: str, geography: Geography) -> str | None:
    """The one ERO field office that the text names as such ('Chicago Field Office', 'oficina de Chicago'), None for none or several.

    A city alone is no office; neither is an office of USCIS, OPLA, HSI or a law firm in that city.
    """
    codes = {code for match in _CODE.finditer(text) for code in match.groups() if code in geography.offices_by_code}
    folded = fold(text)
    for match in _pattern(geography.names_of_offices).finditer(folded):
        before, behind = folded[max(0, match.start() - 40) : match.start()], folded[match.end() : match.end() + 40]
        name = match["before"] or match["behind"]
        if not _ANOTHER_BODY.search(before) and not _OF_ANOTHER_BODY.search(behind):
            codes.update(geography.office_names.get(name) or geography.sub_office_names.get(name, ()))
    return codes.pop() if len(codes) == 1 else None


def find_facility_named(text: str, geography: Geography) -> str:
    """The published name of the current or former facility where the text says the person is held, '' where it does not say so clearly.

    First the words after 'detained at', 'detenido en', 'facility:' and the like, then any full published name. Two places give ''.
    """
    after_cue = {name for phrase in dict.fromkeys(_phrases(text)) if (name := _named_first(phrase, geography))}
    if after_cue:
        return after_cue.pop() if len(after_cue) == 1 else ""
    anywhere = {facility.name: facility for facility in _full_names(text, geography)}
    return next(iter(anywhere)) if len(anywhere) == 1 else ""


@lru_cache(maxsize=4)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Names of offices in the settings that make them one."""
    either = "|".join(map(re.escape, names))
    return re.compile(rf"(?<![a-z0-9])(?:{_BEFORE} (?P<before>{either})(?![a-z0-9])|(?P<behind>{either})(?:{_BEHIND}))")


def _phrases(text: str) -> Iterator[str]:
    for match in _HELD.finditer(text):
        if not _NO_LONGER.search(text[max(0, match.start() - 24) : match.start()]):
            phrase = text[match.end() : match.end() + 120]
            stop = _STOP.search(phrase)
            yield phrase[: stop.start()] if stop else phrase


def _named_first(phrase: str, geography: Geography) -> str:
    """The facility named by the first words of the phrase, the longest name first."""
    words = phrase.split()[:_LONGEST_NAME]
    for end in range(len(words), 0, -1):
        match = match_facility(" ".join(words[:end]), index=geography.facilities, edits=min(2, end - 1))
        facility = _the_one(match, rest=fold(phrase))
        if facility:
            return facility.name
    return ""


def _the_one(match: FacilityMatch | None, *, rest: str) -> Facility | None:
    """The facility when it is one; of several of one name the one whose city or state follows."""
    if match is None:
        return None
    if len(match.facilities) == 1:
        return match.facilities[0]
    there = [f for f in match.facilities if f.city and f" {fold(f.city)} " in f" {rest} " and match.likeness is not Likeness.SHORT]
    return there[0] if len(there) == 1 else None


def _full_names(text: str, geography: Geography) -> Iterator[Facility]:
    """Current facilities whose whole name of three words or more stands in the text. One pass, whatever the number of facilities."""
    index, words = geography.facilities, fold(text).split()
    for start in range(len(words)):
        for end in range(start + 3, min(len(words), start + _LONGEST_NAME) + 1):
            form = " ".join(words[start:end])
            found = [facility for facility in index.by_form.get(form, ()) if facility.current]
            if len(found) == 1 and not _is_end_of_longer_county(words, start, form, geography):
                yield found[0]


def _is_end_of_longer_county(words: list[str], start: int, form: str, geography: Geography) -> bool:
    """'Lewis and Clark County Jail' is not the Clark County Jail."""
    states = geography.facilities.county_states
    longer = " ".join((*words[max(0, start - 2) : start], form))
    return county_in(longer, states) != county_in(form, states)
