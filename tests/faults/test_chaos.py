"""Nothing lost, nothing twice, whatever happens. `test_chaos_catches.py` proves that this test can fail."""

import pytest

from tests.faults.chaos import Mayhem, run
from tests.servers.dovecot import running_dovecot

pytestmark = pytest.mark.long


@pytest.mark.chaos
@pytest.mark.timeout(600)
def test_three_hundred_mails_survive_thirty_kills(tmp_path):
    outcome = run(Mayhem(mails=300, kills=30, renumberings=4, seed=2026), dovecot=running_dovecot(), folder=tmp_path)

    print(outcome)
    assert outcome.is_clean, outcome
    assert outcome.held == 0, outcome
    assert outcome.kills >= 30 and outcome.cuts > 0
    assert outcome.stopped_within < 10
