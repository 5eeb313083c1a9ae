"""`note`, `link`, `restrict`, `unrestrict`, `language`: what a reviewer writes on an inquiry without moving it."""

from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli.acting import Acting, ReasonOption, acts, carried_out
from pdinbox.cli.look import the_number
from pdinbox.cli.options import examples
from pdinbox.cli.words import FileOption, TextOption, typed_words

if TYPE_CHECKING:
    from pdinbox.model.plan import Plan

NOTE_EXAMPLES = examples(
    'pdinbox note PD-2026-000001-Y --text "called the firm: birth certificate follows"', "pdinbox note PD-2026-000001-Y < note.txt"
)


@acts
def note(acting: Acting, text: TextOption = "", file: FileOption = None) -> "Plan":
    """Write a note for reviewers only: from --text, --file, standard input, or your editor."""
    from pdinbox.flows.review_marks import note as noted

    words = typed_words(text, file)
    return carried_out(acting, lambda inquiry: noted(inquiry, words, by=acting.by, at=acting.desk.clock.now()), typed=words)


@acts
def link(
    acting: Acting,
    to: Annotated[str, typer.Option("--to", help="The other inquiry.", metavar="NUMBER")],
    reason: ReasonOption = "",
) -> "Plan":
    """Show two inquiries beside each other, to reviewers only."""
    from pdinbox.flows.review_marks import link as linked

    beside = acting.inquiry(the_number(to))
    return carried_out(acting, lambda inquiry: linked(inquiry, beside, reason=reason, by=acting.by, at=acting.desk.clock.now()))


@acts
def restrict(
    acting: Acting,
    reason: ReasonOption = "",
    law: Annotated[str, typer.Option("--law", help="What protects it: an id of rules/confidentiality.yaml, e.g. vawa.", metavar="ID")] = "",
) -> "Plan":
    """Name the people in it only to those who ask with --restricted, which is logged; letters keep silent about the case."""
    from pdinbox.flows.review_marks import restrict as restricted

    desk = acting.desk
    return carried_out(
        acting,
        lambda one: restricted(one, law, reason=reason, by=acting.by, at=desk.clock.now(), policy=desk.book(one).policy),
    )


@acts
def unrestrict(acting: Acting, reason: ReasonOption = "") -> "Plan":
    """Lift the restriction, until a later mail says anew what the law protects. A supervisor's step."""
    from pdinbox.flows.review_marks import unrestrict as unrestricted

    return carried_out(acting, lambda one: unrestricted(one, reason=reason, by=acting.by, at=acting.desk.clock.now()))


@acts
def language(
    acting: Acting,
    to: Annotated[str, typer.Argument(help="en or es (Spanish, with the English below).", metavar="LANGUAGE")],
) -> "Plan":
    """Fix the language of its letters; no mail changes it."""
    from pdinbox.flows.review_marks import fix_language

    return carried_out(acting, lambda one: fix_language(one, to.lower(), by=acting.by, at=acting.desk.clock.now()))
