"""1,000,000 inquiries and 3,000,000 messages on both databases, beside empty ones of the same run: `python -m bench store-scale`.

Filling PostgreSQL is `pdinbox db copy`. Needs 60 GB of disk and a long while; what was filled is kept under `var/bench`.
"""

import itertools
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench import pages
from bench.million import FOLDER, Million
from bench.store import BATCH, NOW, Meter, a_dossier, go
from bench.thrice import thrice
from pdinbox.model.family import Member
from pdinbox.store.copying import copy_store
from pdinbox.store.open import SqlStore, migrate, open_store, schema_version
from pdinbox.store.state import state_of
from tests.contract.test_store_plans import LARGE, OWN, QUESTIONS
from tests.servers.plans import plans
from tests.servers.postgres import PostgresServer

ROUNDS = 10
ASKED = 30
POLLED = ("unseen", "keep", "unfiled", "filed")
"""Steps of a poll: one call for a batch."""
NAME = "scale"
_DURABLE = (
    "shared_buffers=1GB",
    "work_mem=32MB",
    "maintenance_work_mem=512MB",
    "max_wal_size=4GB",
    "checkpoint_timeout=15min",
    "random_page_cost=1.1",
    "listen_addresses=127.0.0.1",
)
"""fsync and synchronous commits are on, as they are without being named."""


