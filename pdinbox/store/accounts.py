"""Accounts and their grants over a database. A change and its row of the audit log are one transaction."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select, update

from pdinbox.model.audit import AuditRow
from pdinbox.model.staff import Account
from pdinbox.ports import Refused
from pdinbox.staff_ports import NoteChange
from pdinbox.store.audit import append_audit
from pdinbox.store.database import Database
from pdinbox.store.rows import AnyRow
from pdinbox.store.staff_tables import (
    ACCOUNT_WITH_GRANTS,
    account,
    account_columns,
    account_of_rows,
    duty_grant,
    first_account,
    grant_columns,
    session,
)

_THIS: Any = bindparam("this")
_BY_ID: Final = ACCOUNT_WITH_GRANTS.where(account.c.id == _THIS)
_LOCK: Final = select(account.c.id).where(account.c.id == _THIS).with_for_update()
_BY_NAME: Final = ACCOUNT_WITH_GRANTS.where(account.c.name == _THIS)
_BY_SUBJECT: Final = ACCOUNT_WITH_GRANTS.where(account.c.issuer == bindparam("issuer"), account.c.subject == _THIS, account.c.subject != "")
_PAGE: Final = select(account).where(account.c.name > _THIS).order_by(account.c.name).limit(bindparam("most"))
_GRANTS: Final = (
    select(duty_grant)
    .where(duty_grant.c.account.in_(bindparam("these", expanding=True)))
    .order_by(duty_grant.c.account, duty_grant.c.duty, duty_grant.c.office)
)


class SqlAccounts:
    """`staff_ports.Accounts` over a database."""

    _database: Database

    def add_account(self, account: Account, *, note: AuditRow) -> None:
        """A new one. Raises Refused where its name, or its issuer and subject, are taken."""
        with self._database.writing() as connection:
            _refuse_taken(connection, account)
            _insert(self._database, connection, account)
            append_audit(self._database, connection, (note,))

    def account(self, id: str) -> Account | None:
        """That account, disabled ones too."""
        return self._account_by(_BY_ID, this=id)

    def account_named(self, name: str) -> Account | None:
        """The account of that name."""
        return self._account_by(_BY_NAME, this=name)

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """The account of that person at an identity provider or gateway."""
        return self._account_by(_BY_SUBJECT, this=subject, issuer=issuer)

    def accounts(self, *, after: str = "", limit: int = 200) -> tuple[Account, ...]:
        """A page of them by name."""
        with self._database.reading() as connection:
            return tuple(_with_grants(connection, connection.execute(_PAGE, {"this": after, "most": limit}).all()))

    def change_account(self, id: str, change: Callable[[Account], Account], *, note: NoteChange) -> Account:
        """What `change` makes of the account as it stands, made fact with its row of the audit log."""
        with self._database.writing() as connection:
            # first the lock, then the look: a joined row would be that of before somebody else's change
            connection.execute(_LOCK, {"this": id})
            before = _first(connection, _BY_ID, {"this": id})
            if before is None:
                raise Refused("there is no such account")
            after = change(before)
            if after != before:
                _write(self._database, connection, before, after)
                append_audit(self._database, connection, (note(before, after),))
        return after

    def _account_by(self, question: Any, **facts: str) -> Account | None:
        with self._database.reading() as connection:
            return _first(connection, question, facts)


def _first(connection: Connection, question: Any, facts: dict[str, str]) -> Account | None:
    return first_account(connection.execute(question, facts).all())


def _with_grants(connection: Connection, rows: Any) -> Iterator[Account]:
    found = connection.execute(_GRANTS, {"these": [row.id for row in rows]}) if rows else ()
    grants: dict[str, list[AnyRow]] = {key: list(group) for key, group in groupby(found, key=lambda row: str(row.account))}
    for row in rows:
        yield account_of_rows(row, grants.get(row.id, ()))


def _insert(database: Database, connection: Connection, one: Account) -> None:
    connection.execute(database.insert(account), account_columns(one))
    if one.grants:
        connection.execute(database.insert(duty_grant), grant_columns(one))


def _write(database: Database, connection: Connection, before: Account, after: Account) -> None:
    _refuse_taken(connection, after)
    connection.execute(update(account).where(account.c.id == _THIS), {**account_columns(after), "this": before.id})
    if after.grants != before.grants:
        connection.execute(delete(duty_grant).where(duty_grant.c.account == _THIS), {"this": before.id})
        if after.grants:
            connection.execute(database.insert(duty_grant), grant_columns(after))
    own = {"this": before.id}
    if after.disabled_at is not None:
        connection.execute(delete(session).where(session.c.account == _THIS), own)
    elif (after.grants, after.sees_restricted) != (before.grants, before.sees_restricted):
        connection.execute(update(session).where(session.c.account == _THIS).values(renews=True), own)


def _refuse_taken(connection: Connection, one: Account) -> None:
    named = connection.execute(_BY_NAME, {"this": one.name}).first()
    if named is not None and named.id != one.id:
        raise Refused(f"the name {one.name} is taken")
    known = connection.execute(_BY_SUBJECT, {"this": one.subject, "issuer": one.issuer}).first()
    if known is not None and known.id != one.id:
        raise Refused(f"that person is known already, as {known.name}")
