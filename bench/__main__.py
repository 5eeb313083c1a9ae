"""`make bench`: runs the named benchmarks (all of them by default) and prints each as a table."""

import sys

from bench import cases, ingest, numbers, packet, pages, paper_cost, reading, rules, store, sureness, topics

BENCHMARKS = {
    "cases": cases.main,
    "ingest": ingest.main,
    "numbers": numbers.main,
    "packet": packet.main,
    "pages": pages.main,
    "paper-cost": paper_cost.main,
    "reading": reading.main,
    "rules": rules.main,
    "store": store.main,
    "sureness": sureness.main,
    "topics": topics.main,
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    return 0


sys.exit(main(sys.argv[1:]))
