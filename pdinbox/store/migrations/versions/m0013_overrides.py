"""Findings that people set aside, and who has which inquiry open."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

_TEXTS = ("rule", "outcome", "said")
_MORE = ("box", "octets", "policy", "reason", "words", "by")


def upgrade() -> None:
    op.create_table(
        "finding_override",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("inquiry", sa.Text(), sa.ForeignKey("inquiry.number", name="fk_finding_override_inquiry"), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("message", sa.Text(), sa.ForeignKey("message.digest", name="fk_finding_override_message"), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _MORE),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("key", name="pk_finding_override"),
    )
    op.create_index("ix_finding_override_inquiry", "finding_override", ["inquiry"])
    op.create_table(
        "presence",
        sa.Column("inquiry", sa.Text(), sa.ForeignKey("inquiry.number", name="fk_presence_inquiry"), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_writing", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("inquiry", "person", name="pk_presence"),
    )


def downgrade() -> None:
    op.drop_table("presence")
    op.drop_index("ix_finding_override_inquiry", table_name="finding_override")
    op.drop_table("finding_override")
