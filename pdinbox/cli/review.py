"""A reviewer's steps in the terminal: take it, hand it on, mark it, end it. Each is one flow of `flows.review` beneath."""

from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli.acting import Acting, AsOption, NumberArgument, ReasonOption, Role, RoleOption, act, carried_out
from pdinbox.cli.look import the_number
from pdinbox.cli.options import ConfigOption, JsonOption, examples

if TYPE_CHECKING:
    from pathlib import Path

    from pdinbox.model.plan import Plan

REROUTE_EXAMPLES = examples('pdinbox re-route PD-2026-000001-Y CHI --reason "moved to Broadview"')


def claim(
    number: NumberArgument, as_name: AsOption = "", role: RoleOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Take an inquiry for review; the desk's time runs again where it stood still."""
    _step("claim", number, as_name=as_name, role=role, config=config, as_json=as_json)


def give_back(
    number: NumberArgument,
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put an inquiry back into the queue for anybody."""
    _step("give_back", number, reason=reason, as_name=as_name, role=role, config=config, as_json=as_json)


def assign(
    number: NumberArgument,
    to: Annotated[str, typer.Option("--to", help="The reviewer who gets it, by login name.", metavar="NAME")],
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an inquiry to a reviewer. A supervisor's step."""
    _step("assign", number, assignee=" ".join(to.split()), reason=reason, as_name=as_name, role=role, config=config, as_json=as_json)


def re_route(
    number: NumberArgument,
    office: Annotated[str, typer.Argument(help="The field office by its code, e.g. CHI.", metavar="OFFICE")],
    reason: ReasonOption = "",
    tell: Annotated[bool, typer.Option("--tell", help="The sender's own words lead there: letters may name the office.")] = False,
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Another field office is the right one. The clock goes on with what is left, by that office's hours; no mail changes it back."""
    facts = {"office": office.upper(), "reason": reason, "as_name": as_name}
    _step("reroute", number, may_be_told=tell, role=role, config=config, as_json=as_json, **facts)


def duplicate(
    number: NumberArgument,
    of: Annotated[str, typer.Option("--of", help="The inquiry on which work goes on.", metavar="NUMBER")],
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """The same matter as another inquiry: it is linked to it, and work goes on there. No letter is written."""
    _step("mark_duplicate", number, other=the_number(of), reason=reason, as_name=as_name, role=role, config=config, as_json=as_json)


def hold(
    number: NumberArgument,
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold an inquiry: a person must look before it goes on."""
    _step("hold", number, reason=reason, as_name=as_name, role=role, config=config, as_json=as_json)


def release(
    number: NumberArgument,
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """A held inquiry goes back into the queue. (A held mail: `pdinbox held release`)."""
    _step("release", number, reason=reason, as_name=as_name, role=role, config=config, as_json=as_json)


def withdraw(
    number: NumberArgument,
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Its representative took it back. Without a letter; with one: `pdinbox resolve NUMBER --outcome withdrawn`."""
    _step("withdraw", number, reason=reason, as_name=as_name, role=role, config=config, as_json=as_json)


def close(
    number: NumberArgument,
    outcome: Annotated[str, typer.Option(help="How it ends, e.g. closed_without_answer.", metavar="ID")] = "",
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """End an inquiry without a letter; a resolved one is closed for good."""
    _step("close", number, outcome=outcome, reason=reason, as_name=as_name, role=role, config=config, as_json=as_json)


def reopen(
    number: NumberArgument,
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take up a settled inquiry again. The desk's time begins anew."""
    _step("reopen", number, reason=reason, as_name=as_name, role=role, config=config, as_json=as_json)


def confirm_redirect(
    number: NumberArgument,
    reason: ReasonOption = "",
    as_name: AsOption = "",
    role: RoleOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """It is another desk's matter indeed. Until then it stays in the queue as "redirected, to confirm"."""
    _step("confirm_redirect", number, reason=reason, as_name=as_name, role=role, config=config, as_json=as_json)


def _step(
    step: str,
    number: str,
    *,
    as_name: str,
    role: Role | None,
    config: "Path | None",
    as_json: bool,
    may_be_told: bool = False,
    other: str = "",
    **facts: str,
) -> None:
    from pdinbox.flows.review import Move, take_step
    from pdinbox.inquiries.steps import Step

    def do(acting: Acting) -> "Plan":
        beside = acting.inquiry(other) if other else None
        move = Move(step=Step(step), other=beside, may_be_told=may_be_told, **facts)
        desk = acting.desk
        return carried_out(acting, lambda inquiry: take_step(inquiry, move, by=acting.by, at=desk.clock.now(), book=desk.book(inquiry)))

    act(number, do, as_name=as_name, role=role, config=config, as_json=as_json)
