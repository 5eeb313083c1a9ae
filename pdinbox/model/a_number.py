"""The A-number (alien registration number): nine digits kept, shown A012-345-678, and read in its many spellings.

There is no check digit: a number is well formed or not, never "valid". Forms and look-alikes: USCIS glossary; EOIR notice of 2008-07-21.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_ALIKE: dict[int, str] = {
    **{wide: chr(wide - 0xFF10 + ord("0")) for wide in range(0xFF10, 0xFF1A)},
    **dict.fromkeys(map(ord, "‐‑‒–—−－﹣"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200b\u200e\u200f\u202f\u2060\ufeff\t"), " "),
    ord("＃"): "#",
    ord("№"): "N",
    ord("Ａ"): "A",
}
"""Characters that look or work the same, one for one, so that places in the text stay true."""

_SLIPS = str.maketrans("OoQlI|", "000111")
"""What OCR makes of 0 and 1."""

_LOOK_ALIKES = frozenset({(3, 2, 4), (5, 4), (2, 2, 4), (4, 2, 2), (3, 4)})
"""Groups of a Social Security number, ZIP+4, a date written two ways, a local telephone number: never those of an A-number."""

_GAP = r"(?: ?[-.] ?| ?-\r?\n| {1,2})"
_ONE = r"[0-9OolI|]"
_NUMBER = (
    rf"(?:{_ONE}{{3}}{_GAP}{_ONE}{{3}}{_GAP}{_ONE}{{3}}|{_ONE}{{1,2}}{_GAP}{_ONE}{{3}}{_GAP}{_ONE}{{3}}"
    rf"|{_ONE}{{2,3}}{_GAP}{_ONE}{{6}}|{_ONE}{{5,6}}{_GAP}{_ONE}{{3}}|{_ONE}{{7,9}}|{_ONE}(?: {{1,2}}{_ONE}){{6,8}})"
    r"(?![^\W_]|[-./] ?\d| -\d)"
)
_PREFIX = r"A(?: {0,2}[-#:]{1,3}\s{0,3}| {1,2})?"

_AFTER_A = re.compile(
    r"(?<![\w@=&?])(?<!\w-)(?<![a-z]/)(?<!\b[A-Za-z]\.)"
    rf"(?P<whole>(?:{_PREFIX}|a[-#]{{0,2}})(?P<number>{_NUMBER}))"
    r"(?!\s*(?:dollars?\b|USD\b|d[oó]lares|people\b|personas\b|%))"
)

_NUMBER_WORD = r"(?:n[uú]\u0301?m(?:ero|eros|bers?|\.)?|numbers?|nos?\.?|n[ºo°]\.?|nbr\.?|#s?)"
_CUE = (
    r"(?:(?-i:A)[- ]?(?:#'?s?|(?:registration )?numbers?|nos?\.|num\.?|file(?: (?:numbers?|no\.?|#))?)"
    rf"|a-?(?:numbers?|file)|a-n[uú]\u0301?meros?|\balien(?:'s|’s)?(?: (?:registration|reg\.?|file|id))?(?: ?{_NUMBER_WORD})?"
    rf"|\bUSCIS ?(?:#|numbers?|no\.)|{_NUMBER_WORD} (?:de )?(?:registro (?:de )?)?(?:(?-i:A)\b|extranjer[oa]s?|alien|USCIS)"
    r"|registro de extranjer[oa]s?|expediente (?-i:A)\b)"
)
_LEAD = r"(?: ?\([^()\d\n]{0,30}\)){0,2}[\s:#=,►>)\]\"'*_|-]{0,12}(?:(?:is|are|es|son|was)\b[\s:#\"]{0,4})?"
_AFTER_CUE = re.compile(
    rf"(?<![^\W_])(?P<cue>{_CUE}){_LEAD}(?P<whole>(?:A(?: ?[-#:]{{1,2}})? ?)?(?-i:(?P<number>{_NUMBER})))",
    re.IGNORECASE,
)
_NEXT_IN_LIST = re.compile(rf"\s{{0,2}}(?:[,;/&]|and\b|y\b|,\s?and\b|,\s?y\b)\s{{0,3}}(?P<whole>(?P<number>{_NUMBER}))")
_SEVERAL = re.compile(r"(?:numbers|nos\.?|#'?s|n[uú]\u0301?meros)\b.*$|#'?s$", re.IGNORECASE)

_OTHER_PAPER = re.compile(
    r"(?:passport|pasaporte|licen[sc]e|licencia|\bDL\b|\bI-?94\b|\bSSN?\b|social security|seguro social|invoice|factura|account|cuenta"
    r"|\bvisa\b|\bEOIR(?:[- ]?ID)?\b|\bbar\b|\bFIN\b|policy|p[oó]liza|tracking|ticket|booking|inmate|receipt|recibo|exhibit|anexo|\btab\b"
    r"|appendix|\bapt\b|suite|\bunit\b|\blist\b|\bplan\b|\bpart\b|schedule)"
    r"(?: (?:card|holder|id|identification))?[ .:#'s-]{0,4}(?:numbers?|n[uú]mero|num\.?|nos?\.?|n[º°]\.?|id)?"
    r"[\s.:#=(-]{0,6}(?:(?:is|es)\s)?$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    rf"(?:{_CUE}{_LEAD})?(?P<prefix>A {{0,2}}[-#:.]{{0,3}}\s{{0,3}}(?:A[-# ]{{0,3}})?)?#?"
    r"(?P<body>[0-9OQlI|](?:[\s.-]{0,3}[0-9OQlI|]){6,8})",
    re.IGNORECASE,
)
_LONGEST_FIELD = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One A-number in running text: nine `digits`, and `text` as written (the A with it) at `start` to `end`, in characters."""

    digits: str
    text: str
    start: int
    end: int


