"""An index over the overrides that wait for a second person, so that the queue finds their inquiries at once."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0019"
branch_labels = None
depends_on = None

_WAITS = sa.text("state = 'proposed'")


def upgrade() -> None:
    op.create_index("ix_finding_override_proposed", "finding_override", ["inquiry"], sqlite_where=_WAITS, postgresql_where=_WAITS)


def downgrade() -> None:
    op.drop_index("ix_finding_override_proposed", table_name="finding_override")
