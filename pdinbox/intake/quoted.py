"""text -> the sender's own words, and what stands quoted below or between them. A view only: the whole text is always kept.

Every line is looked at once, with a look ahead of a few lines, so the time grows with the size of the text only. The dangerous error is
to lose the sender's own words: where it is not certain that a line is quoted, it is new. So a forwarded mail is new text (it is what the
sender wants read), and so is all of a mail that holds nothing above one unmarked block.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pdinbox.intake.quoting_words import FORWARD_SUBJECTS, FORWARDED, LABELS, OPENINGS, ORIGINAL, PROSE, SEE_BELOW, WROTE

_CLOCK = re.compile(r"\b[0-9]{1,2}(?:\s?[:h]\s?[0-9]{2}\b|[.][0-9]{2} uhr)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<(]@[^\s@>)]")
_DATE = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}\b")
_DIGIT = re.compile(r"[0-9]")
_RULE = frozenset("-_=*~ ")
_LONGEST = 400
"""Characters of a line, and of the lines of one introduction, that are looked at."""
_INTRODUCTION_LINES = 4
_BLOCK_LINES = 16


def split(text: str, *, subject: str = "") -> tuple[str, str]:
    """(new, quoted): every line of the text stands in one of them, in its order.

    With a subject that says forwarded ('FW: …') an unmarked quotation is new.
    """
    lines = text.split("\n")
    fates = _fates(lines, forwarded=is_forward(subject))
    new = "\n".join(line for line, quoted in zip(lines, fates, strict=True) if not quoted)
    old = "\n".join(line for line, quoted in zip(lines, fates, strict=True) if quoted)
    return new.strip("\r\n"), old.strip("\r\n")


def is_forward(subject: str) -> bool:
    """Whether the first prefix of the subject says that a mail is passed on."""
    prefix, colon, _ = subject.strip().lower().partition(":")
    return bool(colon) and prefix.strip() in FORWARD_SUBJECTS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Introduction:
    """Lines that introduce a quotation. `certain` ones are believed even when no line below bears a '>'.

    `reach` is how many lines below are searched for one: the sender may have written before the first mark.
    """

    length: int
    certain: bool
    reach: int = 3


def _fates(lines: Sequence[str], *, forwarded: bool) -> list[bool]:
    """For each line whether it is quoted."""
    quoted = [False] * len(lines)
    introduced = False
    at = 0
    while at < len(lines) and not _says_forwarded(lines[at]):
        found = None if _is_marked(lines[at]) else _introduction(lines, at)
        if found is None:
            quoted[at] = _is_marked(lines[at]) and (introduced or not _stands_alone(lines, at))
            introduced = introduced and (quoted[at] or not lines[at].strip())
            at += 1
        elif forwarded and found.certain:
            return _settled(lines, quoted)
        elif _marks_follow(lines, at + found.length, found.reach):
            quoted[at : at + found.length] = [True] * found.length
            introduced = True
            at += found.length
        elif found.certain:
            return _with_tail(lines, quoted, at)
        else:
            at += found.length
    return _settled(lines, quoted)


def _with_tail(lines: Sequence[str], quoted: list[bool], start: int) -> list[bool]:
    """Everything from there on is quoted, unless nothing of the sender's would be left, or the sender says to look there."""
    while start and not set(lines[start - 1].strip()) - _RULE:
        start -= 1
    above = "\n".join(line for line, old in zip(lines[:start], quoted, strict=False) if not old and line.strip())
    if not above or _says_see_below(above):
        return [False] * len(lines) if not any(quoted[:start]) else _settled(lines, quoted)
    return [*quoted[:start], *[True] * (len(lines) - start)]


def _settled(lines: Sequence[str], quoted: list[bool]) -> list[bool]:
    """Empty lines after a quoted one go with it. A mail of '>' lines alone, introduced by nothing, is new: who knows what they are."""
    introduced = any(old and not _is_marked(line) for line, old in zip(lines, quoted, strict=True))
    if not introduced and not any(line.strip() and not old for line, old in zip(lines, quoted, strict=True)):
        return [False] * len(lines)
    settled = list(quoted)
    for at in range(1, len(lines)):
        settled[at] = settled[at] or (settled[at - 1] and not lines[at].strip())
    return settled


def _says_see_below(above: str) -> bool:
    folded = " ".join(re.findall(r"[\w'-]+", above[-600:].lower()))
    return len(above) <= 600 and any(f" {words} " in f" {folded} " for words in SEE_BELOW)


