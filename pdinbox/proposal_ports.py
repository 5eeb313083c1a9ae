"""The door to proposals: files of rules and templates that somebody wants otherwise, and who decided."""

from datetime import datetime
from typing import Protocol

from pdinbox.model.proposal import Proposal, ProposalState


class Proposals(Protocol):
    """What was proposed on the pages."""

    def propose(self, proposal: Proposal) -> None:
        """Keep a new one."""

    def proposal(self, proposal_id: str) -> Proposal | None:
        """The one of that id."""

    def proposals(self, *, limit: int = 50) -> tuple[Proposal, ...]:
        """The newest first."""

    def decide_proposal(self, proposal_id: str, state: ProposalState, *, by: str, at: datetime) -> bool:
        """Only an open one is decided; False where somebody was quicker."""
