"""`proposal_ports.Proposals` over every store."""

from dataclasses import replace

from pdinbox.model.proposal import Proposal, ProposalState
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER

ONE = Proposal(
    id="a", path="rules/topics.yaml", base="ab" * 32, before="x: 1\n", text="x: 2\n", author="m.reyes", at=NOW, reason="clearer words"
)


def test_a_proposal_comes_back_whole_the_newest_first(store: Store) -> None:
    store.propose(ONE)
    store.propose(replace(ONE, id="b", at=LATER))

    assert store.proposal("a") == ONE and store.proposal("z") is None
    assert [one.id for one in store.proposals()] == ["b", "a"] and [one.id for one in store.proposals(limit=1)] == ["b"]


def test_it_is_decided_once(store: Store) -> None:
    store.propose(ONE)

    assert store.decide_proposal("a", ProposalState.ACCEPTED, by="t.boone", at=LATER)
    assert not store.decide_proposal("a", ProposalState.DROPPED, by="m.reyes", at=LATER)
    decided = replace(ONE, state=ProposalState.ACCEPTED, decided_by="t.boone", decided_at=LATER)
    assert store.proposal("a") == decided
    assert not store.decide_proposal("z", ProposalState.DROPPED, by="m.reyes", at=LATER)
