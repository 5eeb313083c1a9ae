"""The token of the letters to an inquiry's field office, by which its answers are told from the sender's."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ASKED = sa.text("office_token <> ''")


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("office_token", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_inquiry_office_token", "inquiry", ["office_token"], sqlite_where=_ASKED, postgresql_where=_ASKED)


def downgrade() -> None:
    op.drop_index("ix_inquiry_office_token", table_name="inquiry")
    op.drop_column("inquiry", "office_token")
