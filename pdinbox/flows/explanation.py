"""What the rules say about one id, as values: made by `flows.explaining`, painted by whoever shows them."""

from dataclasses import dataclass
from typing import Any

from pdinbox.flows.examples import Tried

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is said in one case: `when` it is ('complete: passed'), and the words as (language, what, cure or more)."""

    when: str
    words: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One line of the rules. `key` is where it stands in `file`; both are '' for what the program has of its own."""

    id: str
    kind: str
    file: str = ""
    key: str = ""
    facts: Facts = ()
    says: tuple[Saying, ...] = ()
    examples: tuple[Tried, ...] = ()


def why(entry: Any) -> Facts:
    """Reason and citation of a line of the rules."""
    return (("because", entry.because), ("citation", entry.citation or "none given"))


def examples_of(tried: tuple[Tried, ...], file: str, about: str) -> tuple[Tried, ...]:
    """Those of `tried` that stand at that id of that file."""
    return tuple(one for one in tried if (one.file, one.about) == (file, about))
