"""What accounts sign in with, over a database."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, and_, bindparam, delete, func, or_, select, update

from pdinbox.model.sign_in import Factors, Password, SecurityKey, Totp
from pdinbox.ports import Refused
from pdinbox.store.database import Database
from pdinbox.store.rows import Columns
from pdinbox.store.staff_tables import key_columns, key_of, password, recovery_code, security_key, totp

_THIS: Any = bindparam("this")
_STEP: Any = bindparam("step")
_COUNT: Any = bindparam("risen")
_PASSWORD: Final = select(password.c.hash, password.c.set_at, password.c.expires_at).where(password.c.account == _THIS)
_TOTP: Final = select(totp.c.secret, totp.c.set_at, totp.c.last_step).where(totp.c.account == _THIS)
_KEYS: Final = select(security_key).where(security_key.c.account == _THIS).order_by(security_key.c.added_at, security_key.c.id)
_LEFT: Final = select(func.count()).where(recovery_code.c.account == _THIS)
_TAKE_STEP: Final = update(totp).where(totp.c.account == _THIS, totp.c.last_step < _STEP).values(last_step=_STEP)
_TAKE_CODE: Final = delete(recovery_code).where(recovery_code.c.account == _THIS, recovery_code.c.hash == bindparam("code"))
_ROSE: Final = or_(security_key.c.count < _COUNT, and_(security_key.c.count == 0, _COUNT == 0))
_USE_KEY: Final = update(security_key).where(security_key.c.id == _THIS, _ROSE).values(count=_COUNT, used_at=bindparam("at"))
_DROP_KEY: Final = delete(security_key).where(security_key.c.account == _THIS, security_key.c.id == bindparam("key"))


class SqlCredentials:
    """`staff_ports.Credentials` over a database."""

    _database: Database

    def factors(self, account: str) -> Factors:
        """All of one account."""
        own = {"this": account}
        with self._database.reading() as connection:
            secret = connection.execute(_PASSWORD, own).first()
            shared = connection.execute(_TOTP, own).first()
            keys = tuple(map(key_of, connection.execute(_KEYS, own)))
            left = int(connection.scalar(_LEFT, own) or 0)
        return Factors(
            password=Password(**secret._mapping) if secret else None,
            totp=Totp(**shared._mapping) if shared else None,
            keys=keys,
            recovery_left=left,
        )

    def set_password(self, account: str, password: Password | None) -> None:
        """In the place of the one before."""
        self._put_factor(_password_table, account, password, "hash", "set_at", "expires_at")

    def set_totp(self, account: str, totp: Totp | None) -> None:
        """In the place of the one before."""
        self._put_factor(_totp_table, account, totp, "secret", "set_at", "last_step")

    def use_totp(self, account: str, step: int) -> bool:
        """Take the code of that step; each is good once."""
        return self._alters_factor(_TAKE_STEP, this=account, step=step)

    def set_recovery(self, account: str, hashes: tuple[str, ...]) -> None:
        """New recovery codes in the place of all before."""
        rows: list[Columns] = [{"account": account, "hash": one} for one in hashes]
        with self._database.writing() as connection:
            connection.execute(delete(recovery_code).where(recovery_code.c.account == _THIS), {"this": account})
            if rows:
                connection.execute(self._database.insert(recovery_code), rows)

    def use_recovery(self, account: str, hash: str) -> bool:
        """Take that code away."""
        return self._alters_factor(_TAKE_CODE, this=account, code=hash)

    def add_key(self, key: SecurityKey) -> None:
        """One more security key."""
        with self._database.writing() as connection:
            added = connection.execute(self._database.insert_absent(security_key).returning(security_key.c.id), key_columns(key))
            if added.first() is None:
                raise Refused("that security key is known already")

    def use_key(self, key: str, *, count: int, at: datetime) -> bool:
        """Note that it was used; False where its counter did not rise."""
        return self._alters_factor(_USE_KEY, this=key, risen=count, at=at)

    def drop_key(self, account: str, key: str) -> bool:
        """Take that key of that account away."""
        return self._alters_factor(_DROP_KEY, this=account, key=key)

    def _put_factor(self, table: Table, account: str, value: Password | Totp | None, *columns: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.account == _THIS), {"this": account})
            if value is not None:
                row = {"account": account, **{name: getattr(value, name) for name in columns}}
                connection.execute(self._database.insert(table), row)

    def _alters_factor(self, statement: Any, **facts: object) -> bool:
        with self._database.writing() as connection:
            return bool(connection.execute(statement, facts).rowcount)


_password_table: Final = password
_totp_table: Final = totp
