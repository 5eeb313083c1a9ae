"""settings -> who comes in, and how: the gate, the doorman, single sign-on, the gateway, and the recorder of the audit log."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.metadata import version

from pdinbox.bootstrap.secret_files import secret_of
from pdinbox.bootstrap.staff import staffing_over
from pdinbox.model.sign_in import SIGN_IN_LIMIT
from pdinbox.ports import Clock, Store
from pdinbox.settings import Configuration, SettingsError
from pdinbox.sign_in_sections import OidcSection, SignInSection
from pdinbox.staffing import read_grant
from pdinbox.web.security.doorman import SessionDoorman
from pdinbox.web.security.elsewhere import SingleSignOn
from pdinbox.web.security.gate import Gate
from pdinbox.web.security.gateway import Gateway
from pdinbox.web.security.log import recorder
from pdinbox.web.security.oidc import Provider
from pdinbox.web.security.rules import SignInRules
from pdinbox.web.site import Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """All of it. `cookie` is the name of the session's cookie."""

    gate: Gate
    doorman: SessionDoorman
    sso: SingleSignOn | None
    gateway: Gateway | None
    record: Callable[[Happening], None]
    cookie: str


def way_in(configuration: Configuration, *, store: Store, clock: Clock, policy: Callable[[], str]) -> WayIn:
    """As the settings say. Raises SettingsError where a secret or a key is missing."""
    web = configuration.settings.web
    gateway = Gateway(header=web.proxy.header, trusted=web.proxy.trusted_proxies, by_socket=bool(web.socket)) if web.proxy else None
    gate = Gate(staffing=replace(staffing_over(store), clock=clock), rules=_rules(web.sign_in, is_local=web.sign_in.local and not gateway))
    return WayIn(
        gate=gate,
        doorman=SessionDoorman(gate=gate, gateway=gateway),
        sso=_single_sign_on(web.oidc, configuration) if web.oidc else None,
        gateway=gateway,
        record=recorder(store, software=version("pdinbox"), policy=policy),
        # browsers take a name with __Host- from this very host over https only
        cookie="__Host-pdinbox" if web.address.startswith("https://") else "pdinbox",
    )


def _rules(section: SignInSection, *, is_local: bool) -> SignInRules:
    locks_for = timedelta(minutes=section.lock_minutes)
    return SignInRules(
        notice=section.notice.strip(),
        idle=timedelta(minutes=section.idle_minutes),
        overall=timedelta(hours=section.overall_hours),
        by_account=replace(SIGN_IN_LIMIT, attempts=section.failures, locks_for=locks_for),
        by_address=replace(SIGN_IN_LIMIT, attempts=section.failures_by_address, locks_for=locks_for),
        is_local=is_local,
        second_required=section.second_factor == "required",
        idle_days=section.disable_after_idle_days,
        break_glass=timedelta(hours=section.break_glass_hours),
    )


def _single_sign_on(section: OidcSection, configuration: Configuration) -> SingleSignOn:
    key = ""
    if section.private_key_file:
        file = configuration.resolve(section.private_key_file)
        try:
            key = file.read_text(encoding="utf-8")
        except OSError as wrong:
            raise SettingsError(str(file), ("web.oidc.private_key_file: the key can not be read",)) from wrong
    provider = Provider(
        issuer=section.issuer,
        client_id=section.client_id,
        secret=secret_of(section, base=configuration.base),
        key=key,
        key_id=section.key_id,
        scope=section.scope,
        acr_values=section.acr_values,
        accepted_acr=section.accepted_acr,
        groups_claim=section.groups_claim,
        ca_file=str(configuration.resolve(section.ca_file)) if section.ca_file else "",
    )
    groups = {name: tuple(map(read_grant, duties)) for name, duties in section.groups.items()}
    return SingleSignOn(provider=provider, button=section.button, groups=groups)
