"""Which other inquiries a letter speaks of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("also", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("letter", "also")
