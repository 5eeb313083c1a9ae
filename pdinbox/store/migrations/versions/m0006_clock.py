"""The clock of an inquiry, and the next moment at which something is to be done by rule. Older rows have neither, and stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WAITS = sa.text("next_event_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("clock", sa.Text(), nullable=True))
    op.add_column("inquiry", sa.Column("next_event_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_inquiry_next_event_at", "inquiry", ["next_event_at", "number"], sqlite_where=_WAITS, postgresql_where=_WAITS)


def downgrade() -> None:
    op.drop_index("ix_inquiry_next_event_at", table_name="inquiry")
    op.drop_column("inquiry", "next_event_at")
    op.drop_column("inquiry", "clock")
