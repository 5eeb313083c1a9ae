"""A verdict: who may be told what about the case. It is never a decision on discretion."""

from dataclasses import dataclass
from enum import StrEnum


class Authority(StrEnum):
    """The four verdicts."""

    AUTHORISED = "authorised"
    """A valid G-28 names the sender, or a valid waiver does: case facts may be told."""
    DEFICIENT = "deficient"
    """A form is there; something in it must be cured first."""
    UNVERIFIED = "unverified"
    """Nobody's authority is shown: accepted, acknowledged, asked; nothing about a case is said."""
    NEEDS_PERSON = "needs_person"
    """It can not be decided by rule with certainty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`because` are the ids of the rules that made it, `policy` the version of the rules in force."""

    outcome: Authority
    because: tuple[str, ...]
    policy: str
