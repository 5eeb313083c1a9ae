"""How somebody shows who they are, and the session that follows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

PAIRS = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Password:
    """`hash` is Argon2's own text. One with `expires_at` was given out by an administrator: it must be replaced, and before then."""

    hash: str
    set_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totp:
    """A shared secret (base32) for codes by the clock (RFC 6238). `last_step` is the 30-second step of the last code used, -1 for none."""

    secret: str
    set_at: datetime
    last_step: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityKey:
    """One WebAuthn credential. `id` is its identifier in base64url, `public_key` COSE, `count` its signature counter (0: it keeps none)."""

    id: str
    account: str
    name: str
    public_key: bytes
    count: int
    transports: tuple[str, ...]
    added_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """All by which one account can sign in at the desk itself. `recovery_left` counts the recovery codes that are not used."""

    password: Password | None = None
    totp: Totp | None = None
    keys: tuple[SecurityKey, ...] = ()
    recovery_left: int = 0

    @property
    def has_second(self) -> bool:
        """Whether there is a factor beside the password."""
        return self.totp is not None or bool(self.keys)


class Stage(StrEnum):
    """How far a sign-in has come."""

    NOBODY = "nobody"
    """A visitor: nobody has said who they are."""
    SECOND = "second"
    """The password was right; a second factor is asked for."""
    SETTING_UP = "setting_up"
    """Known, but a password or a factor of their own must be set before anything else."""
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One visit of one browser. The cookie's value is nowhere kept: `id_hash` is its SHA-256 (hex).

    `key` names it in lists and in the audit log and gives nobody access. `account` is '' at stage NOBODY. `seen_at` is the last activity
    (a heartbeat is none), `ends_at` the end whatever happens. `method` and `acr` say how the person signed in. `facts` are what a step of
    the sign-in must remember (a challenge, a nonce). `renews` asks for a new id at the next request, as duties have changed;
    after that the id of before (`former_hash`) is still good until `former_until`, for requests that were on their way.
    """

    key: str
    id_hash: str
    csrf: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime
    account: str = ""
    stage: Stage = Stage.NOBODY
    method: str = ""
    acr: str = ""
    address: str = ""
    agent: str = ""
    facts: PAIRS = ()
    renews: bool = False
    former_hash: str = ""
    former_until: datetime | None = None

    def is_over(self, at: datetime, *, idle: timedelta) -> bool:
        """Whether it has ended by that moment: overall, or by `idle` without activity."""
        return at >= self.ends_at or at >= self.seen_at + idle

    def fact(self, name: str) -> str:
        """What the sign-in remembers under that name, '' for nothing."""
        return dict(self.facts).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many attempts within a span, then a lock for a span, counted from the last of them."""

    attempts: int
    within: timedelta
    locks_for: timedelta

    def lock_after(self, times: tuple[datetime, ...], *, at: datetime) -> datetime | None:
        """Until when a lock stands at that moment after attempts at these times, oldest first; None for no lock."""
        if not self._is_full(times):
            return None
        until = times[-1] + self.locks_for
        return until if at < until else None

    def with_one_more(self, times: tuple[datetime, ...], *, at: datetime) -> tuple[datetime, ...]:
        """The times that still count with one more attempt. After a lock it begins at none again."""
        return (at,) if self._is_full(times) else (*times, at)[-self.attempts :]

    def _is_full(self, times: tuple[datetime, ...]) -> bool:
        return len(times) >= self.attempts and times[-1] - times[-self.attempts] < self.within


SIGN_IN_LIMIT: Final = Limit(attempts=3, within=timedelta(minutes=15), locks_for=timedelta(minutes=15))
"""NIST 800-53 AC-7 as DISA's STIGs set it: three failures in 15 minutes lock for 15."""
