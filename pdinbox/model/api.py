"""Other systems: their tokens, what they are told happened, and where the desk calls them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pdinbox.model.staff import Account, Grant

Standing = Literal["waiting", "held", "settled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """What another system signs in with; of the secret only its digest is kept. All times are UTC.

    `id` stands in the token itself, `name` in the log. `expires_at` None is never.
    """

    id: str
    name: str
    secret_digest: str
    grants: tuple[Grant, ...]
    created_at: datetime
    sees_restricted: bool = False
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def is_good(self, at: datetime) -> bool:
        """Whether it opens the door at that moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    @property
    def account(self) -> Account:
        """As whom the system acts; its name is told apart from people's by a colon, which no person's has."""
        return Account(
            id=f"api:{self.id}",
            name=f"api:{self.name}",
            shown_name=self.name,
            email="",
            created_at=self.created_at,
            grants=self.grants,
            sees_restricted=self.sees_restricted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEvent:
    """One line of an inquiry's history as other systems see it: that something happened, and nothing of what was written.

    `id` grows; `office` and `restricted` are the inquiry's as it stands now.
    """

    id: int
    at: datetime
    event: str
    inquiry: str
    actor: str
    office: str | None
    restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What became of a mail that another system handed in: `standing` is 'waiting', 'held' (for a person) or 'settled'.

    `message` is its digest, `inquiries` the numbers that it opened or joined.
    """

    message: str
    standing: Standing
    inquiries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HookState:
    """How far a system that is called has been told: `cursor` is the last event's id. It waits until `next_try_at` after a failure."""

    name: str
    cursor: int
    failures: int = 0
    next_try_at: datetime | None = None
    told_at: datetime | None = None
    trouble: str = ""
