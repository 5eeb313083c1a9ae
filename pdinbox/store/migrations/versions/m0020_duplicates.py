"""Of which inquiry one was marked as a duplicate: so far that stood in its log alone, and was lost when a person closed it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

_MARKED = "Marked as a duplicate of "
_LINES = sa.text(
    "SELECT log.inquiry, log.event, log.words FROM log JOIN inquiry ON inquiry.number = log.inquiry"
    " WHERE inquiry.state IN ('duplicate', 'closed') AND log.event IN ('marked-duplicate', 'reopened', 'reply-joined') ORDER BY log.id"
)
_FILL = sa.text("UPDATE inquiry SET duplicate_of = :other WHERE number = :number")


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("duplicate_of", sa.Text(), nullable=False, server_default=""))
    marked: dict[str, str] = {}
    for line in op.get_bind().execute(_LINES):
        if line.event != "marked-duplicate":
            marked.pop(line.inquiry, None)
        elif line.words.startswith(_MARKED):
            marked[line.inquiry] = line.words.removeprefix(_MARKED).partition(";")[0]
    for number, other in marked.items():
        op.get_bind().execute(_FILL, {"number": number, "other": other})


def downgrade() -> None:
    op.drop_column("inquiry", "duplicate_of")
