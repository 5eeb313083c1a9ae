"""Single sign-on by OpenID Connect: code flow with PKCE (S256), nonce and state; the token's signature, issuer, audience, time and acr.

Who somebody is, is issuer and subject together, never an e-mail address.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.common.security import generate_token  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from authlib.oauth2.rfc7523 import PrivateKeyJWT  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from pdinbox.model.sign_in import PAIRS, Session
from pdinbox.ports import Unavailable

_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Of asymmetric signatures only: 'none' and shared secrets are no proof."""
_PATIENCE: Final = 10
"""Seconds for each of the provider's answers."""
_LEEWAY: Final = 60
_ASKED: Final = ("state", "nonce", "verifier")


class NotProven(Exception):
    """The provider's answer proves nothing. The text says why, for the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who the provider says it is. `groups` are as it names them."""

    issuer: str
    subject: str
    acr: str = ""
    name: str = ""
    shown_name: str = ""
    email: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One identity provider, as this site is registered there. With `key` (PEM) the desk signs (`private_key_jwt`), else `secret` is sent.

    `acr_values` are asked for; with `accepted_acr` only these come in. `groups_claim` names the claim that lists groups, '' for none.
    """

    issuer: str
    client_id: str
    secret: str = ""
    key: str = ""
    key_id: str = ""
    scope: str = "openid email profile"
    acr_values: str = ""
    accepted_acr: tuple[str, ...] = ()
    groups_claim: str = ""
    ca_file: str = ""

    def begin(self, back: str) -> tuple[str, PAIRS]:
        """Where to send the browser, and what the session remembers until it comes `back`. Raises Unavailable."""
        facts = tuple((name, str(generate_token(48))) for name in _ASKED)
        told = dict(facts)
        asked = {"acr_values": self.acr_values} if self.acr_values else {}
        with self._client(back) as client:
            url, _ = client.create_authorization_url(
                self._found["authorization_endpoint"], state=told["state"], code_verifier=told["verifier"], nonce=told["nonce"], **asked
            )
        return str(url), facts

    def person(self, answer: Mapping[str, str], *, session: Session, back: str, at: datetime) -> Person:
        """Who came back with that answer. Raises NotProven, and Unavailable where the provider does not answer."""
        if not hmac.compare_digest(answer.get("state", "").encode(), session.fact("state").encode()) or not session.fact("state"):
            raise NotProven("the answer belongs to another sign-in (state)")
        if "code" not in answer:
            raise NotProven(f"the provider refused: {answer.get('error', 'no code')}")
        if answer.get("iss", self.issuer) != self.issuer:
            raise NotProven("the answer is from another provider (iss)")
        try:
            with self._client(back) as client:
                given = client.fetch_token(
                    self._found["token_endpoint"], code=answer["code"], code_verifier=session.fact("verifier"), **self._manner
                )
                claims = self._claims(str(given.get("id_token", "")), nonce=session.fact("nonce"), at=at)
                more = self._more(client, claims)
        except requests.RequestException as wrong:
            raise Unavailable("the identity provider does not answer") from wrong
        except (AuthlibBaseError, JoseError, ValueError, KeyError) as wrong:
            raise NotProven(f"{type(wrong).__name__}: {wrong}") from wrong
        return self._person_of({**more, **claims})

    def leave(self, back: str) -> str:
        """Where the provider ends its own session, '' where it has no such place."""
        end = str(self._found.get("end_session_endpoint", ""))
        return f"{end}?{urlencode({'client_id': self.client_id, 'post_logout_redirect_uri': back})}" if end else ""

    def _claims(self, token: str, *, nonce: str, at: datetime) -> dict[str, Any]:
        found = jwt.decode(token, self._keys(), algorithms=_ALGORITHMS)
        claims: dict[str, Any] = found.claims
        registry = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            sub={"essential": True},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(claims)
        if claims.get("azp", self.client_id) != self.client_id:
            raise NotProven("the token is for another client (azp)")
        if self.accepted_acr and claims.get("acr") not in self.accepted_acr:
            raise NotProven(f"signed in by other means than this site accepts (acr {claims.get('acr', 'none')!r})")
        return claims

    def _more(self, client: OAuth2Session, claims: Mapping[str, Any]) -> dict[str, Any]:
        """What only the provider's user page tells. Of another person it is no proof."""
        wanted = {"email", *([self.groups_claim] if self.groups_claim else [])}
        if wanted <= claims.keys() or "userinfo_endpoint" not in self._found:
            return {}
        answer = client.get(self._found["userinfo_endpoint"], **self._manner)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        if told.get("sub") != claims["sub"]:
            raise NotProven("the provider tells of another person (userinfo)")
        return told

    def _person_of(self, claims: Mapping[str, Any]) -> Person:
        groups = claims.get(self.groups_claim, ()) if self.groups_claim else ()
        email = str(claims.get("email", ""))
        return Person(
            issuer=self.issuer,
            subject=str(claims["sub"]),
            acr=str(claims.get("acr", "")),
            name=str(claims.get("preferred_username", "")) or email.partition("@")[0],
            shown_name=str(claims.get("name", "")),
            email=email,
            groups=(groups,) if isinstance(groups, str) else tuple(str(one) for one in groups),
        )

    def _client(self, back: str) -> OAuth2Session:
        client = OAuth2Session(
            self.client_id,
            self._signing_key if self.key else self.secret,
            token_endpoint_auth_method="private_key_jwt" if self.key else "client_secret_basic",
            scope=self.scope,
            redirect_uri=back,
            code_challenge_method="S256",
        )
        if self.key:
            header = {"kid": self.key_id} if self.key_id else None
            algorithm = "ES256" if isinstance(self._signing_key, ECKey) else "RS256"
            client.register_client_auth_method(PrivateKeyJWT(self._found["token_endpoint"], headers=header, alg=algorithm))
        return client

    @property
    def _manner(self) -> dict[str, Any]:
        """How each request is made. Said each time: what a session is told loses against the environment's own certificates."""
        return {"timeout": _PATIENCE, "verify": self.ca_file or True}

    @cached_property
    def _signing_key(self) -> RSAKey | ECKey:
        try:
            return RSAKey.import_key(self.key)
        except (JoseError, ValueError, TypeError):
            return ECKey.import_key(self.key)

    @cached_property
    def _found(self) -> Mapping[str, Any]:
        """What the provider says of itself; kept once it was found."""
        told: Mapping[str, Any] = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.issuer:
            raise Unavailable("the identity provider says that it is another one (issuer)")
        return told

    def _keys(self) -> KeySet:
        return KeySet.import_key_set(self._get(str(self._found["jwks_uri"])))

    def _get(self, url: str) -> Any:
        try:
            answer = requests.get(url, timeout=_PATIENCE, verify=self.ca_file or True)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as wrong:
            raise Unavailable("the identity provider does not answer") from wrong
