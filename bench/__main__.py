"""`make bench`: runs the named benchmarks (all but the long ones by default) and prints each as a table."""

import argparse
import sys

from bench import (
    cases,
    engine_faults,
    idle,
    ingest,
    jobs,
    latency,
    numbers,
    packet,
    pages,
    paper_cost,
    reading,
    rules,
    scans,
    soak,
    store,
    store_scale,
    sureness,
    topics,
)

LONG = ("engine-faults", "soak", "store-scale")
"""Run only when named."""
BENCHMARKS = {
    "cases": cases.main,
    "engine-faults": engine_faults.main,
    "idle": idle.main,
    "ingest": ingest.main,
    "jobs": jobs.main,
    "latency": latency.main,
    "numbers": numbers.main,
    "packet": packet.main,
    "pages": pages.main,
    "paper-cost": paper_cost.main,
    "reading": reading.main,
    "rules": rules.main,
    "scans": scans.main,
    "soak": soak.main,
    "store": store.main,
    "store-scale": store_scale.main,
    "sureness": sureness.main,
    "topics": topics.main,
}


def main(arguments: argparse.Namespace) -> int:
    addresses = [name for name in arguments.names if "://" in name]
    names = [name for name in arguments.names if name not in addresses]
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    own = {
        "pages": lambda: pages.main(*addresses),
        "soak": lambda: soak.main(arguments.minutes, arguments.rate),
        "engine-faults": lambda: engine_faults.main(arguments.mails, arguments.rounds, sweep=not arguments.no_sweep),
    }
    for name in names or [name for name in BENCHMARKS if name not in LONG]:
        own.get(name, BENCHMARKS[name])()
    return 0


parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all but {', '.join(LONG)} by default")
parser.add_argument("--minutes", type=float, default=soak.MINUTES, help="how long the soak lasts")
parser.add_argument("--rate", type=int, default=soak.RATE, help="how many mails a minute come in during the soak")
parser.add_argument("--mails", type=int, default=engine_faults.MAILS, help="how many come in during the faults")
parser.add_argument("--rounds", type=int, default=engine_faults.ROUNDS, help="how often every fault happens")
parser.add_argument("--no-sweep", action="store_true", help="show the faults without the look over the rows")
sys.exit(main(parser.parse_args()))
