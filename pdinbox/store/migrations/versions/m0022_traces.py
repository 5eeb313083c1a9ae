"""Which office a line about re-routing sent an inquiry away from, so that this office finds what it sent on."""

import sqlalchemy as sa
from alembic import op

from pdinbox.model.trace import left_by
from pdinbox.store.codec import PAIRS

revision = "0022"
down_revision = "0018"
branch_labels = None
depends_on = None

_PAGE = 1_000
_IS_SET = sa.text("left_office IS NOT NULL")
_LINES = sa.text(
    "SELECT id, event, words, facts FROM log WHERE event = 're-routed' AND inquiry IS NOT NULL AND id > :after ORDER BY id LIMIT :most"
)
_FILL = sa.text("UPDATE log SET left_office = :left WHERE id = :id")


def upgrade() -> None:
    op.add_column("log", sa.Column("left_office", sa.Text(), nullable=True))
    after = 0
    while lines := op.get_bind().execute(_LINES, {"after": after, "most": _PAGE}).all():
        after = lines[-1].id
        left = ((line.id, left_by(line.event, line.words, PAIRS.load(line.facts))) for line in lines)
        if found := [{"id": line, "left": office} for line, office in left if office]:
            op.get_bind().execute(_FILL, found)
    op.create_index("ix_log_left_office", "log", ["left_office", "id"], sqlite_where=_IS_SET, postgresql_where=_IS_SET)


def downgrade() -> None:
    op.drop_index("ix_log_left_office", table_name="log")
    op.drop_column("log", "left_office")
