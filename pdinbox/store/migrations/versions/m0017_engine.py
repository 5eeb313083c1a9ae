"""Many hosts: leases, who hands over a letter, and on PostgreSQL the tables of Procrastinate 3.10 with the function that makes jobs.

Procrastinate's own tables come from the file that its package brings: the version is pinned, and a newer one comes with a migration.
"""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0013"
branch_labels = None
depends_on = None

_DEFER = """
CREATE FUNCTION pdinbox_defer_jobs(jobs jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    job record;
    made integer := 0;
BEGIN
    FOR job IN
        SELECT * FROM jsonb_to_recordset(jobs)
            AS one(queue text, task text, priority integer, lock text, key text, args jsonb, at timestamptz)
    LOOP
        UPDATE procrastinate_jobs SET scheduled_at = job.at, lock = job.lock WHERE queueing_lock = job.key AND status = 'todo';
        CONTINUE WHEN FOUND;
        BEGIN
            PERFORM procrastinate_defer_jobs_v1(ARRAY[
                ROW(job.queue, job.task, job.priority, job.lock, job.key, job.args, job.at)::procrastinate_job_to_defer_v1
            ]);
            made := made + 1;
        EXCEPTION WHEN unique_violation THEN
            NULL;  -- another transaction made it at the same moment
        END;
    END LOOP;
    RETURN made;
END;
$$
"""


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("taken_by", sa.Text(), nullable=False, server_default=""))
        letter.add_column(sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        _run(files("procrastinate.sql").joinpath("schema.sql").read_text(encoding="utf-8"))
        _run(_DEFER)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in _drops():
            _run(statement)
    with op.batch_alter_table("letter") as letter:
        letter.drop_column("taken_at")
        letter.drop_column("taken_by")
    op.drop_table("lease")


def _drops() -> list[str]:
    """Everything that the schema made, by the names that begin with its own."""
    connection = op.get_bind()
    functions = connection.execute(
        sa.text("SELECT oid::regprocedure::text FROM pg_proc WHERE proname LIKE 'procrastinate\\_%' OR proname = 'pdinbox_defer_jobs'")
    ).scalars()
    tables = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")
    types = ("procrastinate_job_to_defer_v1", "procrastinate_job_event_type", "procrastinate_job_status")
    return [
        *(f"DROP TABLE {table} CASCADE" for table in tables),
        *(f"DROP FUNCTION IF EXISTS {function} CASCADE" for function in functions),
        *(f"DROP TYPE {one}" for one in types),
    ]


def _run(statement: str) -> None:
    """Past the library, whose parameters the statement's own signs would be taken for."""
    op.get_bind().connection.cursor().execute(statement)
