"""Tokens by msal over a double of its HTTP client: what is sent, what is kept, and what is said when none comes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pdinbox.adapters.oauth import ClientCredentials, MsalTokens, RefreshToken
from pdinbox.ports import Refused, Unavailable

AUTHORITY = "https://login.example.test/tenant"


@dataclass
class Response:
    status_code: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise ValueError(self.status_code)


@dataclass
class Provider:
    """An identity provider: the answers to come, and what it was asked."""

    answers: list[dict[str, Any] | OSError]
    asked: list[dict[str, Any]] = field(default_factory=list)

    def get(self, url: str, **_: Any) -> Response:
        known = {"authorization_endpoint": f"{AUTHORITY}/a", "token_endpoint": f"{AUTHORITY}/t", "issuer": AUTHORITY}
        return Response(200, json.dumps(known))

    def post(self, url: str, data: dict[str, Any] | None = None, **_: Any) -> Response:
        self.asked.append(dict(data or {}))
        answer = self.answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return Response(400 if "error" in answer else 200, json.dumps(answer))

    def close(self) -> None:
        """Nothing is open."""


def a_token(name: str, **more: Any) -> dict[str, Any]:
    return {"token_type": "Bearer", "access_token": name, "expires_in": 1000, **more}


def credentials() -> ClientCredentials:
    return ClientCredentials(authority=AUTHORITY, client_id="desk", client_secret="hunter2", scope="https://mail.example.test/.default")


class Watch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_token_is_asked_for_once_and_renewed_after_three_quarters_of_its_life() -> None:
    provider, watch = Provider([a_token("one"), a_token("two")]), Watch()
    tokens = MsalTokens(credentials(), http=provider, elapsed=watch)
    assert [tokens.token(), tokens.token()] == ["one", "one"]
    watch.seconds = 740
    assert tokens.token() == "one"
    watch.seconds = 760
    assert tokens.token() == "two"
    assert [asked["grant_type"] for asked in provider.asked] == ["client_credentials"] * 2
    assert provider.asked[0]["scope"] == "https://mail.example.test/.default"


def test_a_token_that_is_still_good_outlives_a_provider_that_is_away() -> None:
    provider, watch = Provider([a_token("one"), OSError("down"), {"error": "temporarily_unavailable"}, OSError("down")]), Watch()
    tokens = MsalTokens(credentials(), http=provider, elapsed=watch)
    assert tokens.token() == "one"
    watch.seconds = 800
    assert tokens.token() == "one"
    assert tokens.token() == "one"
    watch.seconds = 1001
    with pytest.raises(Unavailable):
        tokens.token()


def test_a_fresh_token_is_really_fresh() -> None:
    tokens = MsalTokens(credentials(), http=Provider([a_token("one"), a_token("two")]), elapsed=Watch())
    assert [tokens.token(), tokens.token(fresh=True), tokens.token()] == ["one", "two", "two"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"error": "invalid_client", "error_description": "bad secret hunter2"}, Refused),
        ({"error": "invalid_grant"}, Refused),
        ({"error": "server_error"}, Unavailable),
        (OSError("no route"), Unavailable),
    ],
)
def test_no_token_is_refused_or_unavailable_and_no_secret_is_told(answer: dict[str, Any] | OSError, error: type[Exception]) -> None:
    with pytest.raises(error) as told:
        MsalTokens(credentials(), http=Provider([answer]), elapsed=Watch()).token()
    assert "hunter2" not in str(told.value)
    assert "hunter2" not in repr(credentials())


def test_an_authority_that_is_none_is_refused() -> None:
    wrong = ClientCredentials(authority="nowhere", client_id="desk", client_secret="x", scope="s")
    with pytest.raises(Refused):
        MsalTokens(wrong, http=Provider([])).token()


def test_a_rotated_refresh_token_is_in_the_file_before_it_is_needed(tmp_path: Path) -> None:
    file = tmp_path / "refresh"
    file.write_text("first\n")
    file.chmod(0o600)
    grant = RefreshToken(authority=AUTHORITY, client_id="desk", scope="https://mail.example.test/IMAP", file=file)
    provider = Provider([a_token("one", refresh_token="second"), a_token("two"), a_token("three", refresh_token="third")])
    tokens = MsalTokens(grant, http=provider, elapsed=Watch())
    assert tokens.token() == "one"
    assert file.read_text().strip() == "second"
    assert file.stat().st_mode & 0o777 == 0o600
    tokens.token(fresh=True)
    tokens.token(fresh=True)
    assert [asked["refresh_token"] for asked in provider.asked] == ["first", "second", "second"]
    assert file.read_text().strip() == "third"
    assert [path.name for path in tmp_path.iterdir()] == ["refresh"]


def test_a_refresh_token_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    grant = RefreshToken(authority=AUTHORITY, client_id="desk", scope="s", file=tmp_path / "none")
    with pytest.raises(Refused, match="file"):
        MsalTokens(grant, http=Provider([])).token()
