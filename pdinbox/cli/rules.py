"""`pdinbox rules`: what policy staff do with the rules before, while and after they change them."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli import rules_explain, rules_history, rules_replay, rules_show
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, examples, out, print_json
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.bootstrap.rule_check import Checked

rules = typer.Typer(no_args_is_help=True, help="The rules: check, test, explain, show, compare, and what was in force.")
rules.command("explain", epilog=rules_explain.EXAMPLES)(rules_explain.explain)
rules.command("show", epilog=rules_show.EXAMPLES)(rules_show.show)
rules.command("replay", epilog=rules_replay.EXAMPLES)(rules_replay.replay)
rules.command("history", epilog=rules_history.EXAMPLES)(rules_history.history)
FolderArgument = Annotated[
    Path | None,
    typer.Argument(help="A copy of rules/, or a folder with rules/ and templates/ in it. Default: those of the settings.", metavar="DIR"),
]


@rules.command(
    "check", epilog=examples("pdinbox rules check", "pdinbox rules check my-copy", "pdinbox rules check --json | jq -r .message")
)
def check_rules(
    folder: FolderArgument = None,
    older_than: Annotated[int, typer.Option(min=1, help="Warn of rules last read against their sources so many days ago.")] = 365,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every mistake in rules and templates at once: file, line, key, what is wrong and what is allowed there.

    Warnings are said too: words missing in one language, a citation missing, sources not read for long. Nothing is changed. Exit status 1
    with mistakes; warnings alone end with 0.
    """
    from pdinbox.bootstrap.places import configuration_or_built_in
    from pdinbox.bootstrap.rule_check import check_rules as check
    from pdinbox.bootstrap.rule_texts import with_folder

    found = check(with_folder(configuration_or_built_in(config), folder), oldest=timedelta(days=older_than))
    if as_json:
        for kind, told in (("mistake", found.mistakes), ("warning", found.warnings)):
            for one in told:
                print_json({"kind": kind, **asdict(one)})
    else:
        _print_checked(found)
    raise typer.Exit(Exit.WRONG if found.mistakes else Exit.WELL)


@rules.command(
    "test", epilog=examples("pdinbox rules test", "pdinbox rules test my-copy", "pdinbox rules test --json | jq 'select(.right | not)'")
)
def test_rules(folder: FolderArgument = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Run the examples that stand in the rules themselves, routes too: counts, and each that fails with what was expected and found.

    With --json every example is one line. Exit status 1 when one fails, 2 when the rules have mistakes.
    """
    from pdinbox.bootstrap.places import configuration_or_built_in
    from pdinbox.bootstrap.rule_check import try_rules
    from pdinbox.bootstrap.rule_texts import with_folder

    tried = try_rules(with_folder(configuration_or_built_in(config), folder))
    if as_json:
        for one in tried:
            print_json({**asdict(one), "right": one.is_right})
    else:
        from pdinbox.cli.paint_rules import examples_view

        out.print(examples_view(tried))
    raise typer.Exit(Exit.WELL if all(one.is_right for one in tried) else Exit.WRONG)


def _print_checked(found: "Checked") -> None:
    from pdinbox.cli.paint_rules import mistakes_view

    if found.mistakes or found.warnings:
        out.print(mistakes_view(found))
    said = f"{number_of(len(found.mistakes), 'mistake')}, {number_of(len(found.warnings), 'warning')}"
    if found.rules is None:
        out.print(f"{said}. These rules can not be put in force.")
    else:
        out.print(f"{said}. Policy {found.rules.book.policy.version} can be put in force. Try its examples with `pdinbox rules test`.")
