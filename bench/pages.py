"""The reviewer's pages over a million inquiries: time through the server, questions to the store, and weight, beside their budgets.

`python -m bench pages`, or `python -m bench pages postgresql://…` over a copy of the same rows there. Sessions and audit log are in the
store as in service; each request is a whole page over HTTP, compressed.
"""

import itertools
import re
import secrets
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from sqlalchemy import event

from bench.million import NOW, REVIEWERS, Million, million
from bench.numbers import roll_up_of
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.bootstrap.rules import load_rules
from pdinbox.bootstrap.site import site_of
from pdinbox.model.audit import AuditRow
from pdinbox.model.sign_in import Session, Stage
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.settings import built_in
from pdinbox.store.open import SqlStore, open_store
from pdinbox.web.app import create_app, page_routes
from pdinbox.web.security.gate import hash_of
from pdinbox.web.server import WebServer
from tests.journeys.rig import direct_reader

ROUNDS = 120
MOST_QUESTIONS = 10
WORDS = ("garcia", "kim", "haddad noor", "stay of removal", "serious medical", "firm12.example.com", "ugar*", "grace torney", "zepeda")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Pages of one kind, asked for in turn by `who`. `limit` is the budget in milliseconds, `weight` in octets."""

    name: str
    who: str
    paths: tuple[str, ...]
    limit: float = 100
    weight: int = 12_000


@dataclass(slots=True, kw_only=True)
class Measured:
    """What one kind of page took."""

    milliseconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    """The same in processor time of server and client together: what a busy machine does not change."""
    questions: int = 0
    octets: int = 0


def percentile(times: list[float], share: float) -> float:
    """The time under which that share of them lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def people() -> dict[str, Account]:
    """A reviewer and colleagues of Dallas, one who works in three offices, and one who sees all."""
    offices = {"reviewer": ("DAL",), "three": ("DAL", "ATL", "CHI"), "national": ("",)}
    found = {f"dal-{place:02d}": ("DAL",) for place in range(1, REVIEWERS + 1)} | offices
    return {
        name: Account(
            id=f"bench-{name}",
            name=name,
            shown_name=name.title(),
            email=f"{name}@office.example.gov",
            created_at=NOW,
            grants=tuple(Grant(duty=Duty.SUPERVISOR, office=office) for office in codes),
        )
        for name, codes in found.items()
    }


@contextmanager
def served(store: SqlStore) -> Iterator[tuple[WebServer, str]]:
    """The pages over that store as in service, until the block ends; and the name of their cookie."""
    book = load_rules(built_in()).book
    clock, reader = MemoryClock(NOW), direct_reader()
    site = site_of(built_in(), store=store, book=lambda _: book, clock=clock, rules_version=lambda: "bench", reader=reader)
    server = WebServer(app=create_app(site), host="127.0.0.1", port=0)
    server.start()
    try:
        yield server, site.cookie
    finally:
        server.stop()


def _sign_in(store: SqlStore) -> None:
    for name, account in people().items():
        if store.account(account.id) is None:
            store.add_account(account, note=AuditRow(at=NOW, event="account-made", actor="bench"))
        cookie = secrets.token_urlsafe(16)
        session = Session(
            key=f"bench-{cookie}",
            id_hash=hash_of(cookie),
            csrf=secrets.token_hex(16),
            created_at=NOW,
            seen_at=NOW,
            ends_at=NOW + timedelta(hours=12),
            account=account.id,
            stage=Stage.SIGNED_IN,
        )
        store.start_session(session)
        _COOKIES[name] = cookie


_COOKIES: dict[str, str] = {}
_NAMES: list[str] = []


def cases(made: Million, found: tuple[str, ...]) -> Iterator[Case]:
    """Those of them whose routes there are."""
    views = ("mine", "unassigned", "today", "overdue", "waiting", "ready", "sent", "all")
    filtered = ("findings=must_fix&custody=detained", "language=es&sort=client", "request=release&sort=received", "rerouted=yes&files=no")
    queue = tuple(f"/queue?view={view}" for view in views)
    yield Case(name="queue, Dallas", who="reviewer", paths=queue)
    yield Case(name="queue, three offices", who="three", paths=queue)
    yield Case(name="queue, all offices", who="national", paths=queue)
    yield Case(name="queue, filtered and sorted", who="national", paths=tuple(f"/queue?view=all&{one}" for one in filtered))
    yield Case(name="next page", who="reviewer", paths=(f"/queue?view=all&after={made.number}",))
    yield Case(name="counts, every minute", who="national", paths=("/queue/news?view=all&since=2026-11-23T15:00:00%2B00:00",), weight=3_000)
    yield Case(name="search", who="reviewer", paths=found[: len(WORDS)])
    yield Case(name="search, all offices", who="national", paths=found[len(WORDS) :])
    known = {route.path for route in page_routes()}
    if "/inquiries/{number}" in known:
        yield Case(name="inquiry", who="reviewer", paths=(f"/inquiries/{made.number}",), weight=30_000)
    if "/dashboard" in known:
        periods = ("", "?weeks=13", "?weeks=52")
        yield Case(name="dashboard, Dallas", who="reviewer", paths=tuple(f"/dashboard/DAL{one}" for one in periods), limit=150)
        yield Case(name="dashboard, all offices", who="national", paths=tuple(f"/dashboard{one}" for one in periods), limit=150)


