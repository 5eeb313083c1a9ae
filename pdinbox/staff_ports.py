"""The doors to the people of the desk: accounts, what they sign in with, their sessions, and how often somebody tried."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from pdinbox.model.audit import AuditRow
from pdinbox.model.sign_in import Factors, Limit, Password, SecurityKey, Session, Totp
from pdinbox.model.staff import Account

NoteChange = Callable[[Account, Account], AuditRow]
"""An account before and after -> the row of the audit log that says so."""


class Accounts(Protocol):
    """Who works at the desk. A change and its row of the audit log are one transaction."""

    def add_account(self, account: Account, *, note: AuditRow) -> None:
        """A new one. Raises Refused where its name, or its issuer and subject, are taken."""

    def account(self, id: str) -> Account | None:
        """That account, disabled ones too, with all its grants."""

    def account_named(self, name: str) -> Account | None:
        """The account of that name, as it is written."""

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """The account of that person at an identity provider or gateway. None for an empty subject."""

    def accounts(self, *, after: str = "", limit: int = 200) -> tuple[Account, ...]:
        """A page of them by name, from behind that name on."""

    def change_account(self, id: str, change: Callable[[Account], Account], *, note: NoteChange) -> Account:
        """What `change` makes of the account as it stands, made fact; returns it. Nothing is written where it changes nothing.

        Disabling ends all its sessions; other duties or sight make each of them ask for a new id (`Session.renews`).
        Raises Refused where there is no such account, or name or subject are taken. `change` may be called more than once.
        """


class Credentials(Protocol):
    """What accounts sign in with at the desk itself. `account` is an id; Refused is raised where there is none of it."""

    def factors(self, account: str) -> Factors:
        """All of one account; empty for one that signs in elsewhere."""

    def set_password(self, account: str, password: Password | None) -> None:
        """In the place of the one before; None takes it away."""

    def set_totp(self, account: str, totp: Totp | None) -> None:
        """In the place of the one before; None takes it away."""

    def use_totp(self, account: str, step: int) -> bool:
        """Take the code of that step. False where it, or a later one, was taken already: each code is good once."""

    def set_recovery(self, account: str, hashes: tuple[str, ...]) -> None:
        """Digests of new recovery codes, in the place of all before."""

    def use_recovery(self, account: str, hash: str) -> bool:
        """Take that code away; False where it is not there (any more)."""

    def add_key(self, key: SecurityKey) -> None:
        """One more security key. Raises Refused where its id is known already."""

    def use_key(self, key: str, *, count: int, at: datetime) -> bool:
        """Note that it was used. False, and nothing noted, where its counter did not rise: it may be a copy. 0 after 0 is no counter."""

    def drop_key(self, account: str, key: str) -> bool:
        """Take that key of that account away; False where it has none of that id."""


class Sessions(Protocol):
    """Visits, by the hash of their cookie."""

    def start_session(self, session: Session) -> None:
        """A new one. Raises Refused where its account is disabled or not there."""

    def session_of(self, id_hash: str, *, at: datetime, idle: timedelta) -> Session | None:
        """The session of that cookie, by its id of now or shortly before; None where it is over or unknown."""

    def visit_of(self, id_hash: str, *, at: datetime, idle: timedelta) -> tuple[Session, Account] | None:
        """The same with its account, in one question; None also where nobody has said who they are yet."""

    def touch_session(self, key: str, at: datetime) -> None:
        """There was activity."""

    def remember(self, key: str, facts: tuple[tuple[str, str], ...]) -> None:
        """What the sign-in must remember, in the place of what it did."""

    def renew_session(self, key: str, *, id_hash: str, former_until: datetime) -> bool:
        """Give it a new id; the old one is good until then. False where it does not ask for one (any more)."""

    def end_session(self, key: str) -> bool:
        """End it; False where it is not there."""

    def end_sessions(self, account: str, *, but: str = "") -> int:
        """End all of that account but the one of that key. Returns how many."""

    def sessions_of(self, account: str, *, at: datetime, idle: timedelta) -> tuple[Session, ...]:
        """Those of that account that are not over, the last used first."""

    def sweep_sessions(self, at: datetime, *, idle: timedelta) -> int:
        """Forget those that are over. Returns how many."""


class Attempts(Protocol):
    """How often somebody tried. A subject is whatever is counted: 'account:ann', 'address:192.0.2.7'."""

    def begin_attempt(self, subject: str, *, at: datetime, limit: Limit) -> datetime | None:
        """Count one more attempt before it is looked at, so that many at once gain nothing. None: go on.

        Else a lock stands until that moment, and nothing was counted.
        """

    def locked_until(self, subject: str, *, at: datetime, limit: Limit) -> datetime | None:
        """Whether a lock stands, without counting."""

    def take_back(self, subject: str) -> None:
        """The last attempt was no failure."""

    def forget_attempts(self, subject: str) -> None:
        """It begins at none again, and no lock stands."""

    def sweep_attempts(self, before: datetime) -> int:
        """Forget subjects whose last attempt is older. Returns how many."""


class Passwords(Protocol):
    """Argon2, which costs time and memory by intent."""

    def hash(self, password: str) -> str:
        """A text to keep, with its own salt."""

    def matches(self, password: str, hash: str) -> bool:
        """Whether it is the password of that text. An empty text takes as long and is never it."""

    def is_outdated(self, hash: str) -> bool:
        """Whether it was made with weaker parameters than today's."""


class StaffStore(Accounts, Credentials, Sessions, Attempts, Protocol):
    """All of it, as one database."""
