"""`pdinbox forms test`: a folder of labelled samples through the same reading and checks as the desk's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer

from pdinbox.cli.forms_json import score_json
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, err, examples, fail, out, print_json
from pdinbox.cli.processor_time import seconds_of_descendants

if TYPE_CHECKING:
    from datetime import date

    from pdinbox.bootstrap.judge import Judge
    from pdinbox.cli.score import Score
    from pdinbox.cli.truth import Truth

EXAMPLES = examples("pdinbox forms test samples", "pdinbox forms test samples --limit 50 --json | jq -r '[.kind, .decided] | @tsv'")
TOTAL: Final = "all"
_TRUTH = ".json"
SamplesArgument = Annotated[
    Path, typer.Argument(help="Samples: NAME.pdf, an image or a mail, each with NAME.json beside it.", metavar="DIR")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample and the truth about it."""

    path: Path
    truth: "Truth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What one sample scored."""

    sample: Sample
    score: "Score"


def test_forms(
    folder: SamplesArgument,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, in the order of their names.")] = 1_000_000,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Judge as on this day. Default: today.", metavar="DATE")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read labelled samples as the desk would, and count what was read rightly, by kind.

    Forms marked SAMPLE count here. Exit status 1 when an unsigned box was called signed or a foreign form a G-28. The truth is described in
    docs/forms.md.
    """
    from pdinbox.bootstrap.judge import open_judge

    samples = _samples(folder)[:limit]
    with open_judge(config, accept_samples=True) as desk:
        tried = _tried(desk, samples, on=on.date() if on else None)
    kinds = by_kind(tried)
    if as_json:
        for kind, score in kinds.items():
            print_json(score_json(kind, score))
    else:
        from pdinbox.cli.paint_forms import scores_view

        out.print(scores_view(kinds, tried))
    raise typer.Exit(Exit.WELL if kinds[TOTAL].is_safe else Exit.WRONG)


def by_kind(tried: tuple[Tried, ...]) -> Mapping[str, "Score"]:
    """The scores of each kind, sorted, and under TOTAL that of all."""
    from pdinbox.cli.score import Score

    kinds = sorted({one.sample.truth.kind for one in tried})
    scores = {kind: sum((one.score for one in tried if one.sample.truth.kind == kind), Score()) for kind in kinds}
    return {**scores, TOTAL: sum(scores.values(), Score())}


def _tried(desk: "Judge", samples: tuple[Sample, ...], *, on: "date | None") -> tuple[Tried, ...]:
    from rich.progress import track

    day = on or datetime.now(UTC).astimezone(ZoneInfo(desk.book.desk.zone)).date()
    desk.reader.read_file(samples[0].path, name=samples[0].path.name)  # what is loaded at the first use is nobody's cost
    shown = track(samples, "Reading samples", console=err, disable=not err.is_terminal)
    return tuple(Tried(sample=sample, score=_score(desk, sample, day=day)) for sample in shown)


def _score(desk: "Judge", sample: Sample, *, day: "date") -> "Score":
    from pdinbox.cli.given import Given
    from pdinbox.cli.score import score
    from pdinbox.flows.judging import judge

    file = Given(path=sample.path, name=sample.path.name, shown=str(sample.path))
    before = seconds_of_descendants()
    reading = desk.reader.read_message(file.path) if file.is_mail else desk.reader.read_file(file.path, name=file.name)
    seconds = seconds_of_descendants() - before
    judged = judge(reading, book=desk.book, today=day)
    return score(sample.truth, reading=reading, judged=judged, sure=sure_of(desk), seconds=seconds)


def sure_of(desk: "Judge") -> float:
    """The confidence below which the rules send a signature to a person."""
    return max((rule.number("sure") or 0.0 for rule in desk.book.policy.rules if rule.test == "signature"), default=0.0)


def _samples(folder: Path) -> tuple[Sample, ...]:
    """Every pair in the folder, by name; ends the command where there is none, or a truth is not understood."""
    from pdinbox.cli.truth import TruthError, parse_truth

    if not folder.is_dir():
        fail("There are no samples", (f"{folder}: this is no folder",), status=Exit.NOT_UNDERSTOOD)
    files = {path.stem: path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix != _TRUTH}
    samples: list[Sample] = []
    mistakes: list[str] = []
    for path in sorted(folder.glob(f"*{_TRUTH}")):
        try:
            samples += [Sample(path=files[path.stem], truth=parse_truth(path.read_bytes()))]
        except KeyError:
            mistakes.append(f"{path}: there is no sample of that name beside it")
        except TruthError as wrong:
            mistakes.append(f"{path}: {wrong}")
    if mistakes or not samples:
        lines = tuple(mistakes) or (f"{folder}: no NAME.json with a file NAME beside it; docs/forms.md shows one",)
        fail("Can not be used", lines, status=Exit.NOT_UNDERSTOOD)
    return tuple(samples)
