"""The gate: whoever comes is counted, looked at step by step, and gets a session in the end. Every step is a row of the audit log."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pdinbox.model.audit import AuditRow, Outcome
from pdinbox.model.sign_in import PAIRS, Factors, Limit, Password, Session, Stage
from pdinbox.model.staff import Account
from pdinbox.ports import Refused, Store
from pdinbox.staffing import Staffing, Who, duties_of, subject_of
from pdinbox.web.security import codes, keys
from pdinbox.web.security.passwords import normal
from pdinbox.web.security.rules import STEPS_WITHIN, VISITS, SignInRules

_LONGEST_AGENT: Final = 200
_FORGOTTEN_AFTER: Final = timedelta(days=1)
"""Longer than any lock."""


class Locked(Exception):
    """Too many tries: nothing is looked at until `until`."""

    def __init__(self, until: datetime) -> None:
        """`until` is UTC."""
        super().__init__(f"locked until {until:%H:%M} UTC")
        self.until = until


class Wrong(Exception):
    """That is not the person. The page says no more than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A request at the gate: when, from where, with which browser, under which id."""

    at: datetime
    address: str
    agent: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A session that has just begun, with the value of its cookie, which is kept nowhere."""

    session: Session
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Over the desk's accounts, by the rules of the site."""

    staffing: Staffing
    rules: SignInRules

    @property
    def store(self) -> Store:
        """Where accounts and sessions are kept."""
        return self.staffing.store

    def session(self, cookie: str, *, at: datetime) -> Session | None:
        """The session of that cookie at any stage; None where it is over or unknown."""
        return self.store.session_of(hash_of(cookie), at=at, idle=self.rules.idle) if cookie else None

    def visit(self, cookie: str, *, at: datetime) -> tuple[Session, Account] | None:
        """The same with the account that it is of; None also where nobody has said who they are yet."""
        return self.store.visit_of(hash_of(cookie), at=at, idle=self.rules.idle) if cookie else None

    def by_password(self, name: str, password: str, came: Came) -> tuple[Account, Factors]:
        """Who that is. Raises Locked and Wrong. Takes as long for a name that nobody has."""
        self.count(name, came)
        account = self.store.account_named(name.strip().lower())
        factors = self.store.factors(account.id) if account else Factors()
        is_right = self.staffing.passwords.matches(normal(password), factors.password.hash if factors.password else "")
        why_not = self._why_not(account, factors.password, came.at) if is_right else "wrong name or password"
        if account is None or why_not:
            raise self.failed(name, came, why_not)
        self.take_back(name, came)
        if factors.password and self.staffing.passwords.is_outdated(factors.password.hash):
            self.store.set_password(account.id, replace(factors.password, hash=self.staffing.passwords.hash(normal(password))))
        return account, factors

    def by_code(self, account: Account, code: str, came: Came) -> str:
        """The name of the way in ('code' or 'paper code') that this code is. Raises Locked and Wrong."""
        self.count(account.name, came)
        totp = self.store.factors(account.id).totp
        step = codes.step_of(totp.secret, code, at=came.at) if totp else None
        if step is not None and self.store.use_totp(account.id, step):
            self.take_back(account.name, came)
            return "code"
        if self.store.use_recovery(account.id, codes.digest_of(code)):
            self.take_back(account.name, came)
            self.note("recovery-code-used", account, came)
            return "paper code"
        raise self.failed(account.name, came, "a code that was used before" if step is not None else "wrong code")

    def by_key(self, account: Account, answer: str, *, challenge: str, party: keys.Party, came: Came) -> str:
        """The same for the answer of a security key."""
        self.count(account.name, came)
        try:
            key, count = keys.shown(answer, self.store.factors(account.id).keys, challenge=challenge, party=party)
        except keys.NoKey as wrong:
            raise self.failed(account.name, came, f"security key: {wrong}") from wrong
        if not self.store.use_key(key.id, count=count, at=came.at):
            raise self.failed(account.name, came, "security key: its counter did not rise, it may be a copy")
        self.take_back(account.name, came)
        return "key"

    def stage_after_password(self, factors: Factors) -> Stage:
        """What comes next for somebody whose password was right."""
        is_given = factors.password is not None and factors.password.expires_at is not None
        if is_given or (self.rules.second_required and not factors.has_second):
            return Stage.SETTING_UP
        return Stage.SECOND if factors.has_second else Stage.SIGNED_IN

    def begin(self, account: Account | None, came: Came, *, stage: Stage, method: str = "", facts: PAIRS = ()) -> Started:
        """A session for the steps before the last."""
        return self._start(account, came, stage=stage, method=method, facts=facts, lasts=STEPS_WITHIN)

    def finish(self, account: Account, came: Came, *, method: str, acr: str = "", before: Session | None = None) -> Started:
        """The session of somebody who is known now: always a new one, under a new id. Raises Wrong for a disabled account."""

        def note(_: Account, after: Account) -> AuditRow:
            who = replace(self._who(came), name=after.name, duties=duties_of(after.standing(came.at)))
            return self.staffing.row(who, "signed-in", account=after, after=(("method", method), *((("acr", acr),) if acr else ())))

        if before is not None:
            self.store.end_session(before.key)
        if self._why_not(account, None, came.at):
            raise self.failed(account.name, came, "the account is disabled")
        try:
            started = self._start(account, came, stage=Stage.SIGNED_IN, method=method, acr=acr, lasts=self.rules.overall)
        except Refused as wrong:
            raise Wrong from wrong
        self.store.change_account(account.id, lambda one: replace(one, used_at=came.at), note=note)
        self.store.forget_attempts(subject_of(account.name))
        self.store.sweep_sessions(came.at, idle=self.rules.idle)
        self.store.sweep_attempts(came.at - _FORGOTTEN_AFTER)
        return started

    def sign_out(self, session: Session, account: Account, came: Came) -> None:
        """End it."""
        self.store.end_session(session.key)
        self.note("signed-out", account, came, session=session.key)

    def set_password(self, account: Account, password: str, came: Came) -> None:
        """The account's own from now on."""
        made = Password(hash=self.staffing.passwords.hash(normal(password)), set_at=came.at)
        self.store.set_password(account.id, made)
        self.note("password-changed", account, came)

    def note(self, event: str, account: Account | None, came: Came, *, session: str = "", reason: str = "") -> None:
        """A row about what somebody did with their own account."""
        name, duties = (account.name, duties_of(account.standing(came.at))) if account else ("", "")
        who = Who(name=name, duties=duties, session=session, address=came.address, request=came.request)
        self.store.write_audit(self.staffing.row(who, event, account=account, reason=reason))

    def count(self, name: str, came: Came) -> None:
        """One more try from that address, at that account. Raises Locked where there were too many."""
        limits = ((f"address:{came.address}", self.rules.by_address), (subject_of(name), self.rules.by_account))
        self._count(limits, name, came)

    def count_visit(self, came: Came) -> None:
        """One more way to a provider begun from that address. Raises Locked where there were too many."""
        self._count(((f"visits:{came.address}", VISITS),), "", came)

    def _count(self, limits: tuple[tuple[str, Limit], ...], name: str, came: Came) -> None:
        for subject, limit in limits:
            until = self.store.begin_attempt(subject, at=came.at, limit=limit)
            if until is not None:
                if subject == subject_of(name):
                    # not for an address: nobody fills the log by going on
                    self._note_failure(name, came, f"locked until {until.isoformat()}", Outcome.REFUSED)
                raise Locked(until)

    def take_back(self, name: str, came: Came) -> None:
        """The try that was counted was none."""
        self.store.take_back(f"address:{came.address}")
        self.store.take_back(subject_of(name))

    def failed(self, name: str, came: Came, why: str) -> Exception:
        """Its row; where this was one too many, the lock's row too, and Locked instead of Wrong."""
        self._note_failure(name, came, why, Outcome.FAILED)
        if self.store.locked_until(f"address:{came.address}", at=came.at, limit=self.rules.by_address):
            self._note_failure(name, came, f"{self.rules.by_address.attempts} failures", Outcome.REFUSED, event="address-locked")
        until = self.store.locked_until(subject_of(name), at=came.at, limit=self.rules.by_account) if name else None
        if until is None:
            return Wrong(why)
        self._note_failure(name, came, f"{self.rules.by_account.attempts} failures", Outcome.REFUSED, event="account-locked")
        return Locked(until)

    def _note_failure(self, name: str, came: Came, why: str, outcome: Outcome, *, event: str = "sign-in-failed") -> None:
        """The name only where somebody has it: what people type there is at times their password."""
        account = self.store.account_named(name.strip().lower()) if name else None
        unknown = "" if account or not name else "a name that nobody has: "
        self.store.write_audit(self.staffing.row(self._who(came), event, account=account, outcome=outcome, reason=unknown + why))

    def _why_not(self, account: Account | None, password: Password | None, at: datetime) -> str:
        """Why somebody whose password is right does not come in, '' where they do."""
        if account is None or account.disabled_at is not None:
            return "the account is disabled"
        if password is not None and password.expires_at is not None and at >= password.expires_at:
            return "the password to be used once has run out"
        last = account.used_at or account.created_at
        if self.rules.idle_days and at >= last + timedelta(days=self.rules.idle_days):
            reason = f"not used for {self.rules.idle_days} days"
            self.staffing.disable(Who(name="desk"), account, reason=reason)
            return f"the account is disabled: {reason}"
        return ""

    def _start(
        self, account: Account | None, came: Came, *, stage: Stage, lasts: timedelta, method: str, acr: str = "", facts: PAIRS = ()
    ) -> Started:
        cookie = self.staffing.token()
        session = Session(
            key=hash_of(self.staffing.token())[:20],
            id_hash=hash_of(cookie),
            csrf=self.staffing.token(),
            created_at=came.at,
            seen_at=came.at,
            ends_at=came.at + lasts,
            account=account.id if account else "",
            stage=stage,
            method=method,
            acr=acr,
            address=came.address,
            agent=came.agent[:_LONGEST_AGENT],
            facts=facts,
        )
        self.store.start_session(session)
        return Started(session=session, cookie=cookie)

    def _who(self, came: Came) -> Who:
        return Who(name="", address=came.address, request=came.request)


def hash_of(cookie: str) -> str:
    """What is kept of a cookie's value."""
    return hashlib.sha256(cookie.encode("utf-8")).hexdigest()
