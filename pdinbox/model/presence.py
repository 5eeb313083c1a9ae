"""Who is looking at an inquiry, and who writes in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

STALE_AFTER: Final = timedelta(seconds=45)
"""Three heartbeats of a page; who was not seen for so long is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """That person (the account's name) had the inquiry open at that moment, and was writing in it or not."""

    inquiry: str
    person: str
    seen_at: datetime
    is_writing: bool = False
