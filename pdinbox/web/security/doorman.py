"""Knows by its cookie who asks: the session, the account with its duties of now, and a new id where they have changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pdinbox.model.sign_in import Session, Stage
from pdinbox.web.security.gate import Gate, hash_of
from pdinbox.web.security.gateway import Gateway
from pdinbox.web.security.rules import RENEWED_FOR
from pdinbox.web.site import Visitor

_NOTED_EVERY: Final = timedelta(seconds=20)
"""Activity is written down at most so often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDoorman:
    """`site.Doorman` over the sessions in the store."""

    gate: Gate
    gateway: Gateway | None = None
    """Where a gateway signs people in, a session is good only for the person that it names with each request."""

    def visitor(self, cookie: str, *, headers: Mapping[str, str], at: datetime, active: bool) -> Visitor | None:
        """Whose session the cookie names; None for nobody's, one that is over, or one whose sign-in is not at its end."""
        found = self.gate.visit(cookie, at=at)
        if found is None:
            return None
        session, account = found
        if session.stage is not Stage.SIGNED_IN or account.disabled_at is not None:
            return None
        if self.gateway is not None and not self.gateway.names(account, headers):
            self.gate.store.end_session(session.key)
            return None
        if active and at >= session.seen_at + _NOTED_EVERY:
            self.gate.store.touch_session(session.key, at)
        return Visitor(
            account=account.standing(at),
            session=session.key,
            secret=session.csrf.encode("ascii"),
            idle_until=(at if active else session.seen_at) + self.gate.rules.idle,
            ends_at=session.ends_at,
            cookie=self._renewed(session, cookie, at=at),
        )

    def _renewed(self, session: Session, cookie: str, *, at: datetime) -> str:
        """The new value of the cookie, '' where it stays."""
        if not session.renews or session.id_hash != hash_of(cookie):
            return ""
        new = self.gate.staffing.token()
        return new if self.gate.store.renew_session(session.key, id_hash=hash_of(new), former_until=at + RENEWED_FOR) else ""
