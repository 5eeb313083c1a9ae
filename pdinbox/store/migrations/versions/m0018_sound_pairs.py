"""Names alike are found by two sounds together: one key for each two of a name's sounds, in place of one for each.

A single sound belongs to tens of thousands of inquiries, and every mail asks for some. A key of two has a blank in it.
"""

from alembic import op

revision = "0018"
down_revision = "0021"
branch_labels = None
depends_on = None

_PAIRS = (
    "INSERT INTO sound (key, inquiry) SELECT one.key || ' ' || other.key, one.inquiry FROM sound AS one"
    " JOIN sound AS other ON other.inquiry = one.inquiry AND {other} > {one}"
)
_SINGLES = (
    "INSERT INTO sound (key, inquiry) SELECT substr(key, 1, {blank} - 1), inquiry FROM sound"
    " UNION SELECT substr(key, {blank} + 1), inquiry FROM sound"
)


def upgrade() -> None:
    collated = '{} COLLATE "C"' if op.get_bind().dialect.name == "postgresql" else "{}"
    op.execute(_PAIRS.format(other=collated.format("other.key"), one=collated.format("one.key")))
    op.execute("DELETE FROM sound WHERE key NOT LIKE '% %'")


def downgrade() -> None:
    blank = "position(' ' in key)" if op.get_bind().dialect.name == "postgresql" else "instr(key, ' ')"
    op.execute(_SINGLES.format(blank=blank))
    op.execute("DELETE FROM sound WHERE key LIKE '% %'")
