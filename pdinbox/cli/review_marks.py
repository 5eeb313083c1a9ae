"""`note`, `link`, `restrict`, `unrestrict`, `language`: what a reviewer writes on an inquiry without moving it."""

from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli.acting import Acting, AsOption, NumberArgument, ReasonOption, RoleOption, act, carried_out
from pdinbox.cli.look import the_number
from pdinbox.cli.options import ConfigOption, JsonOption, examples
from pdinbox.cli.words import FileOption, TextOption, typed_words

if TYPE_CHECKING:
    from pdinbox.model.plan import Plan

NOTE_EXAMPLES = examples(
    'pdinbox note PD-2026-000001-Y --text "called the firm: birth certificate follows"', "pdinbox note PD-2026-000001-Y < note.txt"
)


def note(
    number: NumberArgument,
    text: TextOption = "",
    file: FileOption = None,
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a note for reviewers only: from --text, --file, standard input, or your editor."""
    from pdinbox.flows.review_marks import note as noted

    def do(acting: Acting) -> "Plan":
        words = typed_words(text, file)
        return carried_out(acting, lambda inquiry: noted(inquiry, words, by=acting.by, at=acting.desk.clock.now()), typed=words)

    act(number, do, as_name=as_name, role=role, config=config, as_json=as_json)


def link(
    number: NumberArgument,
    to: Annotated[str, typer.Option("--to", help="The other inquiry.", metavar="NUMBER")],
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show two inquiries beside each other, to reviewers only."""
    from pdinbox.flows.review_marks import link as linked

    other = the_number(to)

    def do(acting: Acting) -> "Plan":
        beside = acting.inquiry(other)
        return carried_out(acting, lambda inquiry: linked(inquiry, beside, reason=reason, by=acting.by, at=acting.desk.clock.now()))

    act(number, do, as_name=as_name, role=role, config=config, as_json=as_json)


def restrict(
    number: NumberArgument,
    reason: ReasonOption = "",
    law: Annotated[str, typer.Option("--law", help="What protects it: an id of rules/confidentiality.yaml, e.g. vawa.", metavar="ID")] = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name the people in it only to those who ask with --restricted, which is logged; letters keep silent about the case."""
    from pdinbox.flows.review_marks import restrict as restricted

    def do(acting: Acting) -> "Plan":
        desk = acting.desk
        return carried_out(
            acting,
            lambda one: restricted(one, law, reason=reason, by=acting.by, at=desk.clock.now(), policy=desk.book(one).policy),
        )

    act(number, do, as_name=as_name, role=role, config=config, as_json=as_json)


def unrestrict(
    number: NumberArgument,
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lift the restriction, until a mail shows anew what the law protects. A supervisor's step."""
    from pdinbox.flows.review_marks import unrestrict as unrestricted

    def do(acting: Acting) -> "Plan":
        return carried_out(acting, lambda one: unrestricted(one, reason=reason, by=acting.by, at=acting.desk.clock.now()))

    act(number, do, as_name=as_name, role=role, config=config, as_json=as_json)


def language(
    number: NumberArgument,
    to: Annotated[str, typer.Argument(help="en or es (Spanish, with the English below).", metavar="LANGUAGE")],
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fix the language of its letters; no mail changes it."""
    from pdinbox.flows.review_marks import fix_language

    def do(acting: Acting) -> "Plan":
        return carried_out(acting, lambda one: fix_language(one, to.lower(), by=acting.by, at=acting.desk.clock.now()))

    act(number, do, as_name=as_name, role=role, config=config, as_json=as_json)
