"""The errand that counts for dashboards."""

from datetime import timedelta

from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.model.numbers import Rolled
from pdinbox.ports import Changed
from pdinbox.worker.roll_up import RollUp
from tests.builders import NOW
from tests.contract.store_values import open_inquiry
from tests.contract.test_store_numbers import ZONES


def work(store: MemoryStore) -> RollUp:
    return RollUp(numbers=store, clock=MemoryClock(NOW + timedelta(minutes=90)), log=MemoryLog(), zones=lambda: ZONES)


def test_an_errand_counts_once_and_rests():
    store = MemoryStore()
    open_inquiry(store)

    assert work(store).run() is False
    mark = store.touched_numbers().mark
    assert (mark.serial, mark.through, mark.at) == (1, NOW + timedelta(hours=1), NOW + timedelta(minutes=90))


def test_whoever_comes_second_leaves_it_as_it_is():
    class Busy(MemoryStore):
        def keep_numbers(self, rolled: Rolled) -> None:
            raise Changed("somebody else")

    rolling = work(Busy())
    assert rolling.run() is False
    assert [event for event, _ in rolling.log.said] == ["numbers-changed"]


def test_counting_everything_says_how_far_it_is():
    store = MemoryStore()
    open_inquiry(store)
    said: list[object] = []

    done = work(store).count(is_all=True, begin=said.append, step=lambda: said.append("week"))
    assert said == [len(done.weeks), *["week"] * len(done.weeks)] and done.weeks
