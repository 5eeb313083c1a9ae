"""`pdinbox rules replay`: what edited rules would have made of the inquiries that are here."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli.as_json import Json
from pdinbox.cli.options import ConfigOption, JsonOption, configuration, err, examples, out, print_json

if TYPE_CHECKING:
    from pdinbox.bootstrap.replay import Replay, Replayed

EXAMPLES = examples(
    "pdinbox rules replay --rules my-copy",
    "pdinbox rules replay --since 2026-11-01 --limit 500",
    "pdinbox rules replay --json | jq -r '.changes[]?.what' | sort | uniq -c",
)
RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", help="The edited copy. Default: the rules as they lie in the folder now.", metavar="DIR", show_default=False),
]
SinceOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only inquiries opened on this day or later.", metavar="DATE")
]


@dataclass(slots=True)
class Tally:
    """What was seen so far: a few numbers, however many inquiries there are."""

    looked_at: int = 0
    changed: int = 0
    incomplete: int = 0
    older: int = 0
    unlike_stored: int = 0
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, one: "Replayed") -> None:
        """One inquiry more."""
        self.looked_at += 1
        self.changed += bool(one.changes)
        self.incomplete += not one.is_whole
        self.older += one.was_older
        self.unlike_stored += bool(one.from_stored)
        self.by_rule.update((change.what, rule) for change in one.changes for rule in change.rules)


def replay(
    folder: RulesOption = None,
    since: SinceOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many, the newest first.", show_default=False)] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge the stored inquiries by edited rules and by those in force, each on its own day, and show what would be otherwise.

    Nothing is changed and nobody is written to. Verdicts, routes, topics, requests, urgency and deadlines are compared, with the rules that
    make the difference and counts of each. The documents are those read when the mails came; a change under rules/forms/ needs them read
    anew and is not seen here. With --json each inquiry that would change, or is stored otherwise, is a line, and the counts are the last.
    """
    from pdinbox.bootstrap.replay import open_replay

    tally = Tally()
    settings = configuration(config)
    with open_replay(settings, folder=folder, since=since.date() if since else None, limit=limit) as opened:
        for one in _watched(opened):
            tally.count(one)
            if as_json and (one.changes or one.from_stored or not one.is_whole):
                print_json(_json(one))
            elif not as_json and one.changes:
                _print(one)
        before, after = opened.in_force.today.book.policy.version, opened.edited.today.book.policy.version
    if as_json:
        print_json({"summary": _summary(tally), "in_force": before, "edited": after})
    else:
        from pdinbox.cli.paint_replay import tally_view

        out.print(tally_view(tally, before=before, after=after))


def _watched(opened: "Replay") -> Iterator["Replayed"]:
    from rich.progress import track

    yield from track(opened.run(), "Judging anew", total=opened.total, console=err, disable=not err.is_terminal, transient=True)


def _print(one: "Replayed") -> None:
    from pdinbox.cli.paint_replay import change_lines

    for line in change_lines(one):
        out.print(line, soft_wrap=True)


def _json(one: "Replayed") -> Json:
    inquiry = one.stored.inquiry
    return {
        "inquiry": inquiry.number,
        "opened_at": inquiry.opened_at.isoformat(),
        "whole": one.is_whole,
        "changes": [asdict(change) for change in one.changes],
        "stored": [{name: value for name, value in asdict(change).items() if name != "rules"} for change in one.from_stored],
        "stored_policy": inquiry.verdict.policy,
        "older_policy": one.was_older,
    }


def _summary(tally: Tally) -> Json:
    by_rule = [{"what": what, "rule": rule, "inquiries": count} for (what, rule), count in tally.by_rule.most_common()]
    return {
        "looked_at": tally.looked_at,
        "would_change": tally.changed,
        "incomplete": tally.incomplete,
        "judged_by_other_versions": tally.older,
        "stored_otherwise": tally.unlike_stored,
        "by_rule": by_rule,
    }
