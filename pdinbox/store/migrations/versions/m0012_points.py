"""What a person must settle in an inquiry, and the reasons of a restriction that a supervisor lifted."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("points", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("inquiry", sa.Column("lifted", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("inquiry", "lifted")
    op.drop_column("inquiry", "points")