class Laps(Meter):
    """Wall time of every call, by step, beside the processor time of this process."""

    def __init__(self) -> None:
        super().__init__()
        self.laps: dict[str, list[float]] = defaultdict(list)

    def time(self, step: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        try:
            return super().time(step, work)
        finally:
            self.laps[step].append(time.perf_counter() - began)

    def middle(self, step: str) -> float:
        """Milliseconds."""
        return 1000 * statistics.median(self.laps[step])

    def worked(self, step: str) -> float:
        """Milliseconds of processor time, on average."""
        return 1000 * self.seconds[step] / len(self.laps[step])


def main() -> None:
    """Run and print."""
    made = thrice()
    _count_on(made.file)
    server = PostgresServer(folder=FOLDER / f"postgres-{made.file.stem}", options=_DURABLE)
    server.start()
    _fill(server, f"sqlite:///{made.file}")
    urls = {"SQLite": f"sqlite:///{made.file}", "PostgreSQL": server.url(NAME)}
    for name, url in urls.items():
        state = state_of(url)
        print(f"{name:12} {state.octets / 1e9:6.2f} GB; {'; '.join(state.notes)}")
    with _empty(server) as empty:
        for name, url in urls.items():
            _road(name, empty[name], url)
    for name, url in urls.items():
        _questions(name, url)
    for name, url in urls.items():
        print(f"\nPages over {name}, {pages.ROUNDS} requests each\n")
        store = open_store(url)
        pages.measure(store, made)
        store.close()
    _backups(made, server)
    server.stop()


def _count_on(file: Path) -> None:
    """The serials go on behind those that were written straight into the file."""
    with sqlite3.connect(file) as connection:
        if not connection.execute("SELECT count(*) FROM counter").fetchone()[0]:
            last = "SELECT CAST(substr(number, 4, 4) AS integer), max(CAST(substr(number, 9, 6) AS integer)) + 1 FROM inquiry GROUP BY 1"
            connection.execute(f"INSERT INTO counter (year, next) {last}")


def _fill(server: PostgresServer, source: str) -> None:
    """By the copy that operators use."""
    with_name = f"SELECT 1 FROM pg_database WHERE datname = '{NAME}'"
    if not server.asked(with_name):
        server.administer(f"CREATE DATABASE {NAME}")
    if schema_version(server.url(NAME)) == schema_version(source):
        return
    began, worked = time.monotonic(), time.process_time()
    times: dict[str, tuple[float, int]] = {}

    def watch(table: str, _done: int, rows: int) -> None:
        times.setdefault(table, (time.monotonic(), rows))

    done = copy_store(source, server.url(NAME), watch=watch)
    took, rows = time.monotonic() - began, sum(table.rows for table in done.tables)
    starts = [*times.items(), ("", (time.monotonic(), 0))]
    used = time.process_time() - worked
    print(f"\ndb copy: {rows:,} rows in {took:.0f} s, {rows / took:,.0f} rows a second, {used:.0f} s of its processor\n")
    for (table, (start, count)), (_, (end, _)) in itertools.pairwise(starts):
        if end - start > 5:
            print(f"    {table:30} {count:10,} rows {end - start:6.0f} s")


@contextmanager
def _empty(server: PostgresServer) -> Iterator[dict[str, str]]:
    """An empty database of each kind, on the same disk."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder, server.empty_database() as address:
        urls = {"SQLite": f"sqlite:///{Path(folder) / 'empty.db'}", "PostgreSQL": address}
        for url in urls.values():
            migrate(url)
        yield urls


def _road(name: str, empty_url: str, full_url: str) -> None:
    """Poll and examine, batch by batch in turn, so that both have the same machine."""
    stores = {"empty": open_store(empty_url), "full": open_store(full_url)}
    meters = {kind: Laps() for kind in stores}
    served = dict.fromkeys(stores, 0.0)
    first = int(time.time()) * 1000
    for turn in range(-1, ROUNDS):
        for kind, store in stores.items():
            before = _backends(store)
            go(store, messages=BATCH, meter=meters[kind] if turn >= 0 else Laps(), first=first + turn * BATCH)
            served[kind] += (_backends(store) - before) * (turn >= 0)
    print(f"\nThe road of one message over {name}: wall time in ms, median of {ROUNDS * BATCH} (processor time in ms, average)\n")
    for part in ("poll", "examine"):
        steps = [step for step in meters["full"].laps if (step in POLLED) == (part == "poll")]
        _compare(part, *({kind: sum(way(meter, step) for step in steps) for kind, meter in meters.items()} for way in (_wall, _work)))
        for step in steps:
            _compare(f"    {step}", *({kind: way(meter, step) for kind, meter in meters.items()} for way in (_wall, _work)))
    walls, works = ({kind: sum(way(meter, step) for step in meter.laps) for kind, meter in meters.items()} for way in (_wall, _work))
    _compare("the whole road", walls, {kind: works[kind] + 1000 * served[kind] / ROUNDS / BATCH for kind in stores})
    common = Laps()
    for turn in range(ASKED):
        common.time("known", lambda turn=turn: _known(stores["full"], first + turn))
    print(f"a name that 625 others have: known {common.middle('known'):.2f} ({common.worked('known'):.2f})")
    for store in stores.values():
        store.close()


def _wall(meter: Laps, step: str) -> float:
    """For one message."""
    return meter.middle(step) / (BATCH if step in POLLED else 1)


def _work(meter: Laps, step: str) -> float:
    return meter.worked(step) / (BATCH if step in POLLED else 1)


def _compare(words: str, walls: dict[str, float], works: dict[str, float]) -> None:
    told = (f"{wall['empty']:8.2f} empty {wall['full']:8.2f} full {wall['full'] / wall['empty']:5.2f} x" for wall in (walls, works))
    print(f"{words:20}", "   processor ".join(told), flush=True)


def _backends(store: SqlStore) -> float:
    """Processor seconds of the server's processes that work for that database; of SQLite there are none beside this one."""
    if store._database.is_sqlite:
        return 0.0
    with store._database.reading() as connection:
        question = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        pids = connection.exec_driver_sql(question).scalars().all()
    times = [psutil.Process(pid).cpu_times() for pid in pids]
    return sum(one.user + one.system for one in times)


def _known(store: SqlStore, number: int) -> object:
    return store.known(
        a_dossier(number),
        mailbox="national",
        at=NOW,
        token="n" * 26,
        own_domains=OWN,
        people=(Member(a_number="912345678", family_name="Alvarez", given_name="Ana"),),
    )


def _questions(name: str, url: str) -> None:
    """What is asked all day: time, and what is read whole."""
    store = open_store(url)
    print(f"\nQuestions over {name}, wall time in ms, median of {ASKED}\n")
    for words, ask in QUESTIONS.items():
        laps = Laps()
        for _ in range(ASKED):
            laps.time(words, lambda ask=ask: ask(store))
        whole = {step.table for step in plans(store, lambda ask=ask: ask(store)) if not step.index} & LARGE
        print(f"{words:32} {laps.middle(words):8.2f}  {'READS WHOLE: ' + ', '.join(sorted(whole)) if whole else 'by indexes'}", flush=True)
    store.close()


def _backups(made: Million, server: PostgresServer) -> None:
    print("\nBackup and restore\n")
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        Path(folder).chmod(0o777)
        _sqlite_backups(made.file, Path(folder))
        dump = Path(folder) / "dump"
        _timed("pg_dump -Fd -j2", lambda: server.run("pg_dump", "-Fd", "-j2", "-f", str(dump), server.url(NAME), seconds=7200), dump)
        with server.empty_database() as back:
            restore = ("pg_restore", "-j2", "--no-owner", "-d", back, str(dump))
            _timed("pg_restore -j2", lambda: server.run(*restore, seconds=14400))


def _sqlite_backups(file: Path, folder: Path) -> None:
    copy = folder / "copy.db"
    connection = sqlite3.connect(file)

    def backup() -> None:
        with sqlite3.connect(copy) as target:
            connection.backup(target)

    _timed("sqlite3 .backup", backup, copy)
    copy.unlink()
    _timed("VACUUM INTO", lambda: connection.execute("VACUUM INTO ?", (str(copy),)), copy)
    _timed("restore: the file put in place", lambda: shutil.copyfile(copy, folder / "restored.db"))
    restored = sqlite3.connect(folder / "restored.db")
    _timed("PRAGMA quick_check of it", lambda: restored.execute("PRAGMA quick_check").fetchall())
    for one in (connection, restored):
        one.close()
    for left in folder.glob("*.db*"):
        left.unlink()


def _timed(words: str, work: Callable[[], object], made: Path | None = None) -> None:
    began = time.monotonic()
    work()
    took = time.monotonic() - began
    size = sum(one.stat().st_size for one in (made.rglob("*") if made.is_dir() else [made])) / 1e9 if made else 0
    print(f"{words:32} {took:7.0f} s {f'{size:6.2f} GB' if made else ''}", flush=True)
