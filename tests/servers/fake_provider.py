"""An identity provider on loopback over TLS that speaks OpenID Connect as it should, until a test tells it to lie.

It checks what a real one checks: the client's proof (secret, or a signed assertion), the redirect address, PKCE, a code used once.
`lies` changes claims of the token it signs; `signs_with` is another key than the one it publishes.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.servers.certificate import make_certificate

CLIENT, SECRET = "pdinbox-desk", "a secret that both know"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class FakeProvider:
    """`person` are the claims about whoever signs in; `told` are further ones that only the user page tells. `now` is its clock."""

    ca_file: Path
    port: int = 0
    now: Callable[[], float] = time.time
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "4711", "acr": "ial2", "email": "m.reyes@ero.example.gov"})
    told: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    client_key: RSAKey | ECKey | None = None
    """The client's public key, where it signs; else it must know the secret."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | OctKey | None = None
    algorithm: str = "RS256"
    asked: list[Mapping[str, str]] = field(default_factory=list)
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def configuration(self) -> dict[str, Any]:
        """What it says of itself."""
        places = {name: f"{self.issuer}/{path}" for name, path in _PLACES.items()}
        return {"issuer": self.issuer, **places}

    def authorize(self, query: Mapping[str, str]) -> str:
        """The person agrees at once: where the browser goes back to."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state'], 'iss': self.issuer})}"

    def token(self, form: Mapping[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for that code; None, with the reason in `refused`, where anything is wrong."""
        asked = self.codes.pop(form.get("code", ""), None)
        wrong = "code" if asked is None else self._wrong(form, asked, authorization)
        if asked is None or wrong:
            self.refused.append(wrong)
            return None
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": int(self.now()), "exp": int(self.now()) + 300, "nonce": asked["nonce"]}
        claims |= self.person | self.lies
        header = {"alg": self.algorithm, "kid": "one"}
        signed = jwt.encode(header, {name: value for name, value in claims.items() if value is not None}, self.signs_with or self.key,
                            algorithms=["RS256", "HS256"])  # fmt: skip
        return {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def _wrong(self, form: Mapping[str, str], asked: Mapping[str, str], authorization: str) -> str:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked.get("code_challenge_method") != "S256" or asked.get("code_challenge") != challenge:
            return "pkce"
        if form.get("redirect_uri") != asked["redirect_uri"] or form.get("grant_type") != "authorization_code":
            return "redirect"
        if self.client_key is None:
            known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            return "" if authorization == f"Basic {known}" else "secret"
        return self._wrong_assertion(form)

    def _wrong_assertion(self, form: Mapping[str, str]) -> str:
        if form.get("client_assertion_type") != ASSERTION:
            return "assertion type"
        try:
            claims = jwt.decode(form["client_assertion"], self.client_key, algorithms=["RS256", "ES256"]).claims
        except JoseError:
            return "assertion"
        is_good = claims["iss"] == claims["sub"] == CLIENT and claims["aud"] == f"{self.issuer}/token" and claims["exp"] > time.time()
        return "" if is_good and claims.get("jti") else "assertion"


_PLACES = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys", "userinfo_endpoint": "person"}


class _Handler(BaseHTTPRequestHandler):
    provider: FakeProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/.well-known/openid-configuration":
                self._say(200, self.provider.configuration())
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", self.provider.authorize(query))
                self.end_headers()
            case "/keys":
                self._say(200, {"keys": [self.provider.key.as_dict(private=False)]})
            case "/person" if self.headers.get("Authorization") == "Bearer access":
                self._say(200, {"sub": self.provider.person["sub"], **self.provider.told})
            case _:
                self._say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        told = self.provider.token(form, self.headers.get("Authorization", ""))
        self._say(200, told) if told else self._say(400, {"error": "invalid_grant"})

    def _say(self, status: int, told: Mapping[str, Any]) -> None:
        octets = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def fake_provider(folder: Path, *, now: Callable[[], float]) -> Iterator[FakeProvider]:
    """Until the block ends."""
    certificate, context = make_certificate(folder)
    provider = FakeProvider(ca_file=certificate, now=now)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    provider.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, name="provider", daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
