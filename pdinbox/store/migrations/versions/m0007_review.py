"""Who has an inquiry and how it ended, and reviewers' drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_IS_ASSIGNED = sa.text("assignee <> ''")
_IS_LETTER = sa.text("letter <> ''")


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("assignee", sa.Text(), nullable=False, server_default=""))
    op.add_column("inquiry", sa.Column("outcome", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_inquiry_assignee", "inquiry", ["assignee"], sqlite_where=_IS_ASSIGNED, postgresql_where=_IS_ASSIGNED)
    op.create_table(
        "draft",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("inquiry", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry"], ["inquiry.number"], name="fk_draft_inquiry"),
        sa.PrimaryKeyConstraint("key", name="pk_draft"),
    )
    op.create_index("ix_draft_inquiry", "draft", ["inquiry"])
    op.create_index("ix_draft_letter", "draft", ["letter"], unique=True, sqlite_where=_IS_LETTER, postgresql_where=_IS_LETTER)


def downgrade() -> None:
    op.drop_table("draft")
    op.drop_index("ix_inquiry_assignee", table_name="inquiry")
    op.drop_column("inquiry", "outcome")
    op.drop_column("inquiry", "assignee")
