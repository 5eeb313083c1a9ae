"""Passwords kept as Argon2id texts."""

import threading
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST: Final = 512
"""Characters. A longer one is never right, so that nobody can make the desk hash megabytes."""

AT_ONCE: Final = 4
"""Passwords that are looked at at once, so that many who knock take no more than 256 MiB."""


class Argon:
    """`staff_ports.Passwords`. With the ordinary cost one takes 64 MiB and some 50 ms (RFC 9106, second recommended option)."""

    def __init__(self, *, memory_kib: int = 65536, rounds: int = 3) -> None:
        """Lower costs are for tests."""
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib)
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """A text to keep, with its own salt."""
        with self._turns:
            return self._hasher.hash(password)

    def matches(self, password: str, hash: str) -> bool:
        """Whether it is the password of that text. An empty text takes as long and is never it."""
        text = hash or self._nobodys
        try:
            with self._turns:
                self._hasher.verify(text, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return bool(hash) and len(password) <= LONGEST

    def is_outdated(self, hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(hash)
