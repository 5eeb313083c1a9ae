"""What the sections of the settings are made of, and those about field offices and digests."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, model_validator

from pdinbox.model.domains import organisation
from pdinbox.section import Section
from pdinbox.sign_in_sections import OidcSection, ProxySection, SignInSection


def _is_address(text: str) -> str:
    local, at, domain = text.strip().lower().rpartition("@")
    if not (local and at and domain) or any(sign in text for sign in " \r\n<>,;"):
        raise ValueError("write a plain e-mail address such as pd@example.gov")
    return f"{local}@{domain}"


def _is_address_or_none(text: str) -> str:
    return _is_address(text) if text else ""


def _is_folder_or_bucket(text: str) -> str:
    """A folder, or `s3://bucket` with or without a prefix."""
    scheme, found, rest = text.partition("://")
    if not found:
        return text
    if scheme != "s3" or not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w.+=-]+)*/?", rest):
        raise ValueError("write a folder, or s3://bucket/prefix")
    return text.rstrip("/")


def _is_endpoint(text: str) -> str:
    if text and not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?(/[\w./-]*)?", text):
        raise ValueError('write the address of the S3 service such as https://s3.example.gov, or "" for Amazon')
    return text.rstrip("/")


def _is_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise ValueError("write an IANA time zone such as America/New_York") from wrong
    return text


def _is_own_domain(text: str) -> str:
    domain = text.strip().lower().removeprefix("@").strip(".")
    if not organisation(f"anybody@{domain}"):
        raise ValueError("write a domain of the agency's own such as example.gov; at a public provider anybody can have an address")
    return domain


EmailAddress = Annotated[str, AfterValidator(_is_address)]
MaybeAddress = Annotated[str, AfterValidator(_is_address_or_none)]
Zone = Annotated[str, AfterValidator(_is_zone)]
OwnDomain = Annotated[str, AfterValidator(_is_own_domain)]
ObjectsAddress = Annotated[str, AfterValidator(_is_folder_or_bucket)]
BUCKET: Final = "s3://"
OfficeCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Day = Literal["mon", "tue", "wed", "thu", "fri"]


class OfficeSection(Section):
    """One field office: where it is asked, who is told when it does not answer, and from which domains its people answer."""

    mailbox: MaybeAddress = ""
    supervisor: MaybeAddress = ""
    domains: tuple[OwnDomain, ...] = ()
    digest: bool = True
    """Whether it gets its daily digest; without a mailbox there is none in any case."""


class ReferralSection(Section):
    """How papers go to field offices. `large_packets` tells an office how it gets a packet that is too large to be attached."""

    require_tls: bool = True
    packet_octets: Annotated[int, Field(ge=100_000, le=40_000_000)] = 10_000_000
    large_packets: str = "Reply to this e-mail and ask for it; the desk hands it over by another way."


class DigestSection(Section):
    """When digests go out: business days of that office's calendar among `days`, from `hour` on by its own clock.

    `operator` gets the desk's; '' for none.
    """

    hour: Annotated[int, Field(ge=0, le=23)] = 7
    days: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")
    operator: MaybeAddress = ""


class HookSection(Section):
    """One system that is told what happens: where it is called, and the secret that its calls are signed with."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    url: Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
    secret_file: Path | None = None
    secret_env: str | None = None
    offices: tuple[OfficeCode, ...] = ()
    """Only inquiries of these; () for all."""
    restricted: bool = False
    events: tuple[str, ...] = ()
    ca_file: str = ""

    @model_validator(mode="after")
    def _is_safe(self) -> "HookSection":
        if (self.secret_file is None) == (self.secret_env is None):
            raise ValueError("choose one of secret_file and secret_env: every call is signed")
        if self.url.startswith("http://") and urlsplit(self.url).hostname not in {"127.0.0.1", "localhost", "::1"}:
            raise ValueError("url: write https://; http is for this machine alone")
        return self


