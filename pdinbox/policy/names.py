"""words -> the names that the mail itself gives the client: after a label ('Client: …'), or right before an A-number."""

import re
from bisect import bisect_right

from pdinbox.model.a_number import Sighting, find_a_numbers
from pdinbox.policy.schema import Policy
from pdinbox.policy.words import Word, Words, find_phrases

LONGEST = 6
"""Words of one name."""
_PARTICLES = frozenset(("al", "bin", "da", "de", "del", "do", "dos", "el", "la", "las", "los", "san", "santa", "van", "von", "y"))
_AFTER_LABEL = re.compile(r"\s*(?:[:=#,-]\s*)?(?:is\s+|es\s+|(?:Mr|Mrs|Ms|Miss|Sr|Sra)\.?\s+)*", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"[ \t]+|[ \t]*\n|-|'|’|\.[ \t]+")
_BEFORE_NUMBER = frozenset(("a", "alien", "file", "no", "num", "number", "numero", "registration"))
_NAME_GAP = re.compile(r"[ \t]*[(,:–-]?[ \t]*")
_NUMBER_GAP = re.compile(r"[\s,(#:.–-]*")


def find_names(words: Words, *, policy: Policy) -> tuple[str, ...]:
    """Names of two to six words, as written (also 'FAMILY, Given'), each once, in the order found."""
    starts = sorted({hit.after for hit in find_phrases(words, policy.case.name_labels)})
    labelled = (_run(words, place, policy) for place in starts if _is_next_to_label(words, place))
    numbered = (_run_before(words, sighting.start, policy) for sighting in find_a_numbers(words.reached))
    found = (_as_written(words, run) for run in (*labelled, *numbered) if len(run) >= 2)
    unique = {" ".join(name.lower().split()): name for name in reversed(tuple(found))}
    return tuple(reversed(unique.values()))


def name_beside(words: Words, sighting: Sighting, *, policy: Policy) -> tuple[str, int | None]:
    """The name right before that A-number, else the one right after it ('A012-345-678 (Ana Ejemplo)'), and the place of its first word.

    Before the number a given name alone counts too. ('', None) where there is none.
    """
    run = _run_before(words, sighting.start, policy)
    if run:
        return " ".join(words.text[run[0].start : run[-1].end].split()), words.words.index(run[0])
    place = bisect_right(words.words, sighting.end, key=_start)
    if place >= len(words.words) or not _NAME_GAP.fullmatch(words.text[sighting.end : words.words[place].start]):
        return "", None
    return _as_written(words, _run(words, place, policy)), None


def _is_next_to_label(words: Words, place: int) -> bool:
    """Nothing but a colon, 'is' or a title stands between the label and the name."""
    if place >= len(words.words):
        return False
    between = words.text[words.words[place - 1].end : words.words[place].start]
    return bool(_AFTER_LABEL.fullmatch(between))


def _run(words: Words, place: int, policy: Policy) -> tuple[Word, ...]:
    """The capitalised words from there on, as far as they can be one name."""
    run: list[Word] = []
    for word in words.words[place : place + LONGEST + 2]:
        if run and not _goes_on(words, run, word):
            break
        if not run and word.folded in _TITLES:
            continue
        if not _can_be_name(words, word, policy) and not (run and word.folded in _PARTICLES):
            break
        run.append(word)
    while run and run[-1].folded in _PARTICLES and not words.text[run[-1].start].isupper():
        run.pop()
    return tuple(run[:LONGEST])


_TITLES = frozenset(("mr", "mrs", "ms", "miss", "sr", "sra", "is", "es"))


def _goes_on(words: Words, run: list[Word], word: Word) -> bool:
    """Whether the next word can belong to the same name: a space between, or a comma after a family name in capitals."""
    between = words.text[run[-1].end : word.start]
    if not between.strip() and between.count("\n") == 0:
        return True
    if between.strip() == ",":
        return all(words.text[one.start : one.end].isupper() for one in run) and not words.text[word.start : word.end].isupper()
    if "\n" in between:
        return False
    return bool(_BETWEEN_NAMES.fullmatch(between)) and (between.strip() != "." or len(run[-1].folded) == 1)


def _can_be_name(words: Words, word: Word, policy: Policy) -> bool:
    return words.text[word.start].isupper() and word.folded.isalpha() and word.folded not in policy.case.no_names


def _run_before(words: Words, start: int, policy: Policy) -> tuple[Word, ...]:
    """The capitalised words right before an A-number, its own label left out."""
    place = bisect_right(words.words, start, key=_end) - 1
    while place >= 0 and words.words[place].folded in _BEFORE_NUMBER:
        place -= 1
    if place < 0 or not _NUMBER_GAP.fullmatch(_between(words, words.words[place].end, start)):
        return ()
    run: list[Word] = []
    while (
        place >= 0 and len(run) < LONGEST and (_can_be_name(words, words.words[place], policy) or words.words[place].folded in _PARTICLES)
    ):
        if run and words.text[words.words[place].end : run[0].start].strip(" -"):
            break
        if run and " - " in words.text[words.words[place].end : run[0].start]:
            break
        run.insert(0, words.words[place])
        place -= 1
    while run and run[0].folded in _PARTICLES:
        run.pop(0)
    return tuple(run)


def _start(word: Word) -> int:
    return word.start


def _end(word: Word) -> int:
    return word.end


def _between(words: Words, end: int, start: int) -> str:
    """What stands between a name and its number, without the number's own label."""
    return re.sub(r"(?i)alien|registration|file|number|numero|num|no\b|\bA\b|A#", "", words.text[end:start])


def _as_written(words: Words, run: tuple[Word, ...]) -> str:
    if len(run) < 2:
        return ""
    return " ".join(words.text[run[0].start : run[-1].end].split())
