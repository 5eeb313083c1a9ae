"""Pictures of papers, and those that are asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("message", sa.Text(), sa.ForeignKey("message.digest", name="fk_picture_message"), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        *(sa.Column(side, sa.Float(), nullable=False) for side in ("x0", "top", "x1", "bottom")),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message", "file", "page", "kind", "place", name="pk_picture"),
    )
    op.create_table(
        "picture_wish",
        sa.Column("message", sa.Text(), sa.ForeignKey("message.digest", name="fk_picture_wish_message"), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("message", "file", "page", name="pk_picture_wish"),
    )


def downgrade() -> None:
    op.drop_table("picture_wish")
    op.drop_table("picture")
