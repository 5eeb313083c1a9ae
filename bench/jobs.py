"""What the queue costs: the same step on the same PostgreSQL, by asking the rows and by jobs of Procrastinate. Run: python -m bench jobs.

The step is the least there is: it reads nothing and holds its message, one short transaction. What is left is the engine's own.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import psutil

from bench.measure import processor_seconds
from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.procrastinate_work import ProcrastinateWork, Pulse
from pdinbox.model.work import Kind, Retry
from pdinbox.store.open import open_store
from pdinbox.work_ports import Step, Work
from pdinbox.worker.row_work import RowWork
from tests.contract.store_values import arrive
from tests.servers.postgres import postgres

JOBS = 600


def main(count: int = JOBS) -> None:
    """Run and print."""
    print(f"\n{count} messages that are only put aside, PostgreSQL; milliseconds each, without the server's own\n")
    rows = _run("rows asked for", lambda _url: RowWork(rests={Kind.EXAMINE: 5.0}, after={}), count)
    jobs = _run("Procrastinate", lambda url: ProcrastinateWork(url, retry=Retry(), pulse=Pulse(), log=MemoryLog()), count)
    wall, processor = jobs[0] - rows[0], jobs[1] - rows[1]
    print(f"\nthe queue's own: {wall:.1f} ms of wall, {processor:.1f} ms of processor; {count / jobs[2]:.0f} jobs a second\n")


def _run(name: str, make: Callable[[str], Work], count: int) -> tuple[float, float, float]:
    """Wall and processor milliseconds each, and the seconds of all; jobs are made with their rows, before the clock starts."""
    url = postgres().emptied_url
    postgres().emptied_database()
    store, done = open_store(url), threading.Semaphore(0)
    arrive(store, *(f"mail-{place}" for place in range(count)))
    work = make(url)

    def this(digest: str) -> None:
        store.hold(digest, reason="done", at=datetime.now(UTC))
        done.release()

    def next_one() -> bool:
        waiting = store.next_waiting()
        if waiting is not None:
            this(waiting.digest)
        return waiting is not None

    thread = threading.Thread(target=work.run, args=({Kind.EXAMINE: Step(next=next_one, this=this)},))
    # the first is not counted: it waits for connections
    thread.start()
    assert done.acquire(timeout=60)
    spent, began = processor_seconds(psutil.Process()), time.monotonic()
    for _ in range(count - 1):
        assert done.acquire(timeout=60)
    wall = time.monotonic() - began
    processor = processor_seconds(psutil.Process()) - spent
    work.stop()
    thread.join(20)
    store.close()
    each = 1000 * wall / (count - 1), 1000 * processor / (count - 1)
    print(f"{name:<16} {each[0]:6.1f} ms wall   {each[1]:6.1f} ms processor")
    return *each, wall
