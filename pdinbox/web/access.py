"""Who may do what: duties, needs, and what an account sees. Deny by default."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pdinbox.model.sight import Sight
from pdinbox.model.staff import Account, Duty


class Need(StrEnum):
    """What a route asks of whoever comes."""

    PUBLIC = "public"
    """Nothing: the way in."""
    SIGNED_IN = "signed_in"
    SEE = "see"
    """Inquiries, within one's sight."""
    WORK = "work"
    """Act on an inquiry."""
    SUPERVISE = "supervise"
    """Assign to others, approve, share views."""
    NUMBERS = "numbers"
    """Counts and charts, nothing of any case."""
    AUDIT = "audit"
    """The audit log: of every office, or of those one supervises."""
    ADMIN = "admin"
    """Either kind of administration."""
    ADMIN_OFFICE = "admin_office"
    """People, templates and calendar of an office."""
    ADMIN_SYSTEM = "admin_system"
    """Settings, mailboxes and health; nothing of any case."""


DUTY_NEEDS: Mapping[Duty, frozenset[Need]] = MappingProxyType(
    {
        Duty.VIEWER: frozenset({Need.SEE, Need.NUMBERS}),
        Duty.REVIEWER: frozenset({Need.SEE, Need.WORK, Need.NUMBERS}),
        Duty.SUPERVISOR: frozenset({Need.SEE, Need.WORK, Need.SUPERVISE, Need.NUMBERS, Need.AUDIT}),
        Duty.OFFICE_ADMIN: frozenset({Need.ADMIN, Need.ADMIN_OFFICE, Need.NUMBERS}),
        Duty.NATIONAL_VIEWER: frozenset({Need.SEE, Need.NUMBERS}),
        Duty.AUDITOR: frozenset({Need.SEE, Need.AUDIT, Need.NUMBERS}),
        Duty.SYSTEM_ADMIN: frozenset({Need.ADMIN, Need.ADMIN_SYSTEM}),
    }
)


def offices_for(account: Account, need: Need) -> frozenset[str] | None:
    """In which offices the account meets that need; None for everywhere, the empty set for nowhere."""
    duties = tuple(duty for duty, needs in DUTY_NEEDS.items() if need in needs)
    return account.offices(*duties)


def may(account: Account, need: Need, office: str | None = None) -> bool:
    """Whether the account meets the need: in that office, or for None in any at all."""
    if need in {Need.PUBLIC, Need.SIGNED_IN}:
        return True
    offices = offices_for(account, need)
    return offices is None or (bool(offices) if office is None else office in offices)


def may_act_on(account: Account, need: Need, office: str | None) -> bool:
    """The same about one inquiry: one that is routed nowhere is for those who may everywhere."""
    offices = offices_for(account, need)
    return offices is None or (office is not None and office in offices)


def sight_of(account: Account) -> Sight:
    """Which inquiries the account sees."""
    return Sight(person=account.name, offices=offices_for(account, Need.SEE), restricted=account.sees_restricted)
