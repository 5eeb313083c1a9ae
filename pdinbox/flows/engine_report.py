"""The engine's health -> words for people, facts for programs, and lines for Prometheus. Pure; nothing of any case."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from pdinbox.model.health import RATE_OVER, EngineHealth, QueueHealth
from pdinbox.model.said import number_of
from pdinbox.model.work import Kind

LATE_AFTER: Final = timedelta(minutes=15)
"""What waits for longer is said to be late."""
_SAID_FOR: Final = timedelta(hours=1)
_DONE: Final = {Kind.EXAMINE: "examined", Kind.SEND: "sent"}


def engine_words(health: EngineHealth) -> str:
    """One sentence on what waits, what was done, and who works."""
    waits = [f"{one.waiting} {one.kind} (oldest {age_words(one, at=health.at)})" for one in health.queues if one.waiting]
    done = [f"{one.done} {_DONE[one.kind]}" for one in health.queues if one.done is not None]
    minutes = int(RATE_OVER.total_seconds() // 60)
    return f"{', '.join(waits) or 'nothing'} to do; {', '.join(done)} in {minutes} minutes; {_workers(health)}"


def engine_troubles(health: EngineHealth) -> tuple[str, ...]:
    """What an operator should look at, each in words with what to do."""
    return tuple(_troubles(health))


def engine_facts(health: EngineHealth) -> dict[str, object]:
    """The same as plain values: ages in seconds, moments as ISO 8601."""
    return {
        "queues": [
            {
                "kind": one.kind.value,
                "waiting": one.waiting,
                "oldest_seconds": age_of(one, at=health.at),
                "in_hand": one.in_hand,
                "stalled": one.stalled,
                "given_up": one.given_up,
                "done_in_5_minutes": one.done,
            }
            for one in health.queues
        ],
        "processes": [
            {"name": one.name, "role": one.role, "host": one.host, "last_sign": one.last_sign.isoformat(), "alive": one.is_alive}
            for one in health.processes
        ],
    }


def as_prometheus(health: EngineHealth) -> str:
    """The figures in Prometheus' text format."""
    return "\n".join((*_lines(health), ""))


def age_of(queue: QueueHealth, *, at: datetime) -> float:
    """For how many seconds the oldest row has waited; 0 where none waits."""
    return max(0.0, (at - queue.oldest_at).total_seconds()) if queue.oldest_at else 0.0


def age_words(queue: QueueHealth, *, at: datetime) -> str:
    """The same in words."""
    seconds = age_of(queue, at=at)
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _workers(health: EngineHealth) -> str:
    if not health.processes:
        return "no process of several hosts is known"
    roles = Counter(one.role for one in health.alive)
    named = ", ".join(f"{count} {role}" for role, count in sorted(roles.items())) or "no process"
    return f"{named} on {number_of(len(health.hosts), 'host')}"


def _troubles(health: EngineHealth) -> Iterator[str]:
    for one in health.queues:
        if one.given_up:
            yield f"{one.given_up} {one.kind} given up: see `pdinbox engine show`, then `pdinbox engine again`"
        if one.stalled:
            yield f"{one.stalled} {one.kind} in the hands of a process that is silent; others take it over within seconds"
        if one.waiting and age_of(one, at=health.at) > LATE_AFTER.total_seconds():
            yield f"{one.kind} is late: the oldest of {one.waiting} waits for {age_words(one, at=health.at)}"
    lately = health.at - _SAID_FOR
    if silent := [one.name for one in health.processes if not one.is_alive and one.last_sign > lately]:
        yield f"died within the hour: {', '.join(silent)}"
    if health.processes and not health.alive:
        yield "no process gives a sign of life: start `pdinbox schedule` and `pdinbox worker`"


def _lines(health: EngineHealth) -> Iterator[str]:
    figures = (
        ("waiting", "Rows that need a step now.", lambda one: one.waiting),
        ("oldest_seconds", "For how long the oldest of them has waited.", lambda one: age_of(one, at=health.at)),
        ("in_hand", "Steps that somebody has in hand.", lambda one: one.in_hand),
        ("stalled", "Steps in the hands of a process that is silent.", lambda one: one.stalled),
        ("given_up", "Rows that nobody does any more by itself.", lambda one: one.given_up),
        ("done_in_5_minutes", "Rows that were done within five minutes.", lambda one: one.done),
    )
    for name, words, figure in figures:
        yield from _head(name, words)
        for one in health.queues:
            if (value := figure(one)) is not None:
                yield f'pdinbox_{name}{{kind="{one.kind}"}} {value:g}'
    yield from _head("processes", "Processes that give signs of life.")
    for (role, host), count in sorted(Counter((one.role, one.host) for one in health.alive).items()):
        yield f'pdinbox_processes{{role="{role}",host="{host}"}} {count}'
    yield from _head("processes_died", "Processes that died within a day without a goodbye.")
    yield f"pdinbox_processes_died {len(health.processes) - len(health.alive)}"


def _head(name: str, words: str) -> Iterator[str]:
    yield f"# HELP pdinbox_{name} {words}"
    yield f"# TYPE pdinbox_{name} gauge"
