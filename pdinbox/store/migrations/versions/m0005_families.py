"""Which other inquiries a letter speaks of, and the sounds of clients' names, filled from the inquiries that are there."""

import sqlalchemy as sa
from alembic import op

from pdinbox.model.person import sounds

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("also", sa.Text(), nullable=False, server_default="[]"))
    sound = op.create_table(
        "sound",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("inquiry", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry"], ["inquiry.number"], name="fk_sound_inquiry"),
        sa.PrimaryKeyConstraint("key", "inquiry", name="pk_sound"),
    )
    inquiries = op.get_bind().execute(sa.text("SELECT number, client_family_name, client_given_name FROM inquiry")).all()
    rows = [{"key": key, "inquiry": number} for number, *names in inquiries for key in sounds(*names)]
    if rows:
        op.bulk_insert(sound, rows)


def downgrade() -> None:
    op.drop_table("sound")
    op.drop_column("letter", "also")
