"""`work_ports.Work` over every engine: each row that waits is done by one taker, again while it needs it, and nothing stops the others."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_engine import MemoryWork
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.adapters.procrastinate_work import ProcrastinateWork, Pulse
from pdinbox.model.plan import Plan
from pdinbox.model.work import Kind, Retry, Swept
from pdinbox.ports import Later, Store, Unavailable
from pdinbox.store.open import open_store
from pdinbox.work_ports import Step, Work
from pdinbox.worker.row_work import RowWork
from tests.builders import NOW
from tests.contract.store_values import LATER, a_letter_of, arrive, digest_of, open_inquiry
from tests.servers.postgres import postgres

QUICK = Pulse(every=0.3, stalled=1.0, stops_within=1.0, looks_every=0.1)
AT_ONCE = Retry(waits=(timedelta(milliseconds=50),), most=2)


def procrastinate(log: MemoryLog | None = None, *, stalled: float = QUICK.stalled) -> ProcrastinateWork:
    return ProcrastinateWork(postgres().emptied_url, retry=AT_ONCE, pulse=replace(QUICK, stalled=stalled), log=log or MemoryLog())


@dataclass
class Bench:
    """An engine over a store; what was done is written down, and ends the row's need by holding the message."""

    store: Store
    work: Work
    done: list[str] = field(default_factory=list)
    troubles: dict[str, int] = field(default_factory=dict)

    def arrive(self, *names: str) -> None:
        arrive(self.store, *names)
        for name in names:
            if isinstance(self.work, MemoryWork):
                self.work.put(Kind.EXAMINE, digest_of(name))
        self.work.wake(Kind.EXAMINE)

    def do(self, digest: str) -> None:
        self.done.append(digest)
        if self.troubles.get(digest):
            self.troubles[digest] -= 1
            raise Unavailable("the sandbox is away")
        self.store.hold(digest, reason="done", at=NOW)

    def do_next(self) -> bool:
        waiting = self.store.next_waiting()
        if waiting is not None:
            self.do(waiting.digest)
        return waiting is not None

    @contextmanager
    def running(self) -> Iterator[threading.Thread]:
        with running(self.work, {Kind.EXAMINE: Step(next=self.do_next, this=self.do)}) as thread:
            yield thread


