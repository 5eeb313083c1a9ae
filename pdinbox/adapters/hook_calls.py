"""HTTPS calls to other systems: no redirect is followed, nothing of the answer is kept but its status."""

from collections.abc import Mapping
from typing import Final

import httpx

PATIENCE: Final = 10.0
"""Seconds for one call."""


class HttpCaller:
    """`api_ports.Caller` over HTTP. One connection is kept for the calls that follow."""

    def __init__(self, *, ca_file: str = "") -> None:
        """`ca_file` holds the certificates that are trusted beside the system's, '' for none."""
        self._client = httpx.Client(timeout=PATIENCE, follow_redirects=False, verify=ca_file or True)

    def call(self, url: str, body: bytes, headers: Mapping[str, str]) -> str:
        """Post it; '' where the system took it, else why not."""
        try:
            answer = self._client.post(url, content=body, headers=dict(headers))
        except (httpx.HTTPError, httpx.InvalidURL) as wrong:
            return f"not reached: {type(wrong).__name__}"
        return "" if answer.is_success else f"answered {answer.status_code}"

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()
