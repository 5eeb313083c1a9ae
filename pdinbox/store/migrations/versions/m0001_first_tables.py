"""The first tables: message, sighting, missed, counter, inquiry, joined, letter, log."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    _create_counter()
    _create_inquiry()
    _create_message()
    _create_missed()
    _create_joined()
    _create_letter()
    _create_log()
    _create_sighting()


def downgrade() -> None:
    for table in ("sighting", "log", "letter", "joined", "missed", "message", "inquiry", "counter"):
        op.drop_table(table)


def _create_counter() -> None:
    op.create_table(
        "counter",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_counter"),
    )


def _create_inquiry() -> None:
    op.create_table(
        "inquiry",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("representative_email", sa.Text(), nullable=False),
        sa.Column("representative_name", sa.Text(), nullable=False),
        sa.Column("client_family_name", sa.Text(), nullable=False),
        sa.Column("client_given_name", sa.Text(), nullable=False),
        sa.Column("a_number", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("requests", sa.Text(), nullable=False),
        sa.Column("custody", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("related", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_inquiry"),
        sa.UniqueConstraint("token", name="uq_inquiry_token"),
    )
    op.create_index("ix_inquiry_a_number", "inquiry", ["a_number"])
    op.create_index("ix_inquiry_due_at", "inquiry", ["due_at"])
    op.create_index("ix_inquiry_office", "inquiry", ["office"])
    op.create_index("ix_inquiry_representative_email", "inquiry", ["representative_email"])
    op.create_index("ix_inquiry_state_due_at", "inquiry", ["state", "due_at"])


def _create_message() -> None:
    op.create_table(
        "message",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("oversize", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_reason", sa.Text(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tray", sa.Text(), nullable=True),
        sa.Column("filing_reason", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_message"),
        sa.UniqueConstraint("content_digest", name="uq_message_content_digest"),
    )
    op.create_index("ix_message_held", "message", ["held_at"], **_where("held_at IS NOT NULL AND settled_at IS NULL"))
    op.create_index("ix_message_message_id", "message", ["message_id"])
    op.create_index("ix_message_waiting", "message", ["kept_at", "place"], **_where("settled_at IS NULL AND held_at IS NULL"))


def _create_missed() -> None:
    op.create_table(
        "missed",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "epoch", "key", name="pk_missed"),
    )


def _create_joined() -> None:
    op.create_table(
        "joined",
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("inquiry", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry"], ["inquiry.number"], name="fk_joined_inquiry"),
        sa.ForeignKeyConstraint(["message"], ["message.digest"], name="fk_joined_message"),
        sa.PrimaryKeyConstraint("message", "inquiry", "role", name="pk_joined"),
    )
    op.create_index("ix_joined_inquiry", "joined", ["inquiry"])


def _create_letter() -> None:
    op.create_table(
        "letter",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("inquiry", sa.Text(), nullable=True),
        sa.Column("to_email", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["inquiry"], ["inquiry.number"], name="fk_letter_inquiry"),
        sa.PrimaryKeyConstraint("key", name="pk_letter"),
    )
    op.create_index("ix_letter_inquiry", "letter", ["inquiry"])
    op.create_index("ix_letter_message_id", "letter", ["message_id"])
    op.create_index("ix_letter_sending", "letter", ["key"], **_where("state = 'sending'"))
    op.create_index("ix_letter_to_email_created_at", "letter", ["to_email", "created_at"])
    op.create_index("ix_letter_waiting", "letter", ["created_at", "key"], **_where("next_try_at IS NOT NULL"))


def _create_log() -> None:
    op.create_table(
        "log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("inquiry", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry"], ["inquiry.number"], name="fk_log_inquiry"),
        sa.PrimaryKeyConstraint("id", name="pk_log"),
        sa.UniqueConstraint("mark", name="uq_log_mark"),
    )
    op.create_index("ix_log_inquiry", "log", ["inquiry"])
    op.create_index("ix_log_operator", "log", ["at"], **_where("inquiry IS NULL"))


def _create_sighting() -> None:
    op.create_table(
        "sighting",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["message"], ["message.digest"], name="fk_sighting_message"),
        sa.PrimaryKeyConstraint("mailbox", "epoch", "key", name="pk_sighting"),
    )
    op.create_index("ix_sighting_message", "sighting", ["message"])
    op.create_index("ix_sighting_unfiled", "sighting", ["mailbox", "epoch", "seen_at"], **_where("filed_at IS NULL"))
