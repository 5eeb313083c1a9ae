"""The memory double of `ports.Clock`: time stands still until it is told to move."""

from datetime import UTC, datetime, timedelta


class MemoryClock:
    """A clock that shows what it was set to."""

    def __init__(self, at: datetime) -> None:
        """Starts at `at`, which must be timezone-aware (ValueError otherwise)."""
        self._at = _in_utc(at)

    def now(self) -> datetime:
        """The time it was set to, in UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Show another time, earlier ones too: machines' clocks are set back in the real world."""
        self._at = _in_utc(at)

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._at += by


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a clock shows timezone-aware times only")
    return at.astimezone(UTC)
