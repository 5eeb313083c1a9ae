"""What a look at the engine's health counts is found by indexes: what was done lately, and letters that ended badly."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_message_settled_at", "message", "settled_at", "settled_at IS NOT NULL"),
    ("ix_letter_sent_at", "letter", "sent_at", "sent_at IS NOT NULL"),
    ("ix_letter_ended_badly", "letter", "created_at", "state IN ('refused', 'uncertain') AND next_try_at IS NULL"),
)


def upgrade() -> None:
    for name, table, column, where in _INDEXES:
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, _, _ in _INDEXES:
        op.drop_index(name, table_name=table)
