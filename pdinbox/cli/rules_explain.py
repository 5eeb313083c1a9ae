"""`pdinbox rules explain ID`: what a rule says, why, when, and what it can do."""

import difflib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, examples, fail, out, print_json

EXAMPLES = examples(
    "pdinbox rules explain g28.ice-box", "pdinbox rules explain detention", "pdinbox rules explain granted", "pdinbox rules explain CHI"
)
RulesOption = Annotated[
    Path | None, typer.Option("--rules", help="A copy of rules/ instead of the one in the settings.", metavar="DIR", show_default=False)
]


def explain(
    ids: Annotated[
        list[str], typer.Argument(help="Rules, topics, requests, outcomes, reasons, routing steps, offices: by id.", metavar="ID")
    ],
    folder: RulesOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """What the rules say about an id, in both languages, with citation, reason, settings in words, examples, and where it stands.

    A reason that a verdict names is such an id. Exit status 2 for an id that is not known; the likeliest ones are named.
    """
    from pdinbox.bootstrap.places import configuration_or_built_in
    from pdinbox.bootstrap.rule_texts import with_folder
    from pdinbox.bootstrap.rule_words import explain_rules
    from pdinbox.cli.paint_rules import explanation_view

    explained = explain_rules(with_folder(configuration_or_built_in(config), folder))
    unknown = [name for name in ids if name not in explained.every]
    if unknown:
        fail("There is no such id", tuple(_unknown(name, explained.every) for name in unknown), status=Exit.NOT_UNDERSTOOD)
    for one in (one for name in ids for one in explained.every[name]):
        line = explained.line(one)
        print_json({**asdict(one), "line": line}) if as_json else out.print(explanation_view(one, line=line))


def _unknown(name: str, known: Iterable[str]) -> str:
    ids = [*known]
    holding = [one for one in ids if name.lower() in one.lower()]
    near = list(dict.fromkeys((*holding, *difflib.get_close_matches(name, ids, n=5, cutoff=0.5))))[:5]
    return (
        f"{name}: did you mean {' or '.join(near)}?" if near else f"{name}: nothing is called so; `pdinbox rules show` lists what there is"
    )
