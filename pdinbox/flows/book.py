"""The book the flows read from: the rules, the map of offices and the letters in force, compiled, and what the desk writes as."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pdinbox.letters.compose import Desk
from pdinbox.letters.render import Letters
from pdinbox.model.office_post import OfficePost
from pdinbox.policy.geography import Geography
from pdinbox.policy.schema import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One mailbox's book. `default_office` is the code of the office whose own mailbox this is, '' for a national one.

    `posts` say by code how field offices are written to; nothing is sent to one that is not there.

    `largest` is the limit for one mail in octets, as letters name it. `accept_samples` is true on a training desk only.
    """

    policy: Policy
    geography: Geography
    letters: Letters
    desk: Desk
    default_office: str = ""
    largest: int = 50_000_000
    accept_samples: bool = False
    posts: Mapping[str, OfficePost] = field(default_factory=dict)
