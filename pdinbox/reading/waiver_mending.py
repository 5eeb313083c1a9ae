"""Text as a machine read it from a scan -> the same text with its waiver's words mended, so that one set of patterns reads both.

Only words that a waiver is made of are mended, and only by a letter or two: names and numbers are left as they were read.
"""

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_VOCABULARY = (
    "agency", "attorney", "authorization", "authorize", "authorized", "autorización", "autorizo", "compartir", "consentimiento", "custody",
    "customs", "declaration", "declare", "disclose", "disclosure", "divulgar", "enforcement", "federal", "following", "foregoing",
    "guardian", "hereby", "homeland", "immigration", "individual", "información", "information", "interpreter", "organization",
    "organización", "penalties", "penalty", "perjurio", "perjury", "permission", "privacidad", "privacy", "recipient", "records",
    "relationship", "released", "release", "representative", "security", "signature", "undersigned", "witness",
)  # fmt: skip
"""Words that patterns of `waiver` and `waiver_terms` look for, long enough to be told from others."""
_SHORTEST = 7
_LONGEST = 16
_LONG = 9
"""From that length on two letters may be wrong, below it one."""
_WORD = re.compile(r"(?<![\w@.])[^\W_]*[^\W\d_][\w|!]*(?![\w@])")
_BROKEN = re.compile(r"(?<=[a-záéíóúñ])[-\u00ad]\s*\n\s*(?=[a-záéíóúñ])")
_AGENCY = re.compile(r"\b[Il1|]\s?CE\b(?!-)")
_WAIVER = re.compile(r"\b([wW])a[l1|!]ver\b")
_I = re.compile(
    r"(?<![\w.,:/#-])[l1|]"
    r"(?=,? (?:hereby |voluntarily |freely |do )*(?:authori|consent|declare|give|waive|permit))"
    r"|(?:^[l1|]|(?<=[.:] )[l|])(?=, [A-ZÁÉÍÓÚÑ][a-záéíóúñ])",
    re.MULTILINE,
)
_LOOKS_LIKE = str.maketrans({"0": "o", "1": "i", "5": "s", "|": "l", "!": "i"})


def mended(text: str) -> str:
    """The text with its waiver's words as they are spelt, words cut at the end of a line put together. Unchanged where all is well."""
    joined = _WAIVER.sub(r"\1aiver", _BROKEN.sub("", text))
    return _I.sub("I", _AGENCY.sub("ICE", _WORD.sub(lambda found: _mended_word(found[0]), joined)))


@lru_cache(maxsize=4096)
def _mended_word(word: str) -> str:
    if not _SHORTEST <= len(word) <= _LONGEST:
        return word
    plain = word.lower()
    plain = plain if plain.isalpha() else plain.translate(_LOOKS_LIKE)
    if plain in _VOCABULARY:
        return plain if plain != word.lower() else word
    best = min(_VOCABULARY, key=lambda known: Levenshtein.distance(plain, known, score_cutoff=2))
    most = 2 if min(len(plain), len(best)) >= _LONG else 1
    if len(best) < _SHORTEST or Levenshtein.distance(plain, best) > most or _is_another_form(plain, best):
        return word
    return best.upper() if word.isupper() else best.capitalize() if word[0].isupper() else best


def _is_another_form(word: str, known: str) -> bool:
    """'disclosed' and 'informational' are words of their own: endings differ, nothing was misread."""
    return word.startswith(known) or (word[:-1] == known[:-1] and word[-1] in "sdnáéíóú")
