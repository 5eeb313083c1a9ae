"""People who sign in elsewhere: which account is theirs, and which duties their groups give them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.ports import Refused
from pdinbox.staffing import Staffing, Who
from pdinbox.web.security.oidc import Person, Provider

BY_HAND: Final = frozenset({Duty.OFFICE_ADMIN, Duty.SYSTEM_ADMIN})
"""Duties that no group gives: administrators are made by administrators."""
_DESK: Final = Who(name="desk")


class Unknown(Exception):
    """The person is nobody at this desk yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleSignOn:
    """The provider, the words of its button, and what its groups mean here. Where groups mean something, they say all but admin duties."""

    provider: Provider
    button: str = "Agency single sign-on"
    groups: Mapping[str, tuple[Grant, ...]] = field(default_factory=dict)

    def account(self, person: Person, staffing: Staffing, *, at: datetime) -> Account:
        """The account of that person, with the duties of their groups; made where their groups give one. Raises Unknown."""
        known = staffing.store.account_of(person.issuer, person.subject)
        wanted = self._grants(person)
        if known is None:
            if not wanted:
                raise Unknown(f"{person.issuer} {person.subject}")
            return self._hired(person, wanted, staffing, at=at)
        if not self.groups:
            return known
        event = "duties-by-groups"
        return staffing.change(_DESK, known, lambda one: replace(one, grants=_by_hand(one) + wanted), event=event)

    def _grants(self, person: Person) -> tuple[Grant, ...]:
        found = {grant: None for group in person.groups for grant in self.groups.get(group, ())}
        return tuple(sorted(found, key=lambda grant: (grant.duty.value, grant.office)))

    def _hired(self, person: Person, grants: tuple[Grant, ...], staffing: Staffing, *, at: datetime) -> Account:
        name = _free_name(person, staffing)
        shown = person.shown_name or person.email or name
        new = Account(
            id="", name=name, shown_name=shown, email=person.email, created_at=at, grants=grants,
            issuer=person.issuer, subject=person.subject,
        )  # fmt: skip
        staffing.hire(_DESK, new)
        return staffing.named(name)


def _by_hand(account: Account) -> tuple[Grant, ...]:
    """What groups leave alone: administrators' duties, and emergency access until it ends."""
    return tuple(grant for grant in account.grants if grant.duty in BY_HAND or grant.reason)


def _free_name(person: Person, staffing: Staffing) -> str:
    """A name of the desk's own that nobody has, near the person's."""
    base = re.sub(r"[^a-z0-9._-]+", "", person.name.lower()).strip("._-")[:50]
    base = base if len(base) > 1 else "person"
    for number in range(1, 1000):
        name = base if number == 1 else f"{base}{number}"
        if staffing.store.account_named(name) is None:
            return name
    raise Refused("there are too many accounts of that name")
