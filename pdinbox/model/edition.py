"""An edition: rules and templates as they were in force from a moment on."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """`digest` names all texts (SHA-256, hex), `policy` and `letters` are the versions that verdicts and letters keep.

    The same texts make several editions: put in force again after others, or with another `policy` because a dated line came into force.
    """

    at: datetime
    digest: str
    policy: str
    letters: str
