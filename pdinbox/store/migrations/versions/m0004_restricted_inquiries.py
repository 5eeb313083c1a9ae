"""What the law protects in an inquiry."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("restricted", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("inquiry", "restricted")
