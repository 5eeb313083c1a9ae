"""What a dashboard costs on a million inquiries: the whole page through the server. Run: python -m bench dashboard.

The numbers are rolled up first, as `pdinbox numbers rebuild` does it. The line in the audit log is written; who asks is known at once.
"""

import shutil
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import event

from bench.million import FOLDER, NOW, million
from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.bootstrap.numbers import zones_of
from pdinbox.bootstrap.rules import load_rules
from pdinbox.bootstrap.site import site_of
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.settings import built_in
from pdinbox.store.open import SqlStore, open_store
from pdinbox.web.app import create_app
from pdinbox.web.security.log import recorder
from pdinbox.web.server import WebServer
from pdinbox.web.site import Site, Visitor
from pdinbox.worker.roll_up import RollUp

ROUNDS = 60
TARGET_MS = 150
MOST_QUESTIONS = 10
PAGES = (
    "/dashboard",
    "/dashboard?weeks=13",
    "/dashboard?weeks=52",
    "/dashboard/DAL",
    "/dashboard/DAL?weeks=52",
)
_SUPERVISOR = Account(
    id="bench",
    name="bench",
    shown_name="B. Ench",
    email="bench@office.example.gov",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    grants=(Grant(duty=Duty.SUPERVISOR),),
    sees_restricted=True,
)


@dataclass(frozen=True, slots=True)
class _OneVisitor:
    def visitor(self, cookie: str, *, headers: Mapping[str, str], at: datetime, active: bool) -> Visitor:  # noqa: ARG002  it is a Doorman
        later = at + timedelta(hours=1)
        return Visitor(account=_SUPERVISOR, session="bench", secret=b"bench" * 8, idle_until=later, ends_at=later)


def _site(store: SqlStore, clock: MemoryClock) -> Site:
    rules = load_rules(built_in())
    site = site_of(built_in(), store=store, book=lambda _: rules.book, clock=clock, rules_version=lambda: "bench")
    return replace(site, doorman=_OneVisitor(), record=recorder(store, software="bench", policy=lambda: "bench"))


def main() -> None:
    """Print the table."""
    file = FOLDER / "dashboard.db"
    shutil.copy(million().file, file)
    store = open_store(f"sqlite:///{file}")
    clock = MemoryClock(NOW + timedelta(minutes=40))
    try:
        site = _site(store, clock)
        zones = zones_of(next(iter(site.desk.books().values())), desk=site.zone(""))
        roll_up = RollUp(numbers=store, clock=clock, log=MemoryLog(), zones=lambda: zones)
        print("Dashboards on 1,000,000 inquiries, SQLite, the whole page through the server")
        _say_roll_up("all of it rolled up", roll_up, is_all=True)
        _say_roll_up("nothing changed, rolled up again", roll_up, is_all=False)
        server = WebServer(app=create_app(site), host="127.0.0.1", port=0)
        server.start()
        try:
            _say_pages(server.address, store)
        finally:
            server.stop()
    finally:
        store.close()
        for one in FOLDER.glob("dashboard.db*"):
            one.unlink()


def _say_roll_up(words: str, roll_up: RollUp, *, is_all: bool) -> None:
    began, worked = time.monotonic(), time.process_time()
    done = roll_up.count(is_all=is_all)
    took, used = time.monotonic() - began, time.process_time() - worked
    print(f"  {words}: {took:.1f} s, {used:.1f} s of processor time, {len(done.weeks)} weeks")


def _say_pages(address: str, store: SqlStore) -> None:
    print(f"  {'page':<26}{'p50 ms':>8}{'p95 ms':>8}{'processor ms':>14}{'KB':>7}{'KB packed':>11}{'questions':>11}")
    with httpx.Client(base_url=address, cookies={"pdinbox": "bench"}) as client:
        for path in PAGES:
            questions = _questions(store, client, path)
            answer = client.get(path)
            worked = time.process_time()
            took = sorted(_took(client, path) for _ in range(ROUNDS))
            used = (time.process_time() - worked) * 1000 / ROUNDS
            p95 = took[int(len(took) * 0.95) - 1]
            packed = int(answer.headers["content-length"]) / 1000
            sizes = f"{len(answer.content) / 1000:>7.1f}{packed:>11.1f}"
            missed = "" if p95 < TARGET_MS and questions <= MOST_QUESTIONS else f"  target: {TARGET_MS} ms, {MOST_QUESTIONS} questions"
            print(f"  {path:<26}{statistics.median(took):>8.0f}{p95:>8.0f}{used:>14.0f}{sizes}{questions:>11}{missed}")


def _questions(store: SqlStore, client: httpx.Client, path: str) -> int:
    """How many statements the page asks the database."""
    engine = store._database.engine
    asked: list[Any] = []
    event.listen(engine, "before_cursor_execute", hear := lambda *given: asked.append(given[2]))
    client.get(path)
    event.remove(engine, "before_cursor_execute", hear)
    return len(asked)


def _took(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - began) * 1000