@contextmanager
def running(work: Work, steps: Mapping[Kind, Step]) -> Iterator[threading.Thread]:
    """As the daemon does: a door that is away is no reason to end."""
    is_over = threading.Event()

    def keep_going() -> None:
        while not is_over.is_set():
            try:
                work.run(steps)
            except Unavailable:
                time.sleep(0.01)

    thread = threading.Thread(target=keep_going, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        is_over.set()
        work.stop()
        thread.join(10)
        assert not thread.is_alive()


def until(condition: Callable[[], object], *, seconds: float = 20) -> bool:
    """Whether it became true in time. Asked once a look: it may have an effect."""
    ends = time.monotonic() + seconds
    while not (is_so := bool(condition())) and time.monotonic() < ends:
        time.sleep(0.005)
    return is_so


@pytest.fixture(params=["memory", "rows", "procrastinate"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "procrastinate":
        store: Store = open_store(postgres().emptied_database())
        yield Bench(store=store, work=procrastinate())
        store.close()
        return
    work: Work = MemoryWork() if request.param == "memory" else RowWork(rests={Kind.EXAMINE: 60}, after={})
    yield Bench(store=MemoryStore(), work=work)


def test_what_waits_and_what_comes_is_done_once(bench: Bench) -> None:
    bench.arrive("first", "second")
    with bench.running():
        assert until(lambda: len(bench.done) == 2)
        bench.arrive("third")

        assert until(lambda: len(bench.done) == 3)
    assert bench.done == [digest_of(name) for name in ("first", "second", "third")]


def test_a_step_that_gives_way_to_others_is_done_later_and_nothing_is_said() -> None:
    log, tried = MemoryLog(), []

    def draw(digest: str) -> None:
        tried.append(digest)
        if len(tried) < 4:  # more often than an error of the program is forgiven
            raise Later("a mail waits")

    store = open_store(postgres().emptied_database())
    arrive(store, "first")
    with running(procrastinate(log), {Kind.EXAMINE: Step(next=lambda: False, this=draw)}):
        assert until(lambda: len(tried) == 4)
    store.close()
    assert log.said == []


def test_a_step_whose_door_is_away_is_done_again(bench: Bench) -> None:
    bench.arrive("first")
    bench.troubles[digest_of("first")] = 3
    with bench.running():
        assert until(lambda: len(bench.done) == 4)
    assert bench.store.waiting(digest_of("first")) is None


def test_idle_hands_stop_at_once_and_a_stop_before_the_start_counts(bench: Bench) -> None:
    with bench.running() as thread:
        time.sleep(0.1)
        bench.work.stop()
    assert not thread.is_alive()
    bench.work.run({Kind.EXAMINE: Step(next=bench.do_next, this=bench.do)})


def test_letters_of_one_inquiry_go_one_after_the_other_and_those_of_another_beside_them() -> None:
    store = open_store(postgres().emptied_database())
    one, other = open_inquiry(store, "first", letters=False), open_inquiry(store, "second", serial=2, letters=False)
    store.carry_out(Plan(at=NOW, letters=(a_letter_of(one, key="a:1"), a_letter_of(one, key="a:2"), a_letter_of(other, key="b:1"))))
    begun, ended, go_on = [], [], threading.Event()

    def send(key: str) -> None:
        begun.append(key)
        go_on.wait(10)
        ended.append(key)

    steps = {Kind.SEND: Step(next=lambda: False, this=send)}
    with running(procrastinate(), steps), running(procrastinate(), steps), running(procrastinate(), steps):
        assert until(lambda: len(begun) == 2)
        time.sleep(0.5)
        assert sorted(begun) == ["a:1", "b:1"]
        go_on.set()

        assert until(lambda: len(ended) == 3)
    assert begun[2] == "a:2"
    store.close()


def test_what_fails_for_good_is_given_up_and_said_without_the_errors_words() -> None:
    store, log = open_store(postgres().emptied_database()), MemoryLog()
    arrive(store, "first", "second")
    done = []

    def examine(digest: str) -> None:
        done.append(digest)
        if digest == digest_of("first"):
            raise KeyError("a name, an address or a number of the mail may stand here")

    with running(procrastinate(log), {Kind.EXAMINE: Step(next=lambda: False, this=examine)}):
        assert until(lambda: [event for event, _ in log.said] == ["job-again-warning", "job-given-up-failed"])
        assert until(lambda: digest_of("second") in done)
    assert done.count(digest_of("first")) == 2 and "name" not in str(log.said) and "test_work.py" in str(log.said)
    # the second row needs a step still, and its job is done
    assert store.sweep(LATER) == Swept(found=((Kind.EXAMINE, 1),))
    store.close()


def test_a_job_that_is_to_be_tried_again_gives_way_to_one_that_waits_for_its_row() -> None:
    store = open_store(postgres().emptied_database())
    arrive(store, "first")
    done = []

    def examine(digest: str) -> None:
        done.append(digest)
        if len(done) == 1:
            store.hold(digest, reason="because", at=NOW)
            store.release(digest, at=LATER)
            raise Unavailable("the sandbox is away")

    with running(procrastinate(), {Kind.EXAMINE: Step(next=lambda: False, this=examine)}):
        assert until(lambda: len(done) == 2)
        time.sleep(0.3)
    assert len(done) == 2
    store.close()


def test_a_database_that_is_away_is_said_and_nothing_hangs() -> None:
    work = ProcrastinateWork("postgresql+psycopg://desk@127.0.0.1:9/nowhere", retry=AT_ONCE, pulse=QUICK, log=MemoryLog())

    with pytest.raises(Unavailable, match="the database is away"):
        work.run({Kind.EXAMINE: Step(next=lambda: False, this=print)})
