"""The case directory: case_generation, case_record."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_generation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.Date(), nullable=True),
        sa.Column("newest", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_generation"),
    )
    op.create_table(
        "case_record",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("a_number", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("docket_office", sa.Text(), nullable=False),
        sa.Column("custody", sa.Text(), nullable=False),
        sa.Column("facility", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "a_number", name="pk_case_record"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("case_record")
    op.drop_table("case_generation")
