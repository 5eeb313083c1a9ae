"""Numbers for dashboards, rolled up by office, day and week, with marks of what has changed since.

Beside each inquiry: how long its answer took, and whether it was late.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from pdinbox.inquiries.working_time import was_late, worked_minutes
from pdinbox.store.codec import CLOCK

revision = "0015"
down_revision = "0010"
branch_labels = None
depends_on = None

_PAGE = 500
_COUNTED = ("office", "is_restricted", "was_rerouted", "rules", "overridden", "is_open", "answered_at", "worked_minutes", "was_late")
_TABLES = ("numbers_mark", "numbers_touched", "numbers_week", "numbers_day")


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("worked_minutes", sa.Integer(), nullable=True))
    op.add_column("inquiry", sa.Column("was_late", sa.Integer(), nullable=False, server_default="0"))
    _fill(op.get_bind())
    op.create_index("ix_inquiry_opened_at", "inquiry", ["opened_at"])
    _create_tables()
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in ("numbers_new", "numbers_changed"):
        op.execute(sa.text(f"DROP TRIGGER {name}" if is_sqlite else f"DROP TRIGGER {name} ON inquiry"))
    if not is_sqlite:
        op.execute(sa.text("DROP FUNCTION numbers_touch()"))
    for table in _TABLES:
        op.drop_table(table)
    op.drop_index("ix_inquiry_opened_at", table_name="inquiry")
    op.drop_column("inquiry", "was_late")
    op.drop_column("inquiry", "worked_minutes")


def _create_tables() -> None:
    counts = ("received", "answered", "in_time", "rerouted_in", "rerouted_out", "findings", "overridden")
    op.create_table(
        "numbers_day",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("is_restricted", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("scope", "is_restricted", "day", name="pk_numbers_day"),
    )
    op.create_table(
        "numbers_week",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("is_restricted", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("findings", "overrides", "worked")),
        sa.PrimaryKeyConstraint("scope", "is_restricted", "week", name="pk_numbers_week"),
    )
    op.create_table(
        "numbers_touched",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_numbers_touched"),
    )
    op.create_table(
        "numbers_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("through", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_numbers_mark"),
    )


def _triggers(dialect: str) -> tuple[str, ...]:
    """A change of what is counted marks the days it is about: in rows of its own, so that two changes at once never wait for each other."""
    is_sqlite = dialect == "sqlite"
    differs = " OR ".join(f"old.{name} {'IS NOT' if is_sqlite else 'IS DISTINCT FROM'} new.{name}" for name in _COUNTED)

    def day(moment: str) -> str:
        return f"substr({moment}, 1, 10)" if is_sqlite else f"CAST({moment} AT TIME ZONE 'UTC' AS date)"

    moments = ("new.opened_at", "old.answered_at", "new.answered_at")
    of_new = f"INSERT INTO numbers_touched (day) VALUES ({day('new.opened_at')})"  # noqa: S608  nothing of it comes from outside
    of_change = "INSERT INTO numbers_touched (day) " + " UNION ".join(
        f"SELECT {day(moment)} WHERE {moment} IS NOT NULL" for moment in moments
    )
    if is_sqlite:
        columns = ", ".join(_COUNTED)
        return (
            f"CREATE TRIGGER numbers_new AFTER INSERT ON inquiry BEGIN {of_new}; END",
            f"CREATE TRIGGER numbers_changed AFTER UPDATE OF {columns} ON inquiry WHEN {differs} BEGIN {of_change}; END",
        )
    return (
        "CREATE FUNCTION numbers_touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {of_new}; ELSE {of_change}; END IF; RETURN NULL; END $$",
        "CREATE TRIGGER numbers_new AFTER INSERT ON inquiry FOR EACH ROW EXECUTE FUNCTION numbers_touch()",
        f"CREATE TRIGGER numbers_changed AFTER UPDATE ON inquiry FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION numbers_touch()",
    )


_ROWS = sa.text("SELECT number, clock FROM inquiry WHERE clock IS NOT NULL AND number > :after ORDER BY number LIMIT :most")
_WRITE = sa.text("UPDATE inquiry SET worked_minutes = :worked, was_late = :late WHERE number = :number")


def _fill(bind: sa.Connection) -> None:
    after = ""
    while rows := bind.execute(_ROWS, {"after": after, "most": _PAGE}).all():
        after = rows[-1].number
        found: list[dict[str, Any]] = []
        for row in rows:
            clock = CLOCK.load(row.clock)
            if clock.stopped_at is not None:
                found.append({"worked": worked_minutes(clock), "late": int(was_late(clock)), "number": row.number})
        if found:
            bind.execute(_WRITE, found)
