"""`engine` and `metrics`: what waits, who works, and what was given up."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from pdinbox.cli.look import login_name
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, examples, fail, out, print_json
from pdinbox.cli.paint import at_time, plain, table
from pdinbox.model.work import Kind

if TYPE_CHECKING:
    from pdinbox.model.health import EngineHealth, GivenUp

EXAMPLES = examples(
    "pdinbox engine show",
    "pdinbox engine show --json | jq .queues",
    "pdinbox engine again examine 76c0589e",
    "pdinbox engine again --all",
)
METRICS_EXAMPLES = examples("pdinbox metrics", "pdinbox metrics > new.prom && mv new.prom /var/lib/node_exporter/pdinbox.prom")
engine = typer.Typer(no_args_is_help=True, help="What waits, who works, and what was given up.", epilog=EXAMPLES)


@engine.command("show")
def show(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Work by kind, the processes of all hosts, and what nobody does any more by itself."""
    from pdinbox.bootstrap.records import open_records
    from pdinbox.flows.engine_report import engine_facts
    from pdinbox.operating import given_up

    settings = configuration(config)
    with open_records(settings) as store:
        found = store.engine_health(datetime.now(UTC), stalled=timedelta(seconds=settings.settings.engine.stalled_seconds))
        gone = given_up(store)
    if as_json:
        print_json({"schema": "pdinbox.engine/1", **engine_facts(found), "given_up": [_given_up_json(one) for one in gone]})
        return
    _print(found, gone, zone=ZoneInfo(settings.settings.desk.time_zone))


@engine.command("again")
def again(
    kind: Annotated[Kind | None, typer.Argument(help="What kind of work.", show_default=False)] = None,
    key: Annotated[str, typer.Argument(help="Which, by the first characters of its key.", show_default=False)] = "",
    everything: Annotated[bool, typer.Option("--all", help="All that `engine show` lists.")] = False,
    config: ConfigOption = None,
) -> None:
    """Try once more what was given up: mend what was wrong first. It stands in the audit log."""
    from importlib.metadata import version

    from pdinbox.bootstrap.records import open_records
    from pdinbox.model.letter import LetterState
    from pdinbox.operating import given_up, tried_again, try_again
    from pdinbox.staffing import Who

    if everything == bool(kind and key):
        fail("Say which", ("a kind and a key as `pdinbox engine show` lists them, or --all",), status=Exit.NOT_UNDERSTOOD)
    at, who = datetime.now(UTC), Who(name=login_name(), address="terminal")
    with open_records(configuration(config)) as store:
        listed = [(one.kind, one.key) for one in given_up(store, limit=10_000)]
        ended = [(Kind.SEND, one.key) for one in store.stuck_letters() if one.state in {LetterState.REFUSED, LetterState.UNCERTAIN}]
        wanted = listed if everything else [one for one in dict.fromkeys((*listed, *ended)) if one[0] == kind and one[1].startswith(key)]
        if not everything and len(wanted) != 1:
            words = f"{len(wanted)} begin so: write more of the key" if wanted else f"no {kind} that was given up begins with {key}"
            fail("Nothing was done", (words,), status=Exit.WRONG)
        done = [one for one in wanted if try_again(store, one[0], one[1], at=at, actor=who.name)]
        store.write_audit(*(tried_again(*one, at=at, who=who, software=version("pdinbox")) for one in done))
    for one in done:
        out.print(plain(f"{one[0]} {one[1]} is tried again."), soft_wrap=True)
    if not done:
        out.print("Nothing was given up.")


def metrics(config: ConfigOption = None) -> None:
    """The same figures in Prometheus' text format, for its textfile collector. Nothing of any case."""
    from pdinbox.bootstrap.records import open_records
    from pdinbox.flows.engine_report import as_prometheus

    settings = configuration(config)
    with open_records(settings) as store:
        found = store.engine_health(datetime.now(UTC), stalled=timedelta(seconds=settings.settings.engine.stalled_seconds))
    out.print(as_prometheus(found), end="", markup=False, soft_wrap=True)


def _print(found: "EngineHealth", gone: "tuple[GivenUp, ...]", *, zone: ZoneInfo) -> None:
    from pdinbox.flows.engine_report import age_words

    work = table("work", "waits", "oldest", "in hand", "stalled", "given up", "done in 5 minutes", title="Work")
    for one in found.queues:
        age = age_words(one, at=found.at) if one.waiting else ""
        counts = (str(count) for count in (one.in_hand, one.stalled, one.given_up))
        work.add_row(one.kind.value, str(one.waiting), age, *counts, "" if one.done is None else str(one.done))
    out.print(work)
    if found.processes:
        workers = table("process", "host", "what", "last sign of life", title="Processes")
        for process in found.processes:
            sign = at_time(process.last_sign, zone=zone)
            workers.add_row(plain(process.name), plain(process.host), plain(process.role), sign if process.is_alive else f"{sign}, dead")
        out.print(workers)
    if gone:
        ends = table("kind", "key", "since", "why", title="Given up")
        for lost in gone:
            ends.add_row(lost.kind.value, plain(lost.key), at_time(lost.since, zone=zone) if lost.since else "", plain(lost.words))
        out.print(ends)


def _given_up_json(one: "GivenUp") -> dict[str, str | None]:
    return {"kind": one.kind.value, "key": one.key, "since": one.since.isoformat() if one.since else None, "words": one.words}
