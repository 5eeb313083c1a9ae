"""A reviewer's steps in the terminal: take it, hand it on, settle what a mail said, end it. Each is one flow of `flows.review` beneath."""

from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli.acting import Acting, ReasonOption, acts, carried_out
from pdinbox.cli.look import the_number
from pdinbox.cli.options import examples

if TYPE_CHECKING:
    from pdinbox.model.plan import Plan

REROUTE_EXAMPLES = examples('pdinbox re-route PD-2026-000001-Y CHI --reason "moved to Broadview"')
REDIRECT_EXAMPLES = examples(
    'pdinbox redirect PD-2026-000001-Y records --reason "asks for the file only"',
    'pdinbox redirect PD-2026-000001-Y uscis --reason "told by telephone" --no-letter',
)
SETTLE_EXAMPLES = examples(
    'pdinbox settle PD-2026-000001-Y withdrawal --reason "called: she takes back the stay only"',
    "pdinbox represent PD-2026-000001-Y --to paul.reyes@example.com",
)


@acts
def claim(acting: Acting) -> "Plan":
    """Take an inquiry for review; the desk's time runs again where it stood still."""
    return _step(acting, "claim")


@acts
def give_back(acting: Acting, reason: ReasonOption = "") -> "Plan":
    """Put an inquiry back into the queue for anybody."""
    return _step(acting, "give_back", reason=reason)


@acts
def assign(
    acting: Acting,
    to: Annotated[str, typer.Option("--to", help="The reviewer who gets it, by login name.", metavar="NAME")],
    reason: ReasonOption = "",
) -> "Plan":
    """Give an inquiry to a reviewer. A supervisor's step."""
    return _step(acting, "assign", assignee=" ".join(to.split()), reason=reason)


@acts
def re_route(
    acting: Acting,
    office: Annotated[str, typer.Argument(help="The field office by its code, e.g. CHI.", metavar="OFFICE")],
    reason: ReasonOption = "",
    tell: Annotated[bool, typer.Option("--tell", help="The sender's own words lead there: letters may name the office.")] = False,
) -> "Plan":
    """Another field office is the right one. The clock goes on with what is left, by that office's hours; no mail changes it back."""
    return _step(acting, "reroute", office=office.upper(), reason=reason, may_be_told=tell)


@acts
def take_back(acting: Acting, reason: ReasonOption = "") -> "Plan":
    """Go on without the field office's answer: the inquiry is in review again. What the office still writes joins it all the same."""
    return _step(acting, "take_back", reason=reason)


@acts
def duplicate(
    acting: Acting,
    of: Annotated[str, typer.Option("--of", help="The inquiry on which work goes on.", metavar="NUMBER")],
    reason: ReasonOption = "",
) -> "Plan":
    """The same matter as another inquiry: it is linked to it, and work goes on there.

    The sender is told so after the hold time, where the same person speaks for both; nobody else is told anything. `pdinbox undo` takes
    the mark back until the letter leaves, and where nobody was told as long as nothing else was done with it.
    """
    return _step(acting, "mark_duplicate", other=the_number(of), reason=reason)


@acts
def hold(acting: Acting, reason: ReasonOption = "") -> "Plan":
    """Hold an inquiry: a person must look before it goes on."""
    return _step(acting, "hold", reason=reason)


@acts
def release(acting: Acting, reason: ReasonOption = "") -> "Plan":
    """A held inquiry goes back into the queue. (A held mail: `pdinbox held release`)."""
    return _step(acting, "release", reason=reason)


@acts
def withdraw(acting: Acting, reason: ReasonOption = "") -> "Plan":
    """Its representative took it back. Without a letter; with one: `pdinbox resolve NUMBER --outcome withdrawn`."""
    return _step(acting, "withdraw", reason=reason)


@acts
def close(
    acting: Acting,
    outcome: Annotated[str, typer.Option(help="How it ends, e.g. closed_without_answer.", metavar="ID")] = "",
    reason: ReasonOption = "",
) -> "Plan":
    """End an inquiry without a letter; a resolved one is closed for good."""
    return _step(acting, "close", outcome=outcome, reason=reason)


@acts
def reopen(acting: Acting, reason: ReasonOption = "") -> "Plan":
    """Take up a settled inquiry again. The desk's time begins anew."""
    return _step(acting, "reopen", reason=reason)


@acts
def redirect(
    acting: Acting,
    topic: Annotated[str, typer.Argument(help="Whose desk it is: a topic of rules/topics.yaml, e.g. records.", metavar="TOPIC")],
    reason: ReasonOption = "",
    letter: Annotated[bool, typer.Option("--letter/--no-letter", help="Whether the sender is told whose desk it is.")] = True,
) -> "Plan":
    """It is another desk's matter. The sender gets that topic's letter after the hold time, and `pdinbox undo` takes it back until then.

    The inquiry stays in the queue until somebody confirms it.
    """
    from pdinbox.flows.review_redirect import redirected

    desk, by = acting.desk, acting.by
    return carried_out(
        acting,
        lambda one: redirected(
            desk.thread(one), topic, reason=reason, with_letter=letter, by=by, at=desk.clock.now(), hold=desk.hold, book=desk.book(one)
        ),
    )


@acts
def confirm_redirect(acting: Acting, reason: ReasonOption = "") -> "Plan":
    """It is another desk's matter indeed. Until then it stays in the queue as "redirected, to confirm"."""
    return _step(acting, "confirm_redirect", reason=reason)


@acts
def settle(
    acting: Acting,
    what: Annotated[str, typer.Argument(help="What a mail said: withdrawal, attorney, transfer, address.", metavar="WHAT")],
    reason: ReasonOption = "",
) -> "Plan":
    """What a mail said is settled, and the inquiry stays as it is. `re-route` and `represent` settle it by themselves."""
    from pdinbox.flows.review_points import settled

    return carried_out(acting, lambda one: settled(one, what, reason=reason, by=acting.by, at=acting.desk.clock.now()))


@acts
def represent(
    acting: Acting,
    to: Annotated[str, typer.Option("--to", help="The address, as `show` names it; it sent a complete form.", metavar="ADDRESS")],
    reason: ReasonOption = "",
) -> "Plan":
    """Another attorney speaks for it from now on, and is told where it stands; whoever did before is told nothing any more."""
    from pdinbox.flows.review_points import represented

    desk = acting.desk
    return carried_out(
        acting,
        lambda one: represented(desk.thread(one), to, reason=reason, by=acting.by, at=desk.clock.now(), book=desk.book(one)),
    )


def _step(acting: Acting, step: str, *, may_be_told: bool = False, other: str = "", **facts: str) -> "Plan":
    from pdinbox.flows.review import Move
    from pdinbox.inquiries.steps import Step

    beside = acting.inquiry(other) if other else None
    move = Move(step=Step(step), other=beside, may_be_told=may_be_told, **facts)
    return carried_out(acting, lambda inquiry: acting.desk.step(inquiry, move, by=acting.by))
