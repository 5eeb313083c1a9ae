"""Access tokens for XOAUTH2, for IMAP and SMTP alike: client credentials, or a refresh token whose every rotation is written back.

The only module that imports msal, and only when a token is asked for: it takes 9 MB. A token is asked for anew after three quarters of its
life; while the old one is still good, an identity provider that is away for a moment is no trouble.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pdinbox.ports import Refused, Unavailable

_RENEW_AT = 0.75
_TIMEOUT = 20.0
"""Seconds; msal itself would wait for ever."""
_PASSING = frozenset({"temporarily_unavailable", "server_error", "timeout", "request_timeout", "interaction_in_progress"})
_NEVER_LOGGED_HINT = "check client_id, secret, scope and authority, and that consent is given"


class TokenSource(Protocol):
    """Where access tokens come from."""

    def token(self, *, fresh: bool = False) -> str:
        """An access token that is good now; `fresh` asks for a new one even so. Raises Unavailable, or Refused when a person must act."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedToken:
    """A token somebody else keeps fresh (tests, or a token put in the environment)."""

    value: str = field(repr=False)

    def token(self, *, fresh: bool = False) -> str:  # noqa: ARG002  there is no other one to ask for
        """That token."""
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """The desk's own identity at the provider. `authority` is the tenant's address, `scope` ends in '/.default'."""

    authority: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str

    def acquire(self, http: Any) -> Mapping[str, Any]:
        """Ask the provider. `http` is msal's `http_client`, None for its own."""
        import msal  # type: ignore[import-untyped]

        application = msal.ConfidentialClientApplication(
            self.client_id,
            client_credential=self.client_secret,
            authority=self.authority,
            http_client=http,
            instance_discovery=False,
            timeout=_TIMEOUT,
        )
        answer: Mapping[str, Any] = application.acquire_token_for_client(scopes=[self.scope])
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """A person's consent, kept in a file readable for the desk's user only. A rotated token is in the file before it is used."""

    authority: str
    client_id: str
    scope: str
    file: Path

    def acquire(self, http: Any) -> Mapping[str, Any]:
        """Ask the provider, and write back the token it gives for the next time. Raises OSError when the file fails."""
        import msal

        application = msal.PublicClientApplication(
            self.client_id, authority=self.authority, http_client=http, instance_discovery=False, timeout=_TIMEOUT
        )
        before = self.file.read_text(encoding="ascii").strip()
        answer: Mapping[str, Any] = application.acquire_token_by_refresh_token(before, scopes=[self.scope])
        after = answer.get("refresh_token")
        if after and after != before:
            _replace(self.file, str(after))
        return answer


class MsalTokens:
    """A TokenSource over one grant; may be shared by threads and by several connections."""

    def __init__(self, grant: ClientCredentials | RefreshToken, *, http: Any = None, elapsed: Callable[[], float] = time.monotonic) -> None:
        """`elapsed` counts seconds; nothing is asked of the provider before the first `token`."""
        self._grant = grant
        self._http = http
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0
        self._ends_at = 0.0

    def token(self, *, fresh: bool = False) -> str:
        """As TokenSource says."""
        with self._lock:
            now = self._elapsed()
            if self._token and not fresh and now < self._renew_at:
                return self._token
            try:
                self._renew(now)
            except Unavailable:
                if fresh or now >= self._ends_at:
                    raise
            return self._token

    def _renew(self, now: float) -> None:
        answer = self._ask()
        life = float(answer.get("expires_in", 0))
        self._token = str(answer["access_token"])
        self._renew_at = now + life * _RENEW_AT
        self._ends_at = now + life

    def _ask(self) -> Mapping[str, Any]:
        try:
            answer = self._grant.acquire(self._http)
        except (FileNotFoundError, PermissionError) as wrong:
            raise Refused("the refresh token's file can not be read and written; give consent anew, and put the token there") from wrong
        except OSError as away:
            raise Unavailable(f"the identity provider can not be reached, or the token not be written ({type(away).__name__})") from away
        except (ValueError, KeyError, TypeError) as wrong:
            raise Refused(f"the identity provider's settings can not be used ({type(wrong).__name__}); {_NEVER_LOGGED_HINT}") from wrong
        if "access_token" in answer:
            return answer
        error = str(answer.get("error", "no_token"))
        if error in _PASSING:
            raise Unavailable(f"the identity provider asks to try later ({error})")
        raise Refused(f"the identity provider gives no token ({error}); {_NEVER_LOGGED_HINT}")


def _replace(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(text + "\n")
        target.flush()
        os.fsync(target.fileno())
    Path(name).replace(file)
