"""The table of inquiries. Beside an inquiry's own facts a row keeps what the queue shows and orders by, so that no page walks mails."""

from datetime import datetime
from typing import ClassVar, Final

from sqlalchemy import Index, Table
from sqlmodel import SQLModel

from pdinbox.model.queue import UNDATED
from pdinbox.store.columns import count_column, key_column, partial, table_of, text_column, time_column

IS_OPEN: Final = "is_open <> 0"
IS_SETTLED: Final = "is_open = 0"
_FILTERED: Final = (
    "office",
    "assignee",
    "state",
    "is_restricted",
    "custody",
    "language",
    "must_fix",
    "to_check",
    "overridden",
    "has_files",
    "was_rerouted",
    "drafts",
    "opened_at",
)
"""What views filter by: in the index, so that a page and all counts read it and no row that is not shown."""
_SIFTED: Final = ("office", "is_restricted", "assignee", "custody", "language")
"""The same for the many that are settled. No index over all inquiries begins with the office: it would be taken for these."""
_FAR: Final = f"{UNDATED:%Y-%m-%d %H:%M:%S.%f}"


class InquiryRow(SQLModel, table=True):
    """One inquiry as it stands. `office` repeats the route's, `is_restricted` says whether `restricted` names anything.

    `is_open` (0 or 1) is whether it is in the queue. `due_order` is `due_at`, or the far future; `client_order` the client's name, folded,
    and `request_order` the first request, or the topic. `must_fix`, `to_check`, `overridden` and `rules` are of its open findings.
    `drafts` counts the letters that are written and not sent; `answered_at` is when the last answer was written.
    `worked_minutes` is the desk's working time once the clock has stopped, `was_late` whether the time was over then.
    """

    __tablename__: ClassVar[str] = "inquiry"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        Index("ix_inquiry_state_due_at", "state", "due_at"),
        Index("ix_inquiry_opened_at", "opened_at"),
        partial("ix_inquiry_next_event_at", "next_event_at", "number", where="next_event_at IS NOT NULL"),
        partial("ix_inquiry_assignee", "assignee", where="assignee <> ''"),
        partial("ix_inquiry_office_token", "office_token", where="office_token <> ''"),
        partial("ix_inquiry_open", "due_order", "number", *_FILTERED, where=IS_OPEN),
        partial("ix_inquiry_open_office", "office", "due_order", "number", *_FILTERED[1:], where=IS_OPEN),
        partial("ix_inquiry_open_client", "client_order", "number", where=IS_OPEN),
        partial("ix_inquiry_open_request", "request_order", "number", where=IS_OPEN),
        partial("ix_inquiry_open_received", "opened_at", "number", where=IS_OPEN),
        partial("ix_inquiry_open_number", "number", where=IS_OPEN),
        partial("ix_inquiry_settled", "state", "number", *_SIFTED, where=IS_SETTLED),
        partial("ix_inquiry_settled_office", "office", "state", "number", *_SIFTED[1:], where=IS_SETTLED),
        partial("ix_inquiry_answered", "answered_at", "number", "office", "is_restricted", where="answered_at IS NOT NULL"),
        partial("ix_inquiry_office_answered", "office", "answered_at", "number", "is_restricted", where="answered_at IS NOT NULL"),
    )
    number: str = key_column(primary_key=True)
    version: int
    state: str = text_column()
    opened_at: datetime = time_column()
    mailbox: str = text_column()
    representative_email: str = key_column(index=True)
    representative_name: str = text_column()
    client_family_name: str = text_column()
    client_given_name: str = text_column()
    a_number: str = key_column(index=True)
    topic: str = text_column()
    requests: str = text_column()
    custody: str = text_column()
    urgency: str = text_column()
    language: str = text_column()
    token: str = key_column(unique=True)
    verdict: str = text_column()
    route: str = text_column()
    office: str | None = key_column(default=None)
    due_at: datetime | None = time_column(default=None, index=True)
    related: str = text_column()
    clock: str | None = text_column(default=None)
    next_event_at: datetime | None = time_column(default=None)
    restricted: str = text_column(sa_column_kwargs={"server_default": "[]"})
    assignee: str = key_column(sa_column_kwargs={"server_default": ""})
    outcome: str = text_column(sa_column_kwargs={"server_default": ""})
    office_token: str = key_column(sa_column_kwargs={"server_default": ""})
    points: str = text_column(sa_column_kwargs={"server_default": "[]"})
    lifted: str = text_column(sa_column_kwargs={"server_default": "[]"})
    duplicate_of: str = key_column(sa_column_kwargs={"server_default": ""})
    is_open: int = count_column()
    is_restricted: int = count_column()
    was_rerouted: int = count_column()
    due_order: datetime = time_column(sa_column_kwargs={"server_default": _FAR})
    client_order: str = key_column(sa_column_kwargs={"server_default": ""})
    request_order: str = key_column(sa_column_kwargs={"server_default": ""})
    must_fix: int = count_column()
    to_check: int = count_column()
    overridden: int = count_column()
    rules: str = text_column(sa_column_kwargs={"server_default": "[]"})
    has_files: int = count_column()
    last_message_at: datetime | None = time_column(default=None)
    drafts: int = count_column()
    answered_at: datetime | None = time_column(default=None)
    worked_minutes: int | None = None
    was_late: int = count_column()


inquiry: Table = table_of(InquiryRow)