class WebSection(Section):
    """The reviewer's pages: where they are served, and what stands on each.

    `address` is how browsers reach them ('https://desk.example.gov'), '' where that is `host` and `port` themselves. `proxies` are the
    addresses of reverse proxies whose X-Forwarded headers count. `test_hosts` are hosts that accessibility testers' scripts come from.
    `detained_first` are codes of the field offices whose queue puts the detained before all others.
    """

    enabled: bool = True
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8028
    address: str = ""
    proxies: tuple[str, ...] = ()
    environment: Literal["test", "production"] = "test"
    handling_notice: str = ""
    official_banner: Literal["off", "gov", "mil"] = "off"
    test_hosts: tuple[str, ...] = ()
    four_eyes: bool = False
    """Whether a change of rules or letters on the page is put in force by a second administrator."""
    hooks: tuple[HookSection, ...] = ()
    detained_first: tuple[str, ...] = ()
    socket: str = ""
    """A UNIX socket to listen at, in the place of `host` and `port`; '' for none."""
    sign_in: SignInSection = SignInSection()
    oidc: OidcSection | None = None
    proxy: ProxySection | None = None

    @model_validator(mode="after")
    def _has_one_way_in(self) -> "WebSection":
        if self.proxy and self.oidc:
            raise ValueError("proxy: where a gateway signs people in there is no other way; take [web.oidc] or [web.proxy] out")
        if self.proxy and not (self.proxy.trusted_proxies or self.socket):
            raise ValueError("proxy.trusted_proxies: name the gateway's addresses, or listen at a socket: anybody could write the header")
        if not (self.sign_in.local or self.oidc or self.proxy):
            raise ValueError("sign_in.local: nobody could sign in; set [web.oidc] or [web.proxy]")
        return self

    @model_validator(mode="after")
    def _is_safe(self) -> "WebSection":
        host = urlsplit(self.address).hostname or ""
        if self.address and (self.address.rstrip("/") != self.address or not self.address.startswith(("http://", "https://")) or not host):
            raise ValueError("address: write how browsers reach the pages, such as https://desk.example.gov, without a path")
        if self.official_banner != "off" and not (self.address.startswith("https://") and host.endswith(f".{self.official_banner}")):
            raise ValueError(f"official_banner: on https pages of a .{self.official_banner} host only; set address, or leave it off")
        if self.environment == "production" and self.test_hosts:
            raise ValueError("test_hosts: scripts of other hosts never run in production; empty it")
        if self.environment == "production" and not self.address.startswith("https://"):
            raise ValueError('address: in production the pages are reached by https; set address = "https://…"')
        return self


class PicturesSection(Section):
    """How much of a mail's papers is drawn when it comes in; every other page is drawn when a person asks for it."""

    most_pages: Annotated[int, Field(ge=0, le=500)] = 40
    first_pages: Annotated[int, Field(ge=0, le=500)] = 3
    dpi: Annotated[float, Field(ge=72, le=300)] = 132


class EngineSection(Section):
    """How several hosts share the work, on PostgreSQL: see docs/engine.md. On a SQLite file nothing of it is used.

    A process gives a sign of life each `heartbeat_seconds` and counts as dead after `stalled_seconds` without one: then others take over
    what it had in hand. A mailbox is polled by another host `lease_seconds` after the one that polled it was heard of last.
    Each `sweep_seconds` a job is made for every row that has none; `sweep = false` is for tests of exactly that.
    """

    heartbeat_seconds: Annotated[float, Field(ge=0.5, le=60)] = 3
    stalled_seconds: Annotated[float, Field(ge=2, le=600)] = 12
    lease_seconds: Annotated[float, Field(ge=2, le=600)] = 30
    sweep_seconds: Annotated[float, Field(ge=1, le=3600)] = 30
    sweep: bool = True

    @model_validator(mode="after")
    def _signs_come_in_time(self) -> "EngineSection":
        if min(self.stalled_seconds, self.lease_seconds) < 3 * self.heartbeat_seconds:
            raise ValueError(
                "stalled_seconds and lease_seconds are at least three times heartbeat_seconds, so that a late sign kills nobody"
            )
        return self


class S3Section(Section):
    """The bucket of `objects = "s3://…"`: who asks, and how much of it is kept near.

    Without `access_key_id` the usual variables of the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or the machine's role count.
    """

    endpoint: Annotated[str, AfterValidator(_is_endpoint)] = ""
    region: str = "us-east-1"
    access_key_id: str = ""
    secret_access_key: SecretStr | None = None
    secret_access_key_file: Path | None = None
    secret_access_key_env: str | None = None
    ca_file: Path | None = None
    near: Path = Path("var/objects-near")
    """The local folder with what was used last."""
    near_octets: Annotated[int, Field(ge=100_000_000)] = 2_000_000_000
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30

    @model_validator(mode="after")
    def _has_a_secret(self) -> "S3Section":
        given = [name for name in ("secret_access_key", "secret_access_key_file", "secret_access_key_env") if getattr(self, name)]
        if len(given) > 1:
            raise ValueError(f"choose one of secret_access_key_file, secret_access_key_env; given are {', '.join(given)}")
        if bool(given) != bool(self.access_key_id):
            raise ValueError("access_key_id and its secret (secret_access_key_file or secret_access_key_env) go together")
        return self