def _is_marked(line: str) -> bool:
    return line[:4].lstrip(" ").startswith(">")


def _stands_alone(lines: Sequence[str], at: int) -> bool:
    """Whether a line like '>50 years' or '>From here' may be the sender's own: no space after the sign, and no such line beside it."""
    rest = lines[at].lstrip(" ")[1:2]
    if not rest.strip() or rest == ">":
        return False
    return not any(_is_marked(line) for line in (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]))


def _marks_follow(lines: Sequence[str], start: int, reach: int) -> bool:
    """Whether one of the next lines that are not empty bears a '>'."""
    near = [line for line in lines[start : start + 6] if line.strip()][:reach]
    return any(_is_marked(line) for line in near)


def _says_forwarded(line: str) -> bool:
    if len(line) > _LONGEST or not line.strip():
        return False
    bare = line.strip(" \t\r\xa0-_*=:").lower()
    return bare.startswith(FORWARDED) and (bare in FORWARDED or line.lstrip().startswith("--"))


def _introduction(lines: Sequence[str], at: int) -> _Introduction | None:
    """What introduces a quotation at that line: a rule with 'Original Message', a block of header lines, or 'On … wrote:'."""
    line = lines[at].strip(" \t\r\xa0")
    if not line or len(lines[at]) > _LONGEST:
        return None
    if line.startswith(("--", "__", "**", "==")) and line.strip("-_*= ").lower() in ORIGINAL:
        return _Introduction(length=1, certain=True, reach=1)
    if _label(line) and (length := _header_lines(lines[at : at + _BLOCK_LINES])):
        return _Introduction(length=length, certain=True, reach=1)
    return _attribution(lines[at : at + _INTRODUCTION_LINES])


def _label(line: str) -> str:
    """What the header line says ('from', 'date', 'to', 'subject' …), '' where it is none."""
    head, colon, _ = line[:40].partition(":")
    return LABELS.get(head.strip(" \t\xa0*_").lower(), "") if colon else ""


def _header_lines(lines: Sequence[str]) -> int:
    """How many lines the block of header lines has that begins here, 0 where it is none.

    It must name a sender, a date with the time of day (a memo's head has none) and a recipient or subject.
    """
    seen: set[str] = set()
    length = 0
    for number, line in enumerate(lines):
        label = _label(line.strip(" \t\r\xa0"))
        if label:
            length = number + 1
            seen.add("time" if label == "date" and _CLOCK.search(line[:_LONGEST]) else label)
        elif not _continues(line, number - length):
            break
    return length if {"from", "time"} <= seen and seen & {"to", "subject"} else 0


def _continues(line: str, since: int) -> bool:
    """An empty line or a wrapped list of recipients between header lines."""
    return since < 2 and (not line.strip() or "@" in line[:_LONGEST] or ";" in line[:_LONGEST])


def _attribution(lines: Sequence[str]) -> _Introduction | None:
    """'On 3 March 2026 at 10:00, Ana <ana@example.org> wrote:', wrapped over a few lines or not."""
    joined = ""
    for number, line in enumerate(lines):
        part = line.strip(" \t\r\xa0")
        if not part or _is_marked(line) or len(joined) + len(part) > _LONGEST:
            return None
        joined = f"{joined} {part}".strip()
        if part.endswith(":"):
            return _judge_attribution(joined.lower(), number + 1)
        if not (joined.lower().startswith(OPENINGS) or _DATE.match(joined)) or not _DIGIT.search(joined) or part.endswith((".", "!", "?")):
            return None
    return None


def _judge_attribution(joined: str, length: int) -> _Introduction | None:
    """`joined` is lower case and ends with a colon. Certain: begins as such lines do, has the verb, and a time of day or an address."""
    words = set(re.findall(r"[\w']+", joined))
    ends_with_verb = joined.rstrip(" :\xa0").endswith(WROTE)
    has_verb = ends_with_verb or any(f" {verb} " in f" {joined[:-1]} " for verb in WROTE)
    has_address, has_clock = bool(_ADDRESS.search(joined)), bool(_CLOCK.search(joined))
    if words & PROSE:
        return None
    if has_verb and joined.startswith(OPENINGS) and (has_address or has_clock):
        return _Introduction(length=length, certain=True)
    is_likely = (has_verb and (has_address or _DIGIT.search(joined))) or (has_address and has_clock) or joined.startswith("quoting ")
    return _Introduction(length=length, certain=False) if is_likely else None
