"""The part of the store's door for other systems: tokens, events since a cursor, and how far each called system is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from pdinbox.model.api import ApiToken, DeskEvent, HookState, Submitted
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.sight import Sight


class Tokens(Protocol):
    """Tokens of other systems."""

    def add_token(self, token: ApiToken) -> None:
        """Keep a new one. Raises Refused where one of that name is good already."""

    def token(self, token_id: str) -> ApiToken | None:
        """The one of that id, whether it is good or not."""

    def tokens(self) -> tuple[ApiToken, ...]:
        """All that ever were, the newest first."""

    def token_used(self, token_id: str, at: datetime) -> None:
        """It opened the door; kept to the minute, so that a busy system does not write at each call."""

    def revoke_token(self, name: str, at: datetime) -> bool:
        """The good one of that name opens nothing from now on; False where there is none."""


class Feed(Protocol):
    """What other systems read."""

    def inquiries_seen(
        self, sight: Sight, *, states: tuple[State, ...] = (), office: str | None = None, before: str = "", limit: int = 100
    ) -> tuple[Inquiry, ...]:
        """Inquiries in sight, the highest number first, below the number `before`."""

    def events_after(self, cursor: int, *, sight: Sight, limit: int = 500) -> tuple[DeskEvent, ...]:
        """Lines of history of inquiries in sight with a higher id, the lowest first.

        No line appears later with an id below one that was given: on PostgreSQL the question waits for those that are being written.
        """

    def submitted(self, mailbox: str, epoch: str, key: str) -> Submitted | None:
        """What became of octets that came in at that place; None where none did."""

    def last_event(self) -> int:
        """The highest id there is, 0 for none."""


class Hooks(Protocol):
    """How far the systems that the desk calls have been told."""

    def hook(self, name: str) -> HookState | None:
        """None for one that was never called."""

    def hooks(self) -> tuple[HookState, ...]:
        """All of them, by name."""

    def put_hook(self, state: HookState) -> None:
        """As it stands now."""


class Caller(Protocol):
    """The way to other systems."""

    def call(self, url: str, body: bytes, headers: Mapping[str, str]) -> str:
        """Post it; '' where the system took it (2xx), else why not, in words for an operator. Never raises."""
