"""The memory doubles of `staff_ports.Sessions` and `Attempts`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.sign_in import Limit, Session
from pdinbox.model.staff import Account
from pdinbox.ports import Refused


class MemorySessions:
    """Visits, by the hash of their cookie."""

    _memory: Memory

    def start_session(self, session: Session) -> None:
        """A new one. Raises Refused where its account is disabled or not there."""
        with self._memory.lock:
            account = self._memory.accounts.get(session.account)
            if session.account and (account is None or account.disabled_at is not None):
                raise Refused("the account is disabled")
            self._memory.sessions[session.key] = session

    def session_of(self, id_hash: str, *, at: datetime, idle: timedelta) -> Session | None:
        """The session of that cookie; None where it is over or unknown."""
        with self._memory.lock:
            found = (one for one in self._memory.sessions.values() if _is_of(one, id_hash, at=at) and not one.is_over(at, idle=idle))
            return next(found, None)

    def visit_of(self, id_hash: str, *, at: datetime, idle: timedelta) -> tuple[Session, Account] | None:
        """The same with its account; None also where nobody has said who they are yet."""
        with self._memory.lock:
            found = self.session_of(id_hash, at=at, idle=idle)
            return (found, self._memory.accounts[found.account]) if found and found.account else None

    def touch_session(self, key: str, at: datetime) -> None:
        """There was activity."""
        with self._memory.lock:
            self._change_session(key, lambda one: replace(one, seen_at=max(at, one.seen_at)))

    def remember(self, key: str, facts: tuple[tuple[str, str], ...]) -> None:
        """What the sign-in must remember, in the place of what it did."""
        with self._memory.lock:
            self._change_session(key, lambda one: replace(one, facts=facts))

    def renew_session(self, key: str, *, id_hash: str, former_until: datetime) -> bool:
        """Give it a new id; the old one is good until then."""
        with self._memory.lock:
            known = self._memory.sessions.get(key)
            if known is None or not known.renews:
                return False
            renewed = replace(known, id_hash=id_hash, renews=False, former_hash=known.id_hash, former_until=former_until)
            self._memory.sessions[key] = renewed
            return True

    def end_session(self, key: str) -> bool:
        """End it; False where it is not there."""
        with self._memory.lock:
            return self._memory.sessions.pop(key, None) is not None

    def end_sessions(self, account: str, *, but: str = "") -> int:
        """End all of that account but the one of that key. Returns how many."""
        with self._memory.lock:
            return self._drop_sessions(lambda one: one.account == account and one.key != but)

    def sessions_of(self, account: str, *, at: datetime, idle: timedelta) -> tuple[Session, ...]:
        """Those of that account that are not over, the last used first."""
        with self._memory.lock:
            own = [one for one in self._memory.sessions.values() if account and one.account == account and not one.is_over(at, idle=idle)]
        return tuple(sorted(sorted(own, key=lambda one: one.key), key=lambda one: one.seen_at, reverse=True))

    def sweep_sessions(self, at: datetime, *, idle: timedelta) -> int:
        """Forget those that are over. Returns how many."""
        with self._memory.lock:
            return self._drop_sessions(lambda one: one.is_over(at, idle=idle))

    def _change_session(self, key: str, change: Callable[[Session], Session]) -> None:
        if key in self._memory.sessions:
            self._memory.sessions[key] = change(self._memory.sessions[key])

    def _drop_sessions(self, goes: Callable[[Session], bool]) -> int:
        gone = [one.key for one in self._memory.sessions.values() if goes(one)]
        for key in gone:
            del self._memory.sessions[key]
        return len(gone)


class MemoryAttempts:
    """How often somebody tried."""

    _memory: Memory

    def begin_attempt(self, subject: str, *, at: datetime, limit: Limit) -> datetime | None:
        """Count one more attempt before it is looked at; until when a lock stands, where one does."""
        with self._memory.lock:
            times = self._memory.attempts.get(subject, ())
            until = limit.lock_after(times, at=at)
            if until is None:
                self._memory.attempts[subject] = limit.with_one_more(times, at=at)
            return until

    def locked_until(self, subject: str, *, at: datetime, limit: Limit) -> datetime | None:
        """Whether a lock stands, without counting."""
        with self._memory.lock:
            return limit.lock_after(self._memory.attempts.get(subject, ()), at=at)

    def take_back(self, subject: str) -> None:
        """The last attempt was no failure."""
        with self._memory.lock:
            self._memory.attempts[subject] = self._memory.attempts.get(subject, ())[:-1]

    def forget_attempts(self, subject: str) -> None:
        """It begins at none again."""
        with self._memory.lock:
            self._memory.attempts.pop(subject, None)

    def sweep_attempts(self, before: datetime) -> int:
        """Forget subjects whose last attempt is older. Returns how many."""
        with self._memory.lock:
            old = [subject for subject, times in self._memory.attempts.items() if not times or times[-1] < before]
            for subject in old:
                del self._memory.attempts[subject]
            return len(old)


def _is_of(session: Session, id_hash: str, *, at: datetime) -> bool:
    if session.id_hash == id_hash:
        return True
    return bool(id_hash) and session.former_hash == id_hash and session.former_until is not None and at < session.former_until
