"""What administrators do with accounts, by the command and by the pages: each change with its row in the audit log."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from pdinbox.model.audit import AuditRow, Changes, Outcome
from pdinbox.model.sign_in import Password
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.ports import Clock, Refused, Store
from pdinbox.staff_ports import Passwords

ONE_TIME_LASTS: Final = timedelta(hours=72)
"""How long a password that an administrator hands over can be used, once."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{0,62}[a-z0-9]")
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are easily taken for each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who acts, for the audit log: an account's name, its duties in words, the key of the session, and where from."""

    name: str
    duties: str = ""
    session: str = ""
    address: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Accounts of the desk. `token` makes an unguessable text; `software` is the program's version."""

    store: Store
    passwords: Passwords
    clock: Clock
    token: Callable[[], str]
    software: str

    def named(self, name: str) -> Account:
        """The account of that name. Raises Refused where there is none."""
        found = self.store.account_named(clean_name(name))
        if found is None:
            raise Refused(f"there is no account {name}; `pdinbox people list` shows all")
        return found

    def hire(self, who: Who, account: Account) -> str:
        """A new account. Returns a password to be used once, '' where the person signs in elsewhere.

        Its `id` and times are made here. Raises Refused where the name can not be used or is taken.
        """
        at = self.clock.now()
        made = replace(account, id=self.token(), name=clean_name(account.name), created_at=at)
        after = _facts(made)
        note = self.row(who, "account-added", account=made, before=(), after=tuple(pair for pair in after if pair[1]))
        self.store.add_account(made, note=note)
        return "" if made.subject else self._give_password(made)

    def grant(self, who: Who, account: Account, *grants: Grant) -> Account:
        """Duties more, each in the place of one of the same duty and office."""

        def change(one: Account) -> Account:
            for grant in grants:
                one = one.with_grant(grant)
            return one

        return self.change(who, account, change, event="duty-granted")

    def revoke(self, who: Who, account: Account, *grants: Grant) -> Account:
        """Duties less. Raises Refused where the account has none of them."""

        def change(one: Account) -> Account:
            for grant in grants:
                if one == one.without(grant.duty, grant.office):
                    raise Refused(f"{one.name} is not {grant.words}")
                one = one.without(grant.duty, grant.office)
            return one

        return self.change(who, account, change, event="duty-revoked")

    def protect(self, who: Who, account: Account, *, sees_restricted: bool) -> Account:
        """Whether the person may see what 8 U.S.C. 1367 and 8 CFR 208.6 protect."""
        return self.change(who, account, lambda one: replace(one, sees_restricted=sees_restricted), event="sight-changed")

    def disable(self, who: Who, account: Account, *, reason: str = "") -> Account:
        """Nobody signs in with it from now on, and all its sessions are over."""
        at = self.clock.now()
        return self.change(
            who, account, lambda one: replace(one, disabled_at=one.disabled_at or at), event="account-disabled", reason=reason
        )

    def enable(self, who: Who, account: Account) -> Account:
        """It can be used again; idle days count from now on."""
        at = self.clock.now()

        def change(one: Account) -> Account:
            return replace(one, disabled_at=None, used_at=at) if one.disabled_at else one

        return self.change(who, account, change, event="account-enabled")

    def reset(self, who: Who, account: Account) -> str:
        """Take away password and factors, end the sessions, lift the lock. Returns a password to be used once."""
        if account.subject:
            raise Refused(f"{account.name} signs in elsewhere and has no password here")
        for clear in (self.store.set_password, self.store.set_totp):
            clear(account.id, None)
        for key in self.store.factors(account.id).keys:
            self.store.drop_key(account.id, key.id)
        self.store.set_recovery(account.id, ())
        self.store.end_sessions(account.id)
        self.store.forget_attempts(subject_of(account.name))
        given = self._give_password(account)
        self.store.write_audit(self.row(who, "account-reset", account=account))
        return given

    def sign_out(self, who: Who, account: Account) -> int:
        """End all its sessions. Returns how many."""
        ended = self.store.end_sessions(account.id)
        self.store.write_audit(self.row(who, "sessions-ended", account=account, after=(("sessions", str(ended)),)))
        return ended

    def change(
        self, who: Who, account: Account, change: Callable[[Account], Account], *, event: str, reason: str = "", office: str = ""
    ) -> Account:
        """Any change of an account, with its row; `office` is the one that it concerns, where that is not the account's own."""

        def note(before: Account, after: Account) -> AuditRow:
            told = _differences(before, after)
            row = self.row(who, event, account=after, reason=reason, before=told[0], after=told[1])
            return replace(row, office=office or row.office)

        return self.store.change_account(account.id, change, note=note)

    def row(
        self,
        who: Who,
        event: str,
        *,
        account: Account | None = None,
        outcome: Outcome = Outcome.DONE,
        reason: str = "",
        before: Changes = (),
        after: Changes = (),
    ) -> AuditRow:
        """A row about an account, or about whoever acts."""
        return AuditRow(
            at=self.clock.now(),
            event=event,
            actor=who.name,
            duties=who.duties,
            office=_one_office(account),
            session=who.session,
            address=who.address,
            object_kind="account" if account else "",
            object_id=account.name if account else "",
            outcome=outcome,
            reason=reason,
            before=before,
            after=after,
            request=who.request,
            software=self.software,
        )

    def _give_password(self, account: Account) -> str:
        at = self.clock.now()
        given = readable(self.token())
        self.store.set_password(account.id, Password(hash=self.passwords.hash(given), set_at=at, expires_at=at + ONE_TIME_LASTS))
        return given


