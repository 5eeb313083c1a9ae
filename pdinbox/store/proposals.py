"""Proposals -> rows."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Table, bindparam, select, update
from sqlmodel import Field, SQLModel

from pdinbox.model.proposal import Proposal, ProposalState
from pdinbox.store.database import Database
from pdinbox.store.rows import AnyRow
from pdinbox.store.types import CleanText, KeyText, UtcTime


class ProposalRow(SQLModel, table=True):
    """One proposal."""

    __tablename__: ClassVar[str] = "proposal"
    id: str = Field(sa_type=KeyText, primary_key=True)
    path: str = Field(sa_type=CleanText)
    base: str = Field(sa_type=CleanText)
    before: str = Field(sa_type=CleanText)
    text: str = Field(sa_type=CleanText)
    author: str = Field(sa_type=KeyText)
    at: datetime = Field(sa_type=UtcTime, index=True)
    reason: str = Field(sa_type=CleanText)
    state: str = Field(sa_type=CleanText)
    decided_by: str = Field(sa_type=KeyText)
    decided_at: datetime | None = Field(sa_type=UtcTime, default=None)


_table: Table = SQLModel.metadata.tables["proposal"]
_THIS: Any = bindparam("this")
_DECIDE = update(_table).where(_table.c.id == _THIS, _table.c.state == ProposalState.OPEN.value)


class SqlProposals:
    """`proposal_ports.Proposals` over a database."""

    _database: Database

    def propose(self, proposal: Proposal) -> None:
        """Keep a new one."""
        with self._database.writing() as connection:
            connection.execute(_table.insert().values({**asdict(proposal), "state": proposal.state.value}))

    def proposal(self, proposal_id: str) -> Proposal | None:
        """The one of that id."""
        with self._database.reading() as connection:
            row = connection.execute(select(_table).where(_table.c.id == proposal_id)).first()
        return _proposal_of(row) if row else None

    def proposals(self, *, limit: int = 50) -> tuple[Proposal, ...]:
        """The newest first."""
        with self._database.reading() as connection:
            return tuple(map(_proposal_of, connection.execute(select(_table).order_by(_table.c.at.desc(), _table.c.id).limit(limit))))

    def decide_proposal(self, proposal_id: str, state: ProposalState, *, by: str, at: datetime) -> bool:
        """Only an open one is decided; False where somebody was quicker."""
        decided = _DECIDE.values(state=state.value, decided_by=by, decided_at=at)
        with self._database.writing() as connection:
            return bool(connection.execute(decided, {"this": proposal_id}).rowcount)


def _proposal_of(row: AnyRow) -> Proposal:
    return Proposal(**{**row._mapping, "state": ProposalState(row.state)})
