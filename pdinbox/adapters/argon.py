"""Passwords kept as Argon2id texts."""

from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST: Final = 512
"""Characters. A longer one is never right, so that nobody can make the desk hash megabytes."""


class Argon:
    """`staff_ports.Passwords`. With the ordinary cost one takes 64 MiB and some 50 ms (RFC 9106, second recommended option)."""

    def __init__(self, *, memory_kib: int = 65536, rounds: int = 3) -> None:
        """Lower costs are for tests."""
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """A text to keep, with its own salt."""
        return self._hasher.hash(password)

    def matches(self, password: str, hash: str) -> bool:
        """Whether it is the password of that text. An empty text takes as long and is never it."""
        try:
            self._hasher.verify(hash or self._nobodys, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return bool(hash) and len(password) <= LONGEST

    def is_outdated(self, hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(hash)
