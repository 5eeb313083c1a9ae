"""Faults of many hosts: 4 workers on two "hosts" over one PostgreSQL, which is restarted, while hosts are killed and cut off from it.

`python -m bench engine-faults [--mails 2000] [--rounds 10] [--no-sweep]`. In each round PostgreSQL is stopped as if the power had failed
and started again, some jobs are deleted behind the engine's back, one host is killed with SIGKILL and started again half a minute later,
and when it works the other one is cut off from the database for a minute. The mails come in at an even rate meanwhile. In the end each
message must belong to one inquiry of its own, and each letter be one row that was sent, with no more extra copies than letters in the hands
of a host that was hit.
`--no-sweep` switches the look over the rows off and shows what stays undone for ever.
"""

import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench.fault_hosts import NETWORKS, Host, two_ways
from bench.fault_watch import Watch
from fixtures.mails import Writer, write_mail
from fixtures.people import person, representative
from pdinbox.adapters.smtp_sink import SmtpSink
from tests.servers.desk_settings import desk_settings
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.servers.postgres import PostgresServer

MAILS, ROUNDS = 2000, 10
AWAY, BEFORE_KILL, DOWN, BEFORE_CUT, CUT = 3.0, 6.0, 22.0, 8.0, 60.0
"""Seconds: PostgreSQL is away, then until a host is killed, for how long, then until the other is cut off, and for how long."""
LANES, FRESH = 3, 8.0
LOST_JOBS = 5
SINK_PAUSE = 0.3
PATIENCE = 1800.0
COMMANDS = (("worker", "--processes", "2"), ("schedule",))
_UNDONE = """SELECT (SELECT count(*) FROM message WHERE settled_at IS NULL AND held_at IS NULL),
    (SELECT count(*) FROM letter WHERE state = 'sending' OR next_try_at <= clock_timestamp())"""
_LOSE = """WITH lost AS (SELECT id FROM procrastinate_jobs WHERE status = 'todo' AND queue_name IN ('examine', 'send') LIMIT %s)
    DELETE FROM procrastinate_jobs USING lost WHERE procrastinate_jobs.id = lost.id"""
