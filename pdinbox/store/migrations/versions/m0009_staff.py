"""The people of the desk, what they sign in with, their sessions, and the audit log that nobody can change."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = ("account", "duty_grant", "password", "totp", "recovery_code", "security_key", "session", "attempt", "audit")
_SQLITE = (
    "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END",
    "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END",
    "CREATE TRIGGER audit_in_turn BEFORE INSERT ON audit WHEN NEW.serial <> (SELECT coalesce(max(serial), 0) + 1 FROM audit) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log is never changed'; END $$",
    "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_never_changed()",
    "CREATE TRIGGER audit_is_kept BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_never_changed()",
)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account"], ["account.id"], name=f"fk_{table}_account")


def _unique_where(name: str, table: str, columns: list[str], where: str, *, unique: bool) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    _people()
    _factors()
    _sessions()
    _audit()


def _people() -> None:
    op.create_table(
        "account",
        *(_text(name) for name in ("id", "name", "shown_name", "email", "issuer", "subject")),
        *(_flag(name) for name in ("sees_restricted", "single_keys", "opens_next")),
        _time("created_at"),
        _time("disabled_at", nullable=True),
        _time("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name", name="uq_account_name"),
    )
    _unique_where("ix_account_subject", "account", ["issuer", "subject"], "subject <> ''", unique=True)
    op.create_table(
        "duty_grant",
        *(_text(name) for name in ("account", "duty", "office", "reason")),
        _time("until", nullable=True),
        _of_account("duty_grant"),
        sa.PrimaryKeyConstraint("account", "duty", "office", name="pk_duty_grant"),
    )
    op.create_index("ix_duty_grant_office", "duty_grant", ["office"])


def _factors() -> None:
    op.create_table(
        "password",
        _text("account"),
        _text("hash"),
        _time("set_at"),
        _time("expires_at", nullable=True),
        _of_account("password"),
        sa.PrimaryKeyConstraint("account", name="pk_password"),
    )
    op.create_table(
        "totp",
        _text("account"),
        _text("secret"),
        _time("set_at"),
        sa.Column("last_step", sa.Integer(), nullable=False),
        _of_account("totp"),
        sa.PrimaryKeyConstraint("account", name="pk_totp"),
    )
    op.create_table(
        "recovery_code",
        _text("account"),
        _text("hash"),
        _of_account("recovery_code"),
        sa.PrimaryKeyConstraint("account", "hash", name="pk_recovery_code"),
    )
    op.create_table(
        "security_key",
        *(_text(name) for name in ("id", "account", "name", "transports")),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        _time("added_at"),
        _time("used_at", nullable=True),
        _of_account("security_key"),
        sa.PrimaryKeyConstraint("id", name="pk_security_key"),
    )
    op.create_index("ix_security_key_account", "security_key", ["account"])


def _sessions() -> None:
    op.create_table(
        "session",
        *(_text(name) for name in ("key", "id_hash", "csrf", "stage", "method", "acr", "address", "agent", "facts", "former_hash")),
        _text("account", nullable=True),
        *(_time(name) for name in ("created_at", "seen_at", "ends_at")),
        _time("former_until", nullable=True),
        _flag("renews"),
        _of_account("session"),
        sa.PrimaryKeyConstraint("key", name="pk_session"),
        sa.UniqueConstraint("id_hash", name="uq_session_id_hash"),
    )
    _unique_where("ix_session_former_hash", "session", ["former_hash"], "former_hash <> ''", unique=False)
    for column in ("account", "seen_at", "ends_at"):
        op.create_index(f"ix_session_{column}", "session", [column])
    op.create_table("attempt", _text("subject"), _text("times"), _time("last_at"), sa.PrimaryKeyConstraint("subject", name="pk_attempt"))
    op.create_index("ix_attempt_last_at", "attempt", ["last_at"])


def _audit() -> None:
    words = ("event", "actor", "duties", "office", "session", "address", "object_kind", "object_id", "outcome", "reason")
    op.create_table(
        "audit",
        sa.Column("serial", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=False),
        _time("at"),
        *(_text(name) for name in ("previous", "digest", *words, "before", "after", "request", "software", "policy")),
        sa.PrimaryKeyConstraint("serial", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_object", "audit", ["object_kind", "object_id", "serial"])
    for column in ("actor", "event", "office"):
        op.create_index(f"ix_audit_{column}", "audit", [column, "serial"])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_is_never_changed()")
