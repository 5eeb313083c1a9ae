"""Inquiries with their mails, page by page in the order of the primary key: a million of them cost no more memory than a page."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from pdinbox.flows.recall import EVIDENCE_ROLES
from pdinbox.model.plan import Role
from pdinbox.model.stored import StoredInquiry, StoredMail
from pdinbox.store.codec import joined_dossier
from pdinbox.store.database import Database
from pdinbox.store.overrides import overrides_of
from pdinbox.store.rows import inquiry_of
from pdinbox.store.tables import inquiry, joined, message

_PAGE: Final = select(inquiry).order_by(inquiry.c.number.desc())
_EVIDENCE: Final = (
    select(joined.c.inquiry, joined.c.role, joined.c.dealt, message.c.kept_at, message.c.dossier, message.c.oversize)
    .join(message, message.c.digest == joined.c.message)
    .where(joined.c.inquiry.in_(bindparam("wanted", expanding=True)), joined.c.role.in_(tuple(role.value for role in EVIDENCE_ROLES)))
    .order_by(message.c.kept_at, message.c.place)
)
_COUNT: Final = select(func.count()).select_from(inquiry)


class SqlStored:
    """The part of `ports.Records` that gives everything back, over a database."""

    _database: Database

    def stored_inquiries(self, *, before: str = "", since: datetime | None = None, limit: int = 100) -> tuple[StoredInquiry, ...]:
        """Inquiries with the mails that count as evidence, the highest number first: a page of them."""
        page: Any = _PAGE.limit(limit)
        if before:
            page = page.where(inquiry.c.number < before)
        if since is not None:
            page = page.where(inquiry.c.opened_at >= since)
        with self._database.reading() as connection:
            found = [inquiry_of(row) for row in connection.execute(page)]
            mails: dict[str, list[StoredMail]] = {one.number: [] for one in found}
            for row in connection.execute(_EVIDENCE, {"wanted": list(mails)}) if mails else ():
                mails[row.inquiry].append(
                    StoredMail(at=row.kept_at, role=Role(row.role), dossier=joined_dossier(row), oversize=row.oversize)
                )
            overrides = overrides_of(connection, mails)
        return tuple(StoredInquiry(inquiry=one, mails=tuple(mails[one.number]), overrides=overrides.get(one.number, ())) for one in found)

    def count_inquiries(self, *, since: datetime | None = None) -> int:
        """How many were opened from that moment on, or ever."""
        question: Any = _COUNT if since is None else _COUNT.where(inquiry.c.opened_at >= since)
        with self._database.reading() as connection:
            return int(connection.execute(question).scalar_one())
