"""A smaller chaos that the real desk survives, and each desk that is built wrong does not."""

import pytest

from tests.faults.chaos import Mayhem, run
from tests.servers.dovecot import running_dovecot

pytestmark = pytest.mark.long
LOSING = ("cursor", "no-uidvalidity", "seen-flag", "message-id")
DOUBLING = ("octets",)


@pytest.mark.chaos
@pytest.mark.timeout(300)
@pytest.mark.parametrize("mutant", [*LOSING, *DOUBLING])
def test_the_chaos_catches_a_desk_built_wrong(mutant, tmp_path):
    outcome = run(Mayhem(mails=60, kills=5, renumberings=3, seed=7, mutant=mutant), dovecot=running_dovecot(), folder=tmp_path)

    print(outcome)
    assert outcome.kept >= 5 and not outcome.crashed_by_itself, f"the mutant {mutant} must work, and work wrong: {outcome}"
    wrong = outcome.lost if mutant in LOSING else outcome.doubled
    assert wrong, f"the mutant {mutant} did no harm, so the chaos proves nothing about it: {outcome}"


@pytest.mark.chaos
@pytest.mark.timeout(300)
def test_the_same_small_chaos_leaves_the_real_desk_clean(tmp_path):
    outcome = run(Mayhem(mails=60, kills=5, renumberings=3, seed=7), dovecot=running_dovecot(), folder=tmp_path)

    assert outcome.is_clean, outcome
