"""What was in force when: edition_text, edition, in_force."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition_text",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_edition_text"),
    )
    op.create_table(
        "edition",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_edition"),
    )
    op.create_table(
        "in_force",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("letters", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.digest"], name="fk_in_force_edition"),
        sa.PrimaryKeyConstraint("id", name="pk_in_force"),
    )
    op.create_index("ix_in_force_edition", "in_force", ["edition"])


def downgrade() -> None:
    for table in ("in_force", "edition", "edition_text"):
        op.drop_table(table)
