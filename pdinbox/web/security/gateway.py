"""Where the agency's gateway signs people in (PIV, SAML): a header that names the person, believed from the gateway's own address only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from pdinbox.model.staff import Account

ISSUER = "proxy"
"""The issuer of accounts that a gateway names."""


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """`header` names the person. It is believed from peers in `trusted` (addresses or networks), or over a UNIX socket."""

    header: str
    trusted: tuple[str, ...] = ()
    by_socket: bool = False

    @cached_property
    def _networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(one, strict=False) for one in self.trusted)

    def trusts(self, peer: str) -> bool:
        """Whether the gateway speaks from that address; '' is a UNIX socket."""
        if not peer:
            return self.by_socket
        try:
            found = ip_address(peer)
        except ValueError:
            return False
        return any(found in network for network in self._networks)

    def person(self, headers: Mapping[str, str]) -> str:
        """Whom the request is from, '' for nobody. The headers have come through `OnlyFromGateway`."""
        return headers.get(self.header.lower(), "").strip()

    def names(self, account: Account, headers: Mapping[str, str]) -> bool:
        """Whether the gateway says that this request is from that person."""
        person = self.person(headers)
        return bool(person) and (account.issuer, account.subject) == (ISSUER, person)


@dataclass
class OnlyFromGateway:
    """In front of everything that reads headers or rewrites addresses: the header of any other peer, or more than one, is dropped."""

    app: ASGIApp
    gateway: Gateway
    _name: bytes = field(init=False)

    def __post_init__(self) -> None:
        """The name as it stands in a request."""
        self._name = self.gateway.header.lower().encode("latin-1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without what is not believed."""
        if scope["type"] in {"http", "websocket"}:
            # servers write '_' for '-' in some protocols: both spellings are one name
            said = [value for name, value in scope["headers"] if name.lower().replace(b"_", b"-") == self._name.replace(b"_", b"-")]
            peer = scope["client"][0] if scope.get("client") else ""
            kept = [(name, value) for name, value in scope["headers"] if name.lower().replace(b"_", b"-") != self._name.replace(b"_", b"-")]
            if len(said) == 1 and self.gateway.trusts(peer):
                kept.append((self._name, said[0]))
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, send)
