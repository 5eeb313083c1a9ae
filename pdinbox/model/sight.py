"""What a person may see of the inquiries: the one filter that every query for pages takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """`offices` are codes of field offices; None is all of them, with the inquiries that are routed nowhere yet.

    `restricted` says whether inquiries are seen that the law protects (8 U.S.C. 1367, 8 CFR 208.6). `person` is the account's name.
    """

    person: str
    offices: frozenset[str] | None = frozenset()
    restricted: bool = False

    def covers(self, office: str | None, *, restricted: bool) -> bool:
        """Whether an inquiry of that office is seen, restricted or not; office None is routed nowhere yet."""
        return (self.restricted or not restricted) and (self.offices is None or (office is not None and office in self.offices))
