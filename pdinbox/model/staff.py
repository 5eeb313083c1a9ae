"""The people of the desk: accounts, what each may do where, and what a duty is."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Duty(StrEnum):
    """What somebody does at the desk. What each may do stands in `web.access`."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    OFFICE_ADMIN = "office_admin"
    NATIONAL_VIEWER = "national_viewer"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    """Keeps the program running, and sees nothing of any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """That duty in that field office, by its code; '' is every office and what is routed nowhere yet.

    `until` ends it by itself; `reason` is set where somebody took it in an emergency ("break-glass") and says why.
    """

    duty: Duty
    office: str = ""
    until: datetime | None = None
    reason: str = ""

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at that moment."""
        return self.until is None or at < self.until

    @property
    def words(self) -> str:
        """'reviewer in CHI', 'auditor in every office'."""
        return f"{self.duty.value.replace('_', ' ')} in {self.office or 'every office'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person. `name` signs in and stands in the log; `id` never changes. All times are UTC.

    `sees_restricted`: may see what 8 U.S.C. 1367 and 8 CFR 208.6 protect. `single_keys` and `opens_next` are that person's own settings:
    shortcuts of one key, and whether the next inquiry opens after one is sent. `issuer` and `subject` together are the person at an
    identity provider or a gateway; both '' for whoever signs in with a password of the desk's own. `used_at` is the last sign-in.
    """

    id: str
    name: str
    shown_name: str
    email: str
    created_at: datetime
    grants: tuple[Grant, ...] = ()
    sees_restricted: bool = False
    disabled_at: datetime | None = None
    single_keys: bool = True
    opens_next: bool = True
    issuer: str = ""
    subject: str = ""
    used_at: datetime | None = None

    def offices(self, *duties: Duty) -> frozenset[str] | None:
        """The offices in which the account has one of these duties; None for all of them."""
        found = {grant.office for grant in self.grants if grant.duty in duties}
        return None if "" in found else frozenset(found)

    def standing(self, at: datetime) -> "Account":
        """The account with those of its grants that are in force at that moment."""
        return replace(self, grants=tuple(grant for grant in self.grants if grant.holds(at)))

    def with_grant(self, grant: Grant) -> "Account":
        """With that grant, in the place of one of the same duty and office."""
        return replace(self, grants=(*self.without(grant.duty, grant.office).grants, grant))

    def without(self, duty: Duty, office: str) -> "Account":
        """Without that duty in that office."""
        return replace(self, grants=tuple(one for one in self.grants if (one.duty, one.office) != (duty, office)))
