"""A proposal: one file of rules or templates as somebody wants it, with what it was looked through with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ProposalState(StrEnum):
    """What became of it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`path` is that of `RuleTexts` ('rules/topics.yaml'). `base` is the digest of all texts it was written on, `before` the file.

    `reason` is why, in its author's words. `decided_by` put it into the folder, or dropped it.
    """

    id: str
    path: str
    base: str
    before: str
    text: str
    author: str
    at: datetime
    reason: str
    state: ProposalState = ProposalState.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a proposal would do. `mistakes` keep it from being put in force; `warnings` and `failing` examples want a look.

    `looked_at` stored inquiries were judged by it and by the rules in force; `changed` would come out otherwise, `by_rule` says by what:
    (what changes, rule, how many). `numbers` are the first of these inquiries.
    """

    mistakes: tuple[str, ...]
    warnings: tuple[str, ...]
    failing: tuple[str, ...]
    looked_at: int
    changed: int
    by_rule: tuple[tuple[str, str, int], ...]
    numbers: tuple[str, ...]
