"""The people of the desk: accounts, what each may do where, and what a duty is."""

from dataclasses import dataclass
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
    """That duty in that field office, by its code; '' is every office and what is routed nowhere yet."""

    duty: Duty
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person. `name` signs in and stands in the log; `id` never changes. All times are UTC.

    `sees_restricted`: may see what 8 U.S.C. 1367 and 8 CFR 208.6 protect. `single_keys` and `opens_next` are that person's own settings:
    shortcuts of one key, and whether the next inquiry opens after one is sent.
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

    def offices(self, *duties: Duty) -> frozenset[str] | None:
        """The offices in which the account has one of these duties; None for all of them."""
        found = {grant.office for grant in self.grants if grant.duty in duties}
        return None if "" in found else frozenset(found)
