"""The system's clock. The one module of the desk's road that asks what time it is."""

from datetime import UTC, datetime


class SystemClock:
    """`ports.Clock` of the machine."""

    def now(self) -> datetime:
        """Now, timezone-aware, in UTC."""
        return datetime.now(UTC)