def clean_name(name: str) -> str:
    """The name as it is kept: lower case. Raises Refused for one that can not be used."""
    wanted = name.strip().lower()
    if not _NAME.fullmatch(wanted):
        raise Refused(f"{name!r} can not be a name: write 2 to 64 of a-z, 0-9 and . _ @ - with a letter or digit at both ends")
    return wanted


def read_grant(text: str) -> Grant:
    """'reviewer:CHI', 'auditor' -> the grant. Raises Refused with what can be written."""
    duty, colon, office = text.strip().partition(":")
    wanted = duty.strip().lower().replace("-", "_")
    code = office.strip().upper()
    if wanted not in {one.value for one in Duty}:
        raise Refused(f"{duty!r} is no duty; write one of {', '.join(one.value for one in Duty)}, with an office as in reviewer:CHI")
    found = Duty(wanted)
    if found in BY_OFFICE and not code:
        raise Refused(f"say in which office: {wanted}:CHI, or {wanted}:* for every office")
    if found not in BY_OFFICE and colon and code != "*":
        raise Refused(f"{wanted} is for every office: write it without one")
    return Grant(duty=found, office="" if code == "*" else code)


BY_OFFICE: Final = frozenset({Duty.VIEWER, Duty.REVIEWER, Duty.SUPERVISOR, Duty.OFFICE_ADMIN})
"""Duties that are held office by office."""


def subject_of(name: str) -> str:
    """What attempts are counted under for an account of that name, whether or not there is one.

    A digest: what people type as a name is at times their password.
    """
    return f"account:{hashlib.sha256(name.strip().lower().encode('utf-8', 'replace')).hexdigest()[:32]}"


def duties_of(account: Account) -> str:
    """The account's duties for the audit log, as people type them: 'auditor, reviewer:CHI'."""
    return ", ".join(_grant_words(grant) for grant in account.grants)


def _grant_words(grant: Grant) -> str:
    words = f"{grant.duty.value}:{grant.office}" if grant.office else grant.duty.value
    return f"{words} until {grant.until:%Y-%m-%dT%H:%MZ}" if grant.until else words


def readable(token: str) -> str:
    """Twenty letters and digits in fives out of an unguessable text (98 bits), to be read out or typed from paper."""
    number = int.from_bytes(hashlib.sha256(token.encode("utf-8")).digest(), "big")
    letters = []
    for _ in range(20):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    text = "".join(letters)
    return "-".join(text[start : start + 5] for start in range(0, 20, 5))


def _facts(account: Account) -> Changes:
    return (
        ("name", account.name),
        ("shown_name", account.shown_name),
        ("email", account.email),
        ("duties", duties_of(account)),
        ("sees_restricted", "yes" if account.sees_restricted else ""),
        ("disabled", account.disabled_at.isoformat() if account.disabled_at else ""),
        ("single_keys", "yes" if account.single_keys else ""),
        ("opens_next", "yes" if account.opens_next else ""),
        ("issuer", account.issuer),
        ("subject", account.subject),
    )


def _differences(before: Account, after: Account) -> tuple[Changes, Changes]:
    pairs = [(old, new) for old, new in zip(_facts(before), _facts(after), strict=True) if old != new]
    return tuple(old for old, _ in pairs), tuple(new for _, new in pairs)


def _one_office(account: Account | None) -> str:
    """The account's office where it is of one only, so that the office's supervisor finds the row."""
    offices = {grant.office for grant in account.grants} if account else set()
    return offices.pop() if len(offices) == 1 else ""
