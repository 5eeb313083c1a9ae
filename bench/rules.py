"""Rules: compiling everything under `rules/` and `templates/`, against reading the same YAML with the fast loader and nothing more."""

import time
from collections.abc import Callable
from statistics import median

import yaml

from pdinbox.adapters.folder import read_texts
from pdinbox.bootstrap.rules import load_rules
from pdinbox.settings import PROJECT, built_in

RUNS = 7


def main() -> None:
    """Run and print."""
    texts = read_texts(PROJECT / "rules", endings=(".yaml",))
    floor = _seconds(lambda: [yaml.load(text, Loader=yaml.CSafeLoader) for text in texts.values()])
    rules = _seconds(lambda: load_rules(built_in()))
    print(f"\nRules, forms, map and letters: {rules * 1000:.0f} ms of processor time; reading their YAML alone {floor * 1000:.0f} ms")
    print(f"ratio {rules / floor:.1f}\n")


def _seconds(work: Callable[[], object]) -> float:
    """Processor seconds, the median of the runs after a first one that does not count."""
    work()
    return median(_once(work) for _ in range(RUNS))


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
