"""Who has what in hand, looked at twice a second: so how long it takes until what a dead or cut off host had is in other hands."""

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import dropwhile

import psycopg

_EVERY = 0.5
_SILENT_FOR = 8.0
"""Seconds after which a worker that gave no sign since a fault counts as one that the fault has hit."""
_JOBS = "SELECT id, worker_id FROM procrastinate_jobs WHERE status = 'doing'"
_WORKERS = "SELECT id, extract(epoch FROM last_heartbeat)::float FROM procrastinate_workers"
_LETTERS = "SELECT key, taken_by FROM letter WHERE state = 'sending'"
_MAILBOX = "SELECT holder FROM lease WHERE name = 'mailbox:national' AND until > clock_timestamp()"


@dataclass(frozen=True, slots=True)
class Look:
    """At `at` (epoch seconds): jobs in hand by worker, signs of life by worker, letters in hand by process, who polls the mailbox."""

    at: float
    jobs: frozenset[tuple[int, int | None]]
    signs: dict[int, float]
    letters: frozenset[tuple[str, str]]
    mailbox: str


class Watch(threading.Thread):
    """Looks until `is_over`; a database that is away is looked at again later."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self.looks: list[Look] = []
        self.is_over = False

    def run(self) -> None:
        while not self.is_over:
            with suppress(psycopg.Error), psycopg.connect(self._url, autocommit=True, connect_timeout=2) as connection:
                while not self.is_over:
                    self.looks.append(_look(connection))
                    time.sleep(_EVERY)
            time.sleep(_EVERY)

    def taken_over(self, since: float, *, processes: Collection[int]) -> Iterator[tuple[str, float | None]]:
        """What the processes (pids) that a fault hit at `since` had in hand, and after how many seconds no more; None for never."""
        looks = list(dropwhile(lambda look: look.at < since, self.looks))
        if not looks:
            return
        later = next((look for look in looks if look.at > since + _SILENT_FOR), looks[-1])
        hit = {worker for worker in looks[0].signs if later.signs.get(worker, 0) < since + 0.5}
        for job in sorted(one for one in looks[0].jobs if one[1] in hit):
            # a worker that is forgotten leaves its job in nobody's hands, which is no take-over
            still = {job, (job[0], None)}
            yield "job", _until(since, (look.at for look in looks if look.jobs.isdisjoint(still)))
        for letter in looks[0].letters & later.letters:
            if _pid(letter[1]) in processes:
                yield "letter", _until(since, (look.at for look in looks if letter not in look.letters))
        if _pid(looks[0].mailbox) in processes:
            yield "mailbox", _until(since, (look.at for look in looks if look.mailbox and _pid(look.mailbox) not in processes))


def _look(connection: "psycopg.Connection[tuple[object, ...]]") -> Look:
    def rows(query: str) -> list[tuple[object, ...]]:
        return connection.execute(query).fetchall()

    mailbox = rows(_MAILBOX)
    return Look(
        at=time.time(),
        jobs=frozenset((int(str(one)), int(str(worker)) if worker is not None else None) for one, worker in rows(_JOBS)),
        signs={int(str(one)): float(str(sign)) for one, sign in rows(_WORKERS)},
        letters=frozenset((str(key), str(taker)) for key, taker in rows(_LETTERS)),
        mailbox=str(mailbox[0][0]) if mailbox else "",
    )


def _until(since: float, moments: Iterator[float]) -> float | None:
    first = next(moments, None)
    return None if first is None else first - since


def _pid(process: str) -> int:
    """Of a name such as `worker@host:123:ab12`."""
    parts = process.split(":")
    return int(parts[1]) if len(parts) > 2 else 0
