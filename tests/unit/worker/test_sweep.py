"""The nets under the road: what waits unseen, and what the server lists but the ledger does not know."""

from datetime import timedelta

from pdinbox.worker.sweep import reconcile, sweep
from tests.builders import NOW
from tests.unit.worker.crew import Crew, a_mail


def test_a_message_that_waits_is_found_and_said_by_its_digest():
    crew = Crew()
    crew.mailbox.deliver(a_mail())
    crew.pollers[0].poll()

    assert sweep(crew.store, log=crew.log)
    assert len(str(crew.said("swept")[0]["digest"])) == 12


def test_nothing_is_said_where_nothing_waits():
    crew = Crew()

    assert not sweep(crew.store, log=crew.log) and crew.log.said == []


def test_a_reconciliation_takes_in_what_no_poll_saw():
    crew = Crew()
    crew.mailbox.deliver(a_mail())

    assert reconcile(crew.pollers[0]) and crew.store.counts()["messages"] == 1
    assert crew.said("reconciled") == [{"mailbox": "national", "unknown": 0}]


def test_what_the_server_lists_but_does_not_give_is_an_alarm_for_the_operator():
    crew = Crew()
    crew.mailbox.withhold(crew.mailbox.deliver(a_mail()))

    assert not reconcile(crew.pollers[0])
    (line,) = crew.store.operator_lines(NOW - timedelta(days=1))
    assert line.event == "reconcile-mismatch" and "national" in line.words
    assert crew.said("reconciled-warning") == [{"mailbox": "national", "unknown": 1}]
