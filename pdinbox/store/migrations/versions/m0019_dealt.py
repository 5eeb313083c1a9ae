"""Among whom the papers of a mail are divided where it counts for an inquiry whose duplicate came with it, and a family's."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("joined", sa.Column("dealt", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("joined", "dealt")
