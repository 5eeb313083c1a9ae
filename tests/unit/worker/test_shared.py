"""A process among those of several hosts: who polls a mailbox, whose time it says, whose letters are whose."""

import threading
from collections.abc import Mapping
from datetime import timedelta

import pytest

from pdinbox.adapters.memory_engine import MemoryWork
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.model.letter import LetterState
from pdinbox.model.work import Kind, process_lease
from pdinbox.ports import Refused, Unavailable
from pdinbox.worker.engine import Shared, running_errands, shared_errands
from pdinbox.worker.loops import Errand
from pdinbox.worker.send import Sender
from pdinbox.worker.tenure import Tenure
from tests.unit.worker.crew import Crew, a_mail
from tests.unit.worker.test_schedule import running, until


class CutOff:
    """The leases of a store, until this host is cut off from it."""

    def __init__(self, store: MemoryStore) -> None:
        self.store, self.is_cut = store, False

    def take_lease(self, name: str, *, holder: str, seconds: float) -> bool:
        if self.is_cut:
            raise Unavailable("the database is away")
        return self.store.take_lease(name, holder=holder, seconds=seconds)

    def end_lease(self, name: str, *, holder: str) -> None:
        if self.is_cut:
            raise Unavailable("the database is away")
        self.store.end_lease(name, holder=holder)

    def leases(self, prefix: str) -> Mapping[str, str]:
        return self.store.leases(prefix)


class Hosts:
    """Two crews that poll one mailbox into one store."""

    def __init__(self) -> None:
        self.one = Crew()
        self.other = Crew(self.one.mailbox, store=self.one.store)
        self.cut = CutOff(self.one.store)

    def daemons(self, **changes):
        tenures = [self.tenure("one", self.cut), self.tenure("other", self.one.store)]
        return [
            crew.daemon(idle=False, seconds=1, shared=Shared(tenure=tenure, backlog=crew.store, pulse_seconds=0.05, **changes))
            for crew, tenure in zip((self.one, self.other), tenures, strict=True)
        ]

    def tenure(self, process: str, leases) -> Tenure:
        crew = self.one if process == "one" else self.other
        return Tenure(leases, process=process, alive_seconds=0.3, lease_seconds=0.3, log=crew.log)


def taken(crew: Crew) -> list[str]:
    return [str(facts["lease"]) for facts in crew.said("lease-taken")]


def test_a_mailbox_is_polled_by_one_host_and_by_another_when_that_one_is_cut_off():
    hosts = Hosts()
    first, second = hosts.daemons()
    with running(first):
        assert until(lambda: taken(hosts.one) == ["mailbox:national"])
        with running(second):
            hosts.one.mailbox.deliver(a_mail(1))
            assert until(lambda: hosts.one.said("polled")) and until(lambda: hosts.other.said("started"))
            assert taken(hosts.other) == []
            hosts.cut.is_cut = True
            hosts.one.mailbox.deliver(a_mail(2))

            assert until(lambda: hosts.other.said("polled"))
    assert taken(hosts.other) == ["mailbox:national"] and len(hosts.one.said("polled")) == 1
    assert hosts.one.store.counts()["messages"] == 2


def test_a_host_that_stops_lets_go_at_once():
    hosts = Hosts()
    daemon, _ = hosts.daemons()
    with running(daemon):
        assert until(lambda: taken(hosts.one)) and hosts.one.store.leases("") == {"mailbox:national": "one", "process:one": "one"}

    assert hosts.one.store.leases("") == {}


def test_a_tick_is_said_by_every_host_and_counts_once():
    hosts = Hosts()
    with running(hosts.daemons(ticks={"numbers": timedelta(seconds=1)})[0]):
        assert until(lambda: hosts.one.store._memory.ticks)

    at = hosts.one.clock.now()
    assert not hosts.one.store.tick("numbers", at=at, every=timedelta(seconds=1))


def test_a_process_that_takes_jobs_does_the_row_that_it_is_given():
    crew, work, done = Crew(), MemoryWork(), threading.Event()
    crew.mailbox.deliver(a_mail())
    crew.pollers[0].poll()
    errand = Errand(name="numbers", run=lambda: bool(done.set()), seconds=1)
    tenure = Tenure(crew.store, process="one", alive_seconds=5, lease_seconds=5, log=crew.log)
    work.put(Kind.EXAMINE, crew.store.next_waiting().digest)
    work.put(Kind.ERRAND, "numbers")

    with running(crew.daemon(shared=Shared(tenure=tenure, backlog=crew.store, pulse_seconds=1, work=work, errands=(errand,)))):
        assert until(lambda: crew.store.counts()["messages.settled"] == 1) and done.wait(5)
        work.put(Kind.SEND, crew.store.next_letter(crew.clock.now()).key)

        assert until(lambda: crew.courier.sent)


def test_an_errand_that_this_version_does_not_know_is_refused():
    with pytest.raises(Refused, match="different versions"):
        running_errands((), is_over=lambda: False).this("numbers")


def test_what_the_look_over_all_rows_takes_over_is_said():
    crew = Crew()
    crew.mailbox.deliver(a_mail())
    crew.pollers[0].poll()
    crew.examiner.examine_next()
    letter = crew.store.next_letter(crew.clock.now())
    crew.store.take_lease(process_lease("one"), holder="one", seconds=0)
    crew.store.sending(letter.key, crew.clock.now(), taker="one")

    second, none = timedelta(seconds=1), timedelta(0)
    for errand in shared_errands(crew.store, clock=crew.clock, log=crew.log, every=second, stalled=none, smtp_seconds=30, take_over=second):
        assert not errand.run()
    assert crew.said("taken-over-warning") == [{"jobs": 0, "letters": 1}]
    assert crew.store.due_letter(letter.key, crew.clock.now()).state is LetterState.UNCERTAIN


def test_the_outcome_of_a_letter_is_written_when_the_store_is_back(monkeypatch):
    class Away(MemoryStore):
        times = 2

        def settle(self, *args, **facts):
            if self.times:
                self.times -= 1
                raise Unavailable("the database is away")
            super().settle(*args, **facts)

    crew = Crew(store=Away())
    crew.mailbox.deliver(a_mail())
    crew.pollers[0].poll()
    crew.examiner.examine_next()
    waits: list[float] = []
    monkeypatch.setattr("pdinbox.worker.send.time.sleep", waits.append)
    sender = Sender(
        outbox=crew.store,
        courier=crew.courier,
        clock=crew.clock,
        log=crew.log,
        unreached=crew.sender.unreached,
        taker="one",
        settle_tries=3,
    )

    assert sender.send(crew.store.next_letter(crew.clock.now()).key) and sender.send("nobody") is None
    assert waits == [1, 1] and crew.store.counts()["letters.sent"] == len(crew.courier.sent) == 1
