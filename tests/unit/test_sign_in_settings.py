"""`[web.sign_in]`, `[web.oidc]` and `[web.proxy]`: what is refused before anything starts, and what the gate is made of."""

from datetime import timedelta

import pytest

from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.bootstrap.gate import WayIn, way_in
from pdinbox.model.staff import Duty, Grant
from pdinbox.settings import SettingsError, read_configuration
from tests.builders import NOW
from tests.unit.test_settings import SMALL, written

OIDC = '[web.oidc]\nissuer = "https://idp.example.gov"\nclient_id = "desk"\n'
GROUPS = 'groups_claim = "g"\n[web.oidc.groups]\npd = ["reviewer:CHI", "viewer:*"]'
PROXY = '[web.proxy]\nheader = "X-Agency-User"\n'


def read(tmp_path, tables: str):
    return read_configuration(written(tmp_path, f"{SMALL.format(secret='')}{tables}\n"))


def opened(tmp_path, tables: str) -> WayIn:
    return way_in(read(tmp_path, tables), store=MemoryStore(), clock=MemoryClock(NOW), policy=lambda: "p")


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ("[web.sign_in]\nidle_minutes = 16", "less than or equal to 15"),
        ("[web.sign_in]\noverall_hours = 13", "less than or equal to 12"),
        ("[web.sign_in]\nfailures = 4", "less than or equal to 3"),
        ("[web.sign_in]\nlock_minutes = 5", "greater than or equal to 15"),
        ("[web.sign_in]\nlocal = false", "nobody could sign in"),
        (PROXY, "anybody could write the header"),
        (PROXY + "trusted_proxies = []", "anybody could write the header"),
        (PROXY + 'trusted_proxies = ["0.0.0.0/0"]', "every address there is"),
        (PROXY + 'trusted_proxies = ["10.0.0.1", "::/0"]', "every address there is"),
        (PROXY + 'trusted_proxies = ["gateway"]', "write an address or a network"),
        ('[web.proxy]\nheader = "X Agency"\ntrusted_proxies = ["10.0.0.1"]', "match pattern"),
        (OIDC + 'client_secret = "s"\n' + PROXY + 'trusted_proxies = ["10.0.0.1"]', "there is no other way"),
        (OIDC, "choose one of client_secret"),
        (OIDC + 'client_secret = "s"\nprivate_key_file = "k.pem"', "choose one of client_secret"),
        (OIDC.replace("https", "http") + 'client_secret = "s"', "match pattern"),
        (OIDC + 'client_secret = "s"\n[web.oidc.groups]\npd = ["auditor"]', "name the claim"),
        (OIDC + 'client_secret = "s"\ngroups_claim = "g"\n[web.oidc.groups]\npd = ["system_admin"]', "never by a group"),
        (OIDC + 'client_secret = "s"\ngroups_claim = "g"\n[web.oidc.groups]\npd = ["office_admin:CHI"]', "never by a group"),
        (OIDC + 'client_secret = "s"\ngroups_claim = "g"\n[web.oidc.groups]\npd = ["king"]', "is no duty"),
    ],
)
def test_what_is_not_safe_is_refused_before_anything_starts(tmp_path, tables, words):
    with pytest.raises(SettingsError) as wrong:
        read(tmp_path, tables)
    assert words in " ".join(wrong.value.mistakes)


def test_the_ordinary_way_in(tmp_path):
    way = opened(tmp_path, "")

    assert way.gate.rules.is_local and way.gate.rules.second_required and way.gate.rules.shortest_password == 8
    assert (way.gate.rules.idle, way.gate.rules.overall) == (timedelta(minutes=15), timedelta(hours=12))
    assert (way.gate.rules.by_account.attempts, way.gate.rules.by_address.attempts) == (3, 30)
    assert way.sso is None and way.gateway is None and way.cookie == "pdinbox"


def test_over_https_the_cookie_is_this_very_hosts(tmp_path):
    assert opened(tmp_path, '[web]\naddress = "https://desk.example.gov"').cookie == "__Host-pdinbox"


def test_shorter_times_and_longer_locks(tmp_path):
    times = "idle_minutes = 5\noverall_hours = 0.5\nlock_minutes = 60\nfailures = 2"
    rules = opened(tmp_path, f'[web.sign_in]\n{times}\nsecond_factor = "optional"\nnotice = " Watched. "').gate.rules

    assert (rules.idle, rules.overall) == (timedelta(minutes=5), timedelta(minutes=30))
    assert (rules.by_account.attempts, rules.by_account.locks_for) == (2, timedelta(hours=1))
    assert rules.shortest_password == 15 and rules.notice == "Watched."


def test_a_provider_with_key_and_groups(tmp_path):
    (tmp_path / "key.pem").write_text("PEM")
    tables = OIDC + 'private_key_file = "key.pem"\nkey_id = "desk"\nca_file = "ca.pem"\n' + GROUPS
    way = opened(tmp_path, tables)

    assert way.sso and (way.sso.provider.key, way.sso.provider.secret, way.sso.provider.key_id) == ("PEM", "", "desk")
    assert way.sso.groups == {"pd": (Grant(duty=Duty.REVIEWER, office="CHI"), Grant(duty=Duty.VIEWER))}
    assert way.sso.provider.ca_file == str(tmp_path / "ca.pem")
    assert way.gate.rules.is_local, "beside the provider, until sign_in.local is off"


def test_a_missing_key_is_named(tmp_path):
    with pytest.raises(SettingsError, match="key can not be read"):
        opened(tmp_path, OIDC + 'private_key_file = "gone.pem"')
    with pytest.raises(SettingsError, match="gone"):
        opened(tmp_path, OIDC + 'client_secret_file = "gone"')


def test_a_gateway_leaves_no_other_way(tmp_path):
    way = opened(tmp_path, PROXY + 'trusted_proxies = ["10.0.0.0/28"]')

    assert way.gateway and way.gateway.trusts("10.0.0.3") and not way.gateway.trusts("10.0.0.16") and not way.gateway.trusts("")
    assert not way.gate.rules.is_local and way.doorman.gateway is way.gateway
    assert opened(tmp_path, '[web]\nsocket = "web.sock"\n' + PROXY).gateway.trusts("")


def test_what_happens_on_the_pages_is_written_down(tmp_path):
    from pdinbox.model.audit import AuditQuestion, Outcome
    from pdinbox.web.site import Happening
    from tests.contract.staff_values import an_account

    store = MemoryStore()
    record = way_in(read(tmp_path, ""), store=store, clock=MemoryClock(NOW), policy=lambda: "rules").record
    facts = {"request": "r", "address": "192.0.2.1", "session": "s", "office": "CHI", "about": ("inquiry", "PD-1"), "reason": "why"}
    changes = {"before": {"a": "1"}, "after": {"a": "2"}}
    record(Happening(at=NOW, event="inquiry-viewed", outcome="not-found", account=an_account(), **facts, **changes))

    (line,) = store.audit(AuditQuestion())
    assert (line.row.actor, line.row.duties, line.row.outcome, line.row.policy) == ("ann", "reviewer:CHI", Outcome.NOT_FOUND, "rules")
    assert (line.row.object_kind, line.row.object_id, line.row.before, line.row.after) == ("inquiry", "PD-1", (("a", "1"),), (("a", "2"),))
