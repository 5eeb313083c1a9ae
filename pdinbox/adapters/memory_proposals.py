"""The memory double of `proposal_ports.Proposals`."""

from dataclasses import replace
from datetime import datetime

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.proposal import Proposal, ProposalState


class MemoryProposals:
    """What was proposed on the pages."""

    _memory: Memory

    def propose(self, proposal: Proposal) -> None:
        """Keep a new one."""
        with self._memory.lock:
            self._memory.proposals[proposal.id] = proposal

    def proposal(self, proposal_id: str) -> Proposal | None:
        """The one of that id."""
        with self._memory.lock:
            return self._memory.proposals.get(proposal_id)

    def proposals(self, *, limit: int = 50) -> tuple[Proposal, ...]:
        """The newest first."""
        with self._memory.lock:
            return tuple(sorted(self._memory.proposals.values(), key=lambda one: (-one.at.timestamp(), one.id))[:limit])

    def decide_proposal(self, proposal_id: str, state: ProposalState, *, by: str, at: datetime) -> bool:
        """Only an open one is decided; False where somebody was quicker."""
        with self._memory.lock:
            found = self._memory.proposals.get(proposal_id)
            if found is None or found.state is not ProposalState.OPEN:
                return False
            self._memory.proposals[proposal_id] = replace(found, state=state, decided_by=by, decided_at=at)
            return True