def read_a_number(text: str) -> str | None:
    """The nine digits in a field that is known to hold an A-number, or None where it is not well formed.

    Takes any grouping of seven to nine digits, with or without the A or a label, and OCR's slips of 0 and 1. Not taken: without an A
    the groups of a Social Security number, ZIP+4, date or telephone number; nothing but zeros; text with more than one A-number in it.
    """
    content = text.translate(_ALIKE).strip(" \r\n.,;:()[]{}'\"*_►>")
    if len(content) > _LONGEST_FIELD:
        return None
    field = _FIELD.fullmatch(content)
    if field is None:
        found = {sighting.digits for sighting in find_a_numbers(text)}
        return found.pop() if len(found) == 1 else None
    groups = tuple(len(group) for group in re.split(r"[\s.-]+", field["body"]))
    if groups in _LOOK_ALIKES and not field["prefix"]:
        return None
    return _canonical(field["body"])


@lru_cache(maxsize=4)
def find_a_numbers(text: str) -> tuple[Sighting, ...]:
    """The A-numbers in running prose, in order. Time grows with the length of the text only; who asks for the same text again pays nothing.

    A number counts when an A stands before it or a cue does ('A#', 'Alien number', 'USCIS#', 'número A'); a list after a plural cue
    counts whole. A Social Security number's groups (3-2-4) never do, nor telephone, passport, receipt, I-94 or EOIR numbers.
    """
    plain = text.translate(_ALIKE)
    seen: dict[int, Sighting] = {}
    for match in (*_cued(plain), *_prefixed(plain)):
        digits = _canonical(match["number"])
        if digits:
            start, end = match.span("whole")
            seen.setdefault(match.start("number"), Sighting(digits=digits, text=text[start:end], start=start, end=end))
    return tuple(seen[place] for place in sorted(seen))


def show_a_number(digits: str) -> str:
    """'012345678' as A012-345-678; anything that is not nine digits is given back unchanged."""
    return f"A{digits[:3]}-{digits[3:6]}-{digits[6:]}" if re.fullmatch(r"[0-9]{9}", digits) else digits


def one_slip_from(digits: str) -> tuple[str, ...]:
    """The nine-digit numbers that one wrong digit, or two neighbours swapped, make of this one; () where it is not nine digits."""
    if not re.fullmatch(r"[0-9]{9}", digits):
        return ()
    wrong = (digits[:place] + other + digits[place + 1 :] for place in range(9) for other in "0123456789" if other != digits[place])
    swapped = (digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :] for place in range(8))
    return tuple(one for one in dict.fromkeys((*wrong, *swapped)) if one != digits)


def _prefixed(plain: str) -> Iterator[re.Match[str]]:
    for match in _AFTER_A.finditer(plain):
        if _could_stand_alone(match, plain) and not _OTHER_PAPER.search(plain[max(0, match.start() - 48) : match.start()]):
            yield match


def _could_stand_alone(match: re.Match[str], plain: str) -> bool:
    """Without a cue: no OCR slip in less than nine places (EOIR IDs look so), no bare seven digits where the A may be an article."""
    number, whole = match["number"], match["whole"]
    places = len(re.sub(r"[^0-9OolI|]", "", number))
    if places < 9 and not re.fullmatch(r"[0-9 .\r\n-]+", number):
        return False
    if whole[0] == "a":
        return places >= 8
    article = whole[1] == " " and whole[2:].strip() == number
    return not (article and number.isdigit() and places == 7 and re.match(r"\s[^\W\d_]", plain[match.end() : match.end() + 2]))


def _cued(plain: str) -> Iterator[re.Match[str]]:
    for match in _AFTER_CUE.finditer(plain):
        yield match
        if not _SEVERAL.search(match["cue"]):
            continue
        following = _NEXT_IN_LIST.match(plain, match.end())
        while following:
            yield following
            following = _NEXT_IN_LIST.match(plain, following.end())


def _canonical(spelling: str) -> str | None:
    """Nine digits, or None: at least five must be real digits, and not all of them zero."""
    digits = re.sub(r"[^0-9]", "", spelling.translate(_SLIPS))
    real = sum(character.isdigit() for character in spelling)
    return digits.zfill(9) if 7 <= len(digits) <= 9 and real >= 5 and digits.strip("0") else None
