"""The memory doubles of `staff_ports.Accounts` and `Credentials`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pdinbox.adapters.memory_audit import append_audit
from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.audit import AuditRow
from pdinbox.model.sign_in import Factors, Password, SecurityKey, Totp
from pdinbox.model.staff import Account, Grant
from pdinbox.ports import Refused
from pdinbox.staff_ports import NoteChange


class MemoryAccounts:
    """Who works at the desk."""

    _memory: Memory

    def add_account(self, account: Account, *, note: AuditRow) -> None:
        """A new one. Raises Refused where its name, or its issuer and subject, are taken."""
        with self._memory.lock:
            self._refuse_taken(account)
            self._memory.accounts[account.id] = _in_order(account)
            append_audit(self._memory, (note,))

    def account(self, id: str) -> Account | None:
        """That account, disabled ones too."""
        with self._memory.lock:
            return self._memory.accounts.get(id)

    def account_named(self, name: str) -> Account | None:
        """The account of that name."""
        with self._memory.lock:
            return next((one for one in self._memory.accounts.values() if one.name == name), None)

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """The account of that person at an identity provider or gateway."""
        with self._memory.lock:
            known = (one for one in self._memory.accounts.values() if subject and (one.issuer, one.subject) == (issuer, subject))
            return next(known, None)

    def accounts(self, *, after: str = "", limit: int = 200) -> tuple[Account, ...]:
        """A page of them by name."""
        with self._memory.lock:
            found = sorted((one for one in self._memory.accounts.values() if one.name > after), key=lambda one: one.name)
            return tuple(found[:limit])

    def change_account(self, id: str, change: Callable[[Account], Account], *, note: NoteChange) -> Account:
        """What `change` makes of the account as it stands, made fact with its row of the audit log."""
        with self._memory.lock:
            before = self._memory.accounts.get(id)
            if before is None:
                raise Refused("there is no such account")
            after = _in_order(change(before))
            self._refuse_taken(after)
            if after != before:
                row = note(before, after)
                self._memory.accounts[id] = after
                _tell_sessions(self._memory, before, after)
                append_audit(self._memory, (row,))
            return after

    def _refuse_taken(self, one: Account) -> None:
        named = self.account_named(one.name)
        if named and named.id != one.id:
            raise Refused(f"the name {one.name} is taken")
        known = self.account_of(one.issuer, one.subject)
        if known and known.id != one.id:
            raise Refused(f"that person is known already, as {known.name}")


class MemoryCredentials:
    """What accounts sign in with at the desk itself."""

    _memory: Memory

    def factors(self, account: str) -> Factors:
        """All of one account."""
        with self._memory.lock:
            keys = sorted((key for key in self._memory.keys.values() if key.account == account), key=lambda key: (key.added_at, key.id))
            left = len(self._memory.recovery.get(account, ()))
            return replace(self._memory.factors.get(account, Factors()), keys=tuple(keys), recovery_left=left)

    def set_password(self, account: str, password: Password | None) -> None:
        """In the place of the one before."""
        with self._memory.lock:
            self._put_factors(account, replace(self.factors(account), password=password))

    def set_totp(self, account: str, totp: Totp | None) -> None:
        """In the place of the one before."""
        with self._memory.lock:
            self._put_factors(account, replace(self.factors(account), totp=totp))

    def use_totp(self, account: str, step: int) -> bool:
        """Take the code of that step; each is good once."""
        with self._memory.lock:
            totp = self.factors(account).totp
            if totp is None or totp.last_step >= step:
                return False
            self._put_factors(account, replace(self.factors(account), totp=replace(totp, last_step=step)))
            return True

    def set_recovery(self, account: str, hashes: tuple[str, ...]) -> None:
        """New recovery codes in the place of all before."""
        with self._memory.lock:
            self._check_account(account)
            self._memory.recovery[account] = set(hashes)

    def use_recovery(self, account: str, hash: str) -> bool:
        """Take that code away."""
        with self._memory.lock:
            codes = self._memory.recovery.get(account, set())
            found = hash in codes
            codes.discard(hash)
            return found

    def add_key(self, key: SecurityKey) -> None:
        """One more security key."""
        with self._memory.lock:
            self._check_account(key.account)
            if key.id in self._memory.keys:
                raise Refused("that security key is known already")
            self._memory.keys[key.id] = key

    def use_key(self, key: str, *, count: int, at: datetime) -> bool:
        """Note that it was used; False where its counter did not rise."""
        with self._memory.lock:
            known = self._memory.keys.get(key)
            if known is None or not (count > known.count or count == known.count == 0):
                return False
            self._memory.keys[key] = replace(known, count=count, used_at=at)
            return True

    def drop_key(self, account: str, key: str) -> bool:
        """Take that key of that account away."""
        with self._memory.lock:
            known = self._memory.keys.get(key)
            if known is None or known.account != account:
                return False
            del self._memory.keys[key]
            return True

    def _put_factors(self, account: str, factors: Factors) -> None:
        self._check_account(account)
        self._memory.factors[account] = factors

    def _check_account(self, account: str) -> None:
        if account not in self._memory.accounts:
            raise Refused("there is no such account")


def _in_order(account: Account) -> Account:
    def place(grant: Grant) -> tuple[str, str]:
        return grant.duty.value, grant.office

    return replace(account, grants=tuple(sorted(account.grants, key=place)))


def _tell_sessions(memory: Memory, before: Account, after: Account) -> None:
    own = [one for one in memory.sessions.values() if one.account == before.id]
    if after.disabled_at is not None:
        for one in own:
            del memory.sessions[one.key]
    elif (after.grants, after.sees_restricted) != (before.grants, before.sees_restricted):
        memory.sessions.update({one.key: replace(one, renews=True) for one in own})
