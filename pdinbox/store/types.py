"""Column types that mean the same on SQLite and PostgreSQL: times in UTC, and text that both can hold."""

import hashlib
import re
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_UNFIT: Final = re.compile("[\0\ud800-\udfff]")
LONGEST_KEY: Final = 800
"""Octets. PostgreSQL indexes no text above about 2,700, and senders write Message-IDs of any length."""


class UtcTime(TypeDecorator[datetime]):
    """Timezone-aware UTC times; SQLite keeps them as text of fixed width, so that they compare as they should."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  the library's own signature
        """To UTC; a naive time is a mistake of the caller (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in the store are timezone-aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002  the library's own signature
        """Back to timezone-aware UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class CleanText(TypeDecorator[str]):
    """Text of any length. What no database can hold (NUL, lone surrogates) becomes U+FFFD; text from `intake` has none of it."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  the library's own signature
        """The text, fit for both databases."""
        return None if value is None else clean(value)


class KeyText(CleanText):
    """Text that is looked up. A longer one than `LONGEST_KEY` is kept as its beginning and its SHA-256, in rows and in questions alike."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  the library's own signature
        """The text, fit for an index."""
        return None if value is None else as_key(value)


def as_key(text: str) -> str:
    """The text as a `KeyText` column keeps it."""
    cleaned = clean(text)
    return cleaned if len(cleaned) <= LONGEST_KEY // 4 else _shortened(cleaned)


def clean(text: str) -> str:
    """The text with U+FFFD for NUL and for lone surrogates."""
    return _UNFIT.sub(REPLACEMENT, text)


def _shortened(text: str) -> str:
    octets = text.encode("utf-8")
    if len(octets) <= LONGEST_KEY:
        return text
    return f"{text[: LONGEST_KEY // 8]}#{hashlib.sha256(octets).hexdigest()}"