def main(address: str = "") -> None:
    """Run and print; `address` is that of another database with the million's rows."""
    made = million()
    store = open_store(address or f"sqlite:///{made.file}")
    print(f"\nPages: {'PostgreSQL' if address else 'SQLite'}, 1,000,000 inquiries, {ROUNDS} requests each\n")
    measure(store, made)
    store.close()


def measure(store: SqlStore, made: Million) -> None:
    """The table of all pages over that store, which holds those inquiries."""
    asked = itertools.count()
    count = [0]
    event.listen(store._database.engine, "before_cursor_execute", lambda *_: count.__setitem__(0, next(asked)))
    _sign_in(store)
    roll_up_of(store).run()
    print(f"{'page':30} {'p50':>8} {'p95':>8} {'its CPU':>8} {'budget':>8}  {'questions':>9}  {'octets':>8} {'budget':>8}")
    with served(store) as (server, cookie):
        client = httpx.Client(base_url=server.address, headers={"Accept-Encoding": "gzip"}, timeout=60, follow_redirects=True)
        _NAMES.append(cookie)
        found = tuple(_search(client, words, who=who) for who in ("reviewer", "national") for words in WORDS)
        missed = [one.name for one in cases(made, found) if not _show(one, _measured(client, one, count))]
        first = _first_load(client)
    print(f"{'queue, first load':30} {'':35}  {'':9}  {first:8,} {100_000:8,}")
    print("\nEvery budget is met." if not missed and first < 100_000 else f"\nNot met: {', '.join(missed)}")


def _cookies(who: str) -> dict[str, str]:
    return {_NAMES[-1]: _COOKIES[who]}


def _search(client: httpx.Client, words: str, *, who: str) -> str:
    """Where that search is found."""
    page = client.get("/queue/columns", cookies=_cookies(who))
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token, page.text[:500]
    answer = client.post("/search", data={"token": token[1], "words": words}, cookies=_cookies(who), follow_redirects=False)
    return str(answer.headers["location"])


def _measured(client: httpx.Client, case: Case, count: list[int]) -> Measured:
    measured = Measured()
    for path in case.paths:
        client.get(path, cookies=_cookies(case.who))
    for path in itertools.islice(itertools.cycle(case.paths), ROUNDS):
        before, began, worked = count[0], time.perf_counter(), time.process_time()
        answer = client.get(path, cookies=_cookies(case.who))
        measured.milliseconds.append(1000 * (time.perf_counter() - began))
        measured.processor.append(1000 * (time.process_time() - worked))
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        measured.questions = max(measured.questions, count[0] - before)
        measured.octets = max(measured.octets, answer.num_bytes_downloaded)
    return measured


def _show(case: Case, measured: Measured) -> bool:
    middle, most = statistics.median(measured.milliseconds), percentile(measured.milliseconds, 0.95)
    busy = percentile(measured.processor, 0.95)
    times = f"{middle:5.1f} ms {most:5.1f} ms {busy:5.1f} ms {case.limit:5.0f} ms"
    print(f"{case.name:30} {times}  {measured.questions:9}  {measured.octets:8,} {case.weight:8,}", flush=True)
    return most < case.limit and measured.questions <= MOST_QUESTIONS and measured.octets < case.weight


def _first_load(client: httpx.Client) -> int:
    """The page with everything that it names, and what its style sheets name."""
    page = client.get("/queue", cookies=_cookies("reviewer"))
    named = dict.fromkeys(re.findall(r"/static/[\w.-]+", page.text))
    total = page.num_bytes_downloaded
    while named:
        path, _ = named.popitem()
        answer = client.get(path)
        total += answer.num_bytes_downloaded
        if path.endswith(".css"):
            named |= dict.fromkeys(f"/static/{name}" for name in re.findall(r"url\(([\w.-]+woff2)\)", answer.text))
    return total