_HELD = "SELECT left(held_reason, 100), count(*) FROM message WHERE settled_at IS NULL AND held_at IS NOT NULL GROUP BY 1"
_MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Tried:
    """What was done to the hosts: each fault by name, when (epoch seconds), and the processes it hit; and how many jobs were deleted."""

    faults: list[tuple[str, float, frozenset[int]]] = field(default_factory=list)
    lost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything that runs."""

    server: PostgresServer
    url: str
    hosts: tuple[Host, Host]
    watch: Watch
    sink: SmtpSink
    feed: "Feed"


class Feed(threading.Thread):
    """Appends mails to the inbox, so many seconds apart."""

    def __init__(self, dovecot: Dovecot, user: str, *, mails: int, apart: float) -> None:
        super().__init__(daemon=True)
        self._dovecot, self._user, self._mails, self._apart = dovecot, user, mails, apart

    def run(self) -> None:
        began = time.monotonic()
        with self._dovecot.client(self._user) as client:
            for place in range(self._mails):
                time.sleep(max(0.0, began + place * self._apart - time.monotonic()))
                client.append("INBOX", a_mail(place))


def a_mail(place: int) -> bytes:
    """An inquiry in words, with a writer and a number of its own."""
    client, lawyer = person(place), representative(place)
    text = f"I represent {client.full_name}, A9{place:08}. We ask for a stay of removal.\n\n{lawyer.full_name}\n"
    writer = Writer(name=lawyer.full_name, email=lawyer.email.replace("@", f"{place}@"))
    return write_mail(writer, to="pd@desk.example.org", subject=f"Request {place}", text=text, at=datetime(2026, 11, 23, tzinfo=UTC))


def main(mails: int = MAILS, rounds: int = ROUNDS, *, sweep: bool = True) -> None:
    """Run and print."""
    tried = Tried()
    with staged(mails, rounds, sweep=sweep) as (stage, kind):
        words = "on" if sweep else "OFF"
        print(f"\nFaults: {mails} mails, {rounds} rounds, 4 workers on two hosts ({kind}), the sweep is {words}\n", flush=True)
        stage.feed.start()
        for number in range(rounds):
            a_round(stage, tried, hit=number % 2)
            print(f"round {number + 1}: {_undone(stage.url)}", flush=True)
        stage.feed.join()
        waited = _wait(stage, patience=PATIENCE if sweep else 60.0)
        stage.watch.is_over = True
        _print_times(stage.watch, tried)
        _print_result(stage, tried, mails=mails, waited=waited, sweep=sweep)


def a_round(stage: Stage, tried: Tried, *, hit: int) -> None:
    """One restart, some lost jobs, one kill, one cut."""
    killed, cut = stage.hosts[hit], stage.hosts[1 - hit]
    stage.server.stop()
    time.sleep(AWAY)
    stage.server.start()
    time.sleep(BEFORE_KILL)
    tried.lost += _lose_jobs(stage.url)
    tried.faults.append(("kill", time.time(), frozenset(one.pid for one in killed.processes())))
    killed.kill()
    time.sleep(DOWN)
    killed.start()
    _until_alive(stage.watch)
    time.sleep(BEFORE_CUT)
    tried.faults.append(("cut", time.time(), frozenset(one.pid for one in cut.processes())))
    cut.cut()
    time.sleep(CUT)
    cut.mend()


@contextmanager
def staged(mails: int, rounds: int, *, sweep: bool) -> Iterator[tuple[Stage, str]]:
    """The servers and the hosts, started; the inbox is empty."""
    dovecot, server = running_dovecot(), PostgresServer(networks=NETWORKS, connections=200)
    server.start()
    user, apart = dovecot.new_user(), rounds * (AWAY + BEFORE_KILL + DOWN + BEFORE_CUT + CUT) / mails
    with ExitStack() as stack:
        stack.callback(server.remove)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(server.migrated_database())
        sink = stack.enter_context(SmtpSink(folder / "sink", pause=SINK_PAUSE))
        ways, kind = stack.enter_context(two_ways(database=server.port, servers={"imap": dovecot.imap_port, "smtp": sink.port}))
        hosts = []
        for name, way in zip(("one", "other"), ways, strict=True):
            text = desk_settings(
                database=f"postgresql://desk@{way.database[0]}:{way.database[1]}/{url.rpartition('/')[2]}",
                imap=way.servers["imap"],
                smtp=way.servers["smtp"],
                user=user,
                password=PASSWORD,
                sections=f"[engine]\nsweep = {str(sweep).lower()}\n[limits]\nsandbox_processes = 1",
            )
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
            hosts.append(Host(name, way, folder=folder, commands=COMMANDS))
            hosts[-1].start()
            stack.callback(hosts[-1].kill)
        watch = Watch(url)
        watch.start()
        _until_alive(watch)
        feed = Feed(dovecot, user, mails=mails, apart=apart)
        yield Stage(server=server, url=url, hosts=(hosts[0], hosts[1]), watch=watch, sink=sink, feed=feed), kind


def _until_alive(watch: Watch) -> None:
    """Three lanes of each of the four workers have given a sign just now."""
    ends = time.monotonic() + 180
    while time.monotonic() < ends:
        if watch.looks and sum(sign > time.time() - FRESH for sign in watch.looks[-1].signs.values()) >= 4 * LANES:
            return
        time.sleep(0.5)
    raise RuntimeError("the workers did not start")


def _lose_jobs(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(_LOSE, (LOST_JOBS,)).rowcount


def _undone(url: str) -> str:
    with suppress(psycopg.Error):
        messages, letters = _ask(url, _UNDONE)[0]
        return f"{messages} messages wait, {letters} letters"
    return "the database is away"


def _wait(stage: Stage, *, patience: float) -> float:
    """Until nothing is undone, or patience ends: the seconds."""
    began = time.monotonic()
    calm = 0
    while time.monotonic() < began + patience and calm < 3:
        time.sleep(2)
        calm = calm + 1 if _undone(stage.url) == "0 messages wait, 0 letters" and stage.watch.looks[-1].mailbox else 0
    return time.monotonic() - began


def _ask(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def _print_times(watch: Watch, tried: Tried) -> None:
    """How long it took until what a host had in hand was in other hands."""
    times: dict[tuple[str, str], list[float | None]] = {}
    for fault, at, processes in tried.faults:
        for what, seconds in watch.taken_over(at, processes=processes):
            times.setdefault((fault, what), []).append(seconds)
    print(f"\n{'host':8}{'in hand':10}{'times':>8}{'median s':>10}{'longest s':>11}{'never':>8}")
    for (fault, what), found in sorted(times.items()):
        known = sorted(one for one in found if one is not None)
        middle, most = (f"{median(known):.1f}", f"{known[-1]:.1f}") if known else ("-", "-")
        print(f"{fault:8}{what:10}{len(found):>8}{middle:>10}{most:>11}{found.count(None):>8}")


def _print_result(stage: Stage, tried: Tried, *, mails: int, waited: float, sweep: bool) -> None:
    counts = _counts(stage.url)
    copies = Counter(_ids(stage.sink.folder.glob("*.eml")))
    extra = copies.total() - len(copies)
    taken = _said(stage.hosts, "taken-over-warning", "letters")
    print(f"\nwaited after the last mail: {waited:.0f} s")
    print(", ".join(f"{name} {count}" for name, count in counts.items()))
    for reason, count in _ask(stage.url, _HELD):
        print(f"held {count}: {reason}")
    print(f"letters at the sink {len(copies)}, extra copies {extra}, most of one letter {max(copies.values(), default=0)}")
    print(
        f"faults {len(tried.faults)} and {len(tried.faults) // 2} restarts; letters taken over {taken}, jobs taken over "
        f"{_said(stage.hosts, 'taken-over-warning', 'jobs')}; jobs deleted {tried.lost}, rows found by the sweep "
        f"{_said(stage.hosts, 'rows-without-job-warning', 'rows')}\n",
        flush=True,
    )
    if sweep:
        assert counts["messages"] == counts["inquiries"] == counts["settled"] == mails, counts
        assert counts["letters"] == counts["letters sent"] == len(copies), counts
        assert extra <= taken and max(copies.values()) <= 2, (extra, taken, copies.most_common(3))


def _counts(url: str) -> dict[str, int]:
    names = {
        "messages": "message",
        "settled": "message WHERE settled_at IS NOT NULL",
        "held": "message WHERE settled_at IS NULL AND held_at IS NOT NULL",
        "inquiries": "inquiry",
        "letters": "letter",
        "letters sent": "letter WHERE state = 'sent'",
        "letters in dead hands": "letter WHERE state = 'sending'",
    }
    return {name: _ask(url, f"SELECT count(*) FROM {table}")[0][0] for name, table in names.items()}


def _ids(letters: Iterable[Path]) -> Iterator[bytes]:
    for letter in letters:
        found = _MESSAGE_ID.search(letter.read_bytes())
        if found:
            yield found[1]


def _said(hosts: Sequence[Host], event: str, fact: str) -> int:
    lines = (line for host in hosts for line in host.said.read_text(errors="replace").splitlines() if f" {event} " in line)
    return sum(int(found[1]) for line in lines if (found := re.search(rf"\b{fact}=(\d+)", line)))
