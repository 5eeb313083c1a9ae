"""People, sessions and rows of the audit log for the store's suites."""

from dataclasses import replace
from datetime import timedelta

from pdinbox.model.audit import AuditRow
from pdinbox.model.sign_in import Session, Stage
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.ports import Store
from tests.builders import NOW

IDLE = timedelta(minutes=15)


def an_account(name: str = "ann", **changes) -> Account:
    made = Account(
        id=f"id-of-{name}",
        name=name,
        shown_name=name.title(),
        email=f"{name}@ero.example.gov",
        created_at=NOW,
        grants=(Grant(duty=Duty.REVIEWER, office="CHI"),),
    )
    return replace(made, **changes)


def a_note(event: str = "account-added", **changes) -> AuditRow:
    return replace(AuditRow(at=NOW, event=event, actor="root"), **changes)


def changed(before: Account, after: Account) -> AuditRow:
    return a_note(
        "account-changed", object_kind="account", object_id=before.id, before=(("name", before.name),), after=(("name", after.name),)
    )


def hire(store: Store, name: str = "ann", **changes) -> Account:
    account = an_account(name, **changes)
    store.add_account(account, note=a_note())
    return account


def a_session(key: str = "visit", **changes) -> Session:
    made = Session(
        key=key,
        id_hash=f"hash of {key}",
        csrf="token",
        created_at=NOW,
        seen_at=NOW,
        ends_at=NOW + timedelta(hours=12),
        account="id-of-ann",
        stage=Stage.SIGNED_IN,
        method="password+totp",
        address="192.0.2.7",
        agent="Browser",
    )
    return replace(made, **changes)


def begin(store: Store, key: str = "visit", **changes) -> Session:
    session = a_session(key, **changes)
    store.start_session(session)
    return session
