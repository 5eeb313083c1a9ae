"""`make bench`: runs the named benchmarks (all but the soak by default) and prints each as a table."""

import argparse
import sys

from bench import cases, idle, ingest, latency, numbers, packet, pages, paper_cost, reading, rules, scans, soak, store, sureness, topics

LONG = ("soak",)
"""Run only when named."""
BENCHMARKS = {
    "cases": cases.main,
    "idle": idle.main,
    "ingest": ingest.main,
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
    "sureness": sureness.main,
    "topics": topics.main,
}


def main(arguments: argparse.Namespace) -> int:
    unknown = set(arguments.names) - set(BENCHMARKS)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in arguments.names or [name for name in BENCHMARKS if name not in LONG]:
        soak.main(arguments.minutes) if name == "soak" else BENCHMARKS[name]()
    return 0


parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all but {', '.join(LONG)} by default")
parser.add_argument("--minutes", type=float, default=soak.MINUTES, help="how long the soak lasts")
sys.exit(main(parser.parse_args()))
