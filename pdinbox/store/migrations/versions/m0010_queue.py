"""What the queue shows and orders by, beside each inquiry; the words that can be searched; saved views, kept searches, jobs on many.

Filled from the mails, drafts and letters that are there, a page of inquiries after the other.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from pdinbox.flows.queue_facts import facts_of, searched_words
from pdinbox.flows.recall import COUNTING_ROLES
from pdinbox.model.family import Member
from pdinbox.model.message import Address
from pdinbox.model.person import fold
from pdinbox.model.plan import Role
from pdinbox.model.queue import PENDING, UNDATED
from pdinbox.model.route import BY_PERSON
from pdinbox.store.codec import DOSSIER, ROUTE, WORDS
from pdinbox.store.types import UtcTime

revision = "0010"
down_revision = "0016"
branch_labels = None
depends_on = None

_PAGE = 500
_FILTERED = (
    *("office", "assignee", "state", "is_restricted", "custody", "language"),
    *("must_fix", "to_check", "overridden", "has_files", "was_rerouted", "drafts", "opened_at"),
)
_SIFTED = ("office", "is_restricted", "assignee", "custody", "language")
_OPEN, _SETTLED = "is_open <> 0", "is_open = 0"
_INDEXES: dict[str, tuple[Sequence[str], str]] = {
    "ix_inquiry_open": (("due_order", "number", *_FILTERED), _OPEN),
    "ix_inquiry_open_office": (("office", "due_order", "number", *_FILTERED[1:]), _OPEN),
    "ix_inquiry_open_client": (("client_order", "number"), _OPEN),
    "ix_inquiry_open_request": (("request_order", "number"), _OPEN),
    "ix_inquiry_open_received": (("opened_at", "number"), _OPEN),
    "ix_inquiry_open_number": (("number",), _OPEN),
    "ix_inquiry_settled": (("state", "number", *_SIFTED), _SETTLED),
    "ix_inquiry_settled_office": (("office", "state", "number", *_SIFTED[1:]), _SETTLED),
    "ix_inquiry_answered": (("answered_at", "number", "office", "is_restricted"), "answered_at IS NOT NULL"),
    "ix_inquiry_office_answered": (("office", "answered_at", "number", "is_restricted"), "answered_at IS NOT NULL"),
}
_HEARD = tuple(role.value for role in (*COUNTING_ROLES, Role.OFFICE_REPLY))
_COUNTING = tuple(role.value for role in COUNTING_ROLES)


def upgrade() -> None:
    _add_columns()
    _create_search()
    _create_views()
    _create_jobs()
    _fill(op.get_bind())
    op.drop_index("ix_inquiry_office", table_name="inquiry")
    for name, (columns, where) in _INDEXES.items():
        op.create_index(name, "inquiry", list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for table in ("bulk_item", "bulk_job", "kept_search", "saved_view", "search_words", "searched"):
        op.drop_table(table)
    for name in _INDEXES:
        op.drop_index(name, table_name="inquiry")
    op.create_index("ix_inquiry_office", "inquiry", ["office"])
    for column in _new_columns():
        op.drop_column("inquiry", column.name)


def _new_columns() -> tuple[sa.Column[Any], ...]:
    numbers = ("is_open", "is_restricted", "was_rerouted", "must_fix", "to_check", "overridden", "has_files", "drafts")
    return (
        *(sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in numbers),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in ("client_order", "request_order")),
        sa.Column("rules", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("due_order", sa.DateTime(timezone=True), nullable=False, server_default=f"{UNDATED:%Y-%m-%d %H:%M:%S.%f}"),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    )


def _add_columns() -> None:
    for column in _new_columns():
        op.add_column("inquiry", column)


def _create_search() -> None:
    op.create_table(
        "searched",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry"], ["inquiry.number"], name="fk_searched_inquiry"),
        sa.ForeignKeyConstraint(["message"], ["message.digest"], name="fk_searched_message"),
        sa.PrimaryKeyConstraint("id", name="pk_searched"),
        sa.UniqueConstraint("inquiry", "message", name="uq_searched_inquiry"),
    )
    op.create_index("ix_searched_message", "searched", ["message"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_words USING fts5(client, sender, words, columnsize=0)")
        op.execute("CREATE TRIGGER search_words_go AFTER DELETE ON searched BEGIN DELETE FROM search_words WHERE rowid = old.id; END")
    else:
        op.execute(
            "CREATE TABLE search_words (id integer PRIMARY KEY REFERENCES searched (id) ON DELETE CASCADE, vector tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_words_vector ON search_words USING gin (vector)")


def _create_views() -> None:
    op.create_table(
        "saved_view",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "name", "view", "owner", "office", "by")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
    )
    op.create_index("ix_saved_view_owner", "saved_view", ["owner"])
    op.create_index("ix_saved_view_office", "saved_view", ["office"])
    op.create_table(
        "kept_search",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "person", "typed", "within")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_search"),
    )
    op.create_index("ix_kept_search_person_at", "kept_search", ["person", "at"])


def _create_jobs() -> None:
    op.create_table(
        "bulk_job",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "person", "action", "target", "reason", "back")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_job"),
    )
    op.create_table(
        "bulk_item",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("number", "outcome", "words")),
        sa.ForeignKeyConstraint(["job"], ["bulk_job.id"], name="fk_bulk_item_job"),
        sa.PrimaryKeyConstraint("job", "place", name="pk_bulk_item"),
    )


_ROWS = sa.text(
    "SELECT number, state, restricted, route, due_at, client_family_name, client_given_name, a_number, requests, topic,"
    " representative_email, representative_name FROM inquiry WHERE number > :after ORDER BY number LIMIT :most"
).columns(due_at=UtcTime)
_MAILS = (
    sa.text(
        "SELECT joined.inquiry, joined.message, joined.role, message.kept_at, message.dossier FROM joined"
        " JOIN message ON message.digest = joined.message WHERE joined.inquiry IN :numbers AND joined.role IN :roles"
        " ORDER BY message.kept_at, message.place"
    )
    .bindparams(sa.bindparam("numbers", expanding=True), sa.bindparam("roles", expanding=True))
    .columns(kept_at=UtcTime)
)
_FAMILY = sa.text(
    "SELECT DISTINCT joined.inquiry, other.number, other.a_number, other.client_family_name, other.client_given_name FROM joined"
    " JOIN joined AS shared ON shared.message = joined.message JOIN inquiry AS other ON other.number = shared.inquiry"
    " WHERE joined.inquiry IN :numbers AND other.number <> joined.inquiry AND joined.role IN :roles AND shared.role IN :roles"
    " ORDER BY joined.inquiry, other.number"
).bindparams(sa.bindparam("numbers", expanding=True), sa.bindparam("roles", expanding=True))
_WRITE = sa.text(
    "UPDATE inquiry SET is_open = :is_open, is_restricted = :is_restricted, was_rerouted = :was_rerouted, due_order = :due_order,"
    " client_order = :client_order, request_order = :request_order, must_fix = :must_fix, to_check = :to_check, rules = :rules,"
    " has_files = :has_files, last_message_at = :last_message_at,"
    " drafts = (SELECT count(*) FROM draft WHERE draft.inquiry = inquiry.number AND draft.letter = ''),"
    " answered_at = (SELECT max(letter.created_at) FROM letter JOIN draft ON draft.letter = letter.key"
    " WHERE draft.inquiry = inquiry.number AND draft.letter <> '' AND draft.kind = 'resolution') WHERE number = :number"
).bindparams(sa.bindparam("due_order", type_=UtcTime), sa.bindparam("last_message_at", type_=UtcTime))
_ADD_SEARCHED = sa.text("INSERT INTO searched (inquiry, message) VALUES (:inquiry, :message) RETURNING id")
_ADD_WORDS = {
    "sqlite": "INSERT INTO search_words (rowid, client, sender, words) VALUES (:id, :client, :sender, :words)",
    "postgresql": "INSERT INTO search_words (id, vector) VALUES (:id, setweight(to_tsvector('simple', :client), 'A')"
    " || setweight(to_tsvector('simple', :sender), 'B') || setweight(to_tsvector('simple', :words), 'D'))",
}


def _fill(bind: sa.Connection) -> None:
    after = ""
    while rows := bind.execute(_ROWS, {"after": after, "most": _PAGE}).all():
        numbers = [row.number for row in rows]
        mails: dict[str, list[Any]] = {number: [] for number in numbers}
        for mail in bind.execute(_MAILS, {"numbers": numbers, "roles": _HEARD}):
            mails[mail.inquiry].append(mail)
        family: dict[str, list[Any]] = {number: [] for number in numbers}
        for other in bind.execute(_FAMILY, {"numbers": numbers, "roles": _COUNTING}):
            family[other.inquiry].append(other)
        for row in rows:
            _fill_one(bind, row, mails=mails[row.number], family=family[row.number])
        after = numbers[-1]


def _fill_one(bind: sa.Connection, row: Any, *, mails: Sequence[Any], family: Sequence[Any]) -> None:
    read = [(mail, DOSSIER.load(mail.dossier)) for mail in mails if mail.dossier]
    members = tuple(
        Member(a_number=one.a_number, family_name=one.client_family_name, given_name=one.client_given_name) for one in (row, *family)
    )
    counting = [dossier for mail, dossier in read if mail.role in _COUNTING]
    facts = facts_of(counting, members=members, last_message_at=max((mail.kept_at for mail in mails), default=None))
    columns = {
        "number": row.number,
        "is_open": int(row.state in {state.value for state in PENDING}),
        "is_restricted": int(row.restricted != "[]"),
        "was_rerouted": int(ROUTE.load(row.route).basis == BY_PERSON),
        "due_order": row.due_at or UNDATED,
        "client_order": fold(f"{row.client_family_name} {row.client_given_name}"),
        "request_order": next(iter(WORDS.load(row.requests)), row.topic),
        "must_fix": facts.must_fix,
        "to_check": facts.to_check,
        "rules": WORDS.dump(facts.rules),
        "has_files": int(facts.has_files),
        "last_message_at": facts.last_message_at,
    }
    bind.execute(_WRITE, columns)
    client = " ".join(part for part in (row.client_given_name, row.client_family_name) if part)
    speaker = Address(email=row.representative_email, name=row.representative_name)
    add = sa.text(_ADD_WORDS[bind.dialect.name])
    for mail, dossier in read:
        new = bind.execute(_ADD_SEARCHED, {"inquiry": row.number, "message": mail.message}).scalar_one()
        said = zip(("client", "sender", "words"), searched_words(client, speaker, dossier.message), strict=True)
        bind.execute(add, {"id": new, **{name: fold(words) for name, words in said}})
