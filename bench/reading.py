"""Reading: how well, on sets that nothing was tuned on. Run: python -m bench reading (PDINBOX_BENCH_PAPERS for another number than 600).

Two sets are made and read beside each other, as a user would: `python -m fixtures.make` and `pdinbox forms test`. The official blanks are
among the papers where they lie beside the checkout. Seeds are set apart for this: thresholds were chosen on others. People sign about as in
life; with PDINBOX_BENCH_HANDS=even every style of signing is as frequent as any other, printed capitals and initials too.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.measure import ROOT
from fixtures.make import TRUSTED

BLANKS = ROOT.parent / "shared" / "forms"
PAPERS = 600
SEEDS = (20261, 20262)
DAY = "2026-11-23"
HANDS = os.environ.get("PDINBOX_BENCH_HANDS", "natural")

GROUPS: Mapping[str, tuple[str, ...]] = {
    "digital": ("digital", "sealed", "with-rights", "macos", "flattened", "flattened-fields", "buried-text", "attached", "missing-page"),
    "scanned, 150 dpi and up": (
        "clean-300", "clean-200", "scan-300", "scan-200", "scan-150", "quarter-turn", "half-turn", "stamped", "highlighted", "stapled",
        "punched", "tiff", "ocr-layer", "two-up", "shuffled", "turned", "duplex", "spread", "waiver-scan",
    ),
    "faxes, 100 dpi": ("fax-fine", "fax-standard", "scan-100"),
    "photographed": ("photo-near", "photo-far", "jpeg", "heic", "photos-mail"),
    "hand-printed": ("hand-scan", "hand-fax", "hand-photo"),
    "scanned filings, several people": ("buried-scan", "several-people"),
    "waivers, letters": ("waiver", "letter", "letter-scan", "letter-photo"),
    "foreign forms": ("wrong-form", "decoy-eoir-28", "decoy-i-130a"),
}  # fmt: skip
AIMS = {"digital": 98, "scanned, 150 dpi and up": 95, "photographed": 90}


def main() -> None:
    """Run and print."""
    count = int(os.environ.get("PDINBOX_BENCH_PAPERS", PAPERS))
    kinds = _added(_told(count // len(SEEDS)))
    total = kinds.pop("all")
    print(f"\nReading, {total['samples']} made-up papers{'' if BLANKS.exists() else ', SAMPLE forms only'}, seeds {SEEDS}, {HANDS} hands\n")
    heads = (
        ("papers", 7),
        ("decided", 9),
        ("aim", 5),
        ("rightly", 9),
        ("else", 6),
        ("texts", 8),
        ("A-nos", 8),
        ("silent", 8),
        ("ticks", 8),
    )
    print(" " * 34 + "".join(f"{head:>{wide}}" for head, wide in heads) + "  s each")
    for group, members in GROUPS.items():
        _line(group, [kinds[kind] for kind in members if kind in kinds], aim=AIMS.get(group))
    rest = [told for kind, told in kinds.items() if not any(kind in members for members in GROUPS.values())]
    _line("other", rest, aim=None)
    _line("all", [total], aim=None)
    print(f"\nunsigned boxes called signed: {total['called_signed']}")
    print(f"foreign forms called a G-28: {total['called_g28']} of {total['foreign']}")
    for boxes in total["signatures"]:
        print(f"  {boxes['truth']:>16} read as {boxes['read']:<16}{boxes['count']:>6}")
    print()


def _told(count: int) -> list[Mapping[str, Any]]:
    """What `forms test` says of each set, all sets at once."""
    with tempfile.TemporaryDirectory() as folder:
        for seed in SEEDS:
            blanks = ["--blanks", str(BLANKS)] if BLANKS.exists() else []
            hands = ["--even-hands"] if HANDS == "even" else []
            make = [sys.executable, "-m", "fixtures.make", f"{folder}/{seed}", "--count", str(count), "--seed", str(seed), *blanks, *hands]
            subprocess.run(make, cwd=ROOT, check=True, capture_output=True)
        test = [str(Path(sys.executable).with_name("pdinbox")), "forms", "test", "--json", "--on", DAY]
        trusting = {**os.environ, "PDINBOX_READING__TRUSTED_CERTIFICATES": f"{folder}/{SEEDS[0]}/{TRUSTED}"}
        runs = [subprocess.Popen([*test, f"{folder}/{seed}"], cwd=ROOT, env=trusting, stdout=subprocess.PIPE, text=True) for seed in SEEDS]
        return [json.loads(line) for run in runs for line in run.communicate()[0].splitlines() if line.startswith("{")]


def _added(told: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The sets together, by kind."""
    kinds: dict[str, Mapping[str, Any]] = {}
    for one in told:
        kinds[one["kind"]] = _sum(kinds[one["kind"]], one) if one["kind"] in kinds else one
    return kinds


def _sum(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """Numbers added, nested ones too; of signatures one row for each pair."""
    added: dict[str, Any] = {}
    for name, value in one.items():
        if isinstance(value, dict):
            added[name] = _sum(value, other[name])
        elif name == "signatures":
            pairs = {(row["truth"], row["read"]): 0 for row in (*value, *other[name])}
            for row in (*value, *other[name]):
                pairs[row["truth"], row["read"]] += row["count"]
            added[name] = [{"truth": truth, "read": read, "count": count} for (truth, read), count in sorted(pairs.items())]
        else:
            added[name] = value + other[name] if isinstance(value, int | float) else value
    return added


def _line(name: str, told: list[Mapping[str, Any]], *, aim: int | None) -> None:
    if not told:
        return
    one = told[0]
    for other in told[1:]:
        one = _sum(one, other)
    numbers = one["a_numbers"] if one["a_numbers"]["exact"] + one["a_numbers"]["wrong"] else one["a_numbers_by_hand"]
    silent = one["a_numbers"]["silent"] + one["a_numbers_by_hand"]["silent"]
    decided, rightly = _share(one["decided"], one["decidable"]), _share(one["decided_rightly"], one["decided"])
    print(
        f"{name:34}{one['samples']:7}{decided:>9}{aim or '':>5}{rightly:>9}"
        f"{one['decided_wrongly']:6}{_exact(one['texts']):>8}{_exact(numbers):>8}{silent:8}{_exact(one['ticks']):>8}"
        f"{one['seconds'] / max(one['samples'], 1):8.2f}"
    )


def _exact(tally: Mapping[str, int]) -> str:
    return _share(tally["exact"], tally["exact"] + tally["wrong"] + tally["unread"])


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""
