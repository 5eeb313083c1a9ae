"""The sections about who comes in: `[web.sign_in]`, `[web.oidc]`, `[web.proxy]`."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, model_validator

from pdinbox.ports import Refused
from pdinbox.section import Section
from pdinbox.staffing import read_grant

_BY_HAND = frozenset({"office_admin", "system_admin"})


def _is_group_duty(text: str) -> str:
    try:
        grant = read_grant(text)
    except Refused as wrong:
        raise ValueError(str(wrong)) from wrong
    if grant.duty.value in _BY_HAND:
        raise ValueError(f"{grant.duty.value} is given by an administrator, never by a group")
    return text


def _is_network(text: str) -> str:
    try:
        network = ip_network(text, strict=False)
    except ValueError as wrong:
        raise ValueError(f"{text}: write an address or a network such as 10.1.2.3 or 10.1.2.0/28") from wrong
    if network.prefixlen == 0:
        raise ValueError(f"{text} is every address there is: name the gateway's own")
    return text


GroupDuty = Annotated[str, AfterValidator(_is_group_duty)]
PeerNetwork = Annotated[str, AfterValidator(_is_network)]


class SignInSection(Section):
    """How people sign in at the desk, and when a session ends. Times may be set shorter, never longer.

    `notice` is the system-use notice before the sign-in. `second_factor`: 'optional' asks for passwords of 15 characters instead of 8.
    """

    notice: str = ""
    local: bool = True
    second_factor: Literal["required", "optional"] = "required"
    idle_minutes: Annotated[int, Field(ge=1, le=15)] = 15
    overall_hours: Annotated[float, Field(gt=0, le=12)] = 12
    failures: Annotated[int, Field(ge=1, le=3)] = 3
    failures_by_address: Annotated[int, Field(ge=3, le=1000)] = 30
    lock_minutes: Annotated[int, Field(ge=15, le=1440)] = 15
    disable_after_idle_days: Annotated[int, Field(ge=0, le=90)] = 35
    break_glass_hours: Annotated[int, Field(ge=1, le=24)] = 8


class OidcSection(Section):
    """One identity provider. With `private_key_file` the desk signs (`private_key_jwt`), else it sends its secret.

    `groups` gives duties by what `groups_claim` lists; administrators are made by hand.
    """

    issuer: Annotated[str, Field(pattern=r"^https://[^\s?#]+$")]
    client_id: Annotated[str, Field(min_length=1)]
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    client_secret_env: str | None = None
    private_key_file: Path | None = None
    key_id: str = ""
    scope: str = "openid email profile"
    acr_values: str = ""
    accepted_acr: tuple[str, ...] = ()
    groups_claim: str = ""
    groups: dict[str, tuple[GroupDuty, ...]] = Field(default_factory=dict)
    button: str = "Agency single sign-on"
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> "OidcSection":
        ways = ("client_secret", "client_secret_file", "client_secret_env", "private_key_file")
        if sum(getattr(self, name) is not None for name in ways) != 1:
            raise ValueError(f"choose one of {', '.join(ways)}")
        if self.groups and not self.groups_claim:
            raise ValueError("groups_claim: name the claim that lists the groups")
        return self


class ProxySection(Section):
    """The agency's gateway signs people in: `header` names the person, believed from `trusted_proxies` or over web.socket only."""

    header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{3,60}$")]
    trusted_proxies: tuple[PeerNetwork, ...] = ()
