"""What every reviewer's command shares: who acts, the plan made fact or refused in words, and what is said of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec

import typer

from pdinbox.cli.look import login_name, the_number
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, err, fail, out, print_json, warn
from pdinbox.ports import Refused, Unavailable

if TYPE_CHECKING:
    from pdinbox.composing import Composer
    from pdinbox.flows.review import Decision, Reviewer
    from pdinbox.model.inquiry import Inquiry
    from pdinbox.model.plan import Plan
    from pdinbox.reviewing import ReviewDesk


Given = ParamSpec("Given")


class Role(StrEnum):
    """In which role somebody acts."""

    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"


NumberArgument = Annotated[str, typer.Argument(help="The inquiry's number, e.g. PD-2026-004196-P.", metavar="NUMBER")]
AsOption = Annotated[str, typer.Option("--as", help="Who acts, for the log. Default: your login name.", metavar="NAME")]
RoleOption = Annotated[
    Role | None,
    typer.Option(
        "--role", help="In which role. Default: supervisor for those whom desk.supervisors names, else reviewer.", show_default=False
    ),
]
ReasonOption = Annotated[str, typer.Option("--reason", "-r", help="Why; it goes into the log.", metavar="WORDS")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """One command of one reviewer about one inquiry, with the desk open."""

    desk: "ReviewDesk"
    by: "Reviewer"
    number: str
    as_json: bool = False

    @property
    def composer(self) -> "Composer":
        """What writes letters about that inquiry."""
        from pdinbox.composing import Composer

        return Composer(self.desk, self.number, self.by)

    def inquiry(self, number: str = "") -> "Inquiry":
        """That inquiry, or the one the command is about; the end of the command where there is none."""
        found = self.desk.store.inquiry(number or self.number)
        if found is None:
            fail("There is no such inquiry", (number or self.number,), status=Exit.WRONG)
        return found


Step = Callable[Concatenate["Acting", Given], "Plan | None"]
"""What a command does with the desk open: the plan that was made fact, None where all was said already."""


_COMMON: tuple[tuple[str, Any, Any], ...] = (
    ("as_name", AsOption, ""),
    ("role", RoleOption, None),
    ("config", ConfigOption, None),
    ("as_json", JsonOption, False),
)
"""What stands behind the own options of each: name, option, default."""


def acts(do: Step[Given]) -> Callable[..., None]:
    """The command of that step: NUMBER before its own options, and behind them --as, --role, --config and --json, as all of these have."""

    @wraps(do)
    def command(number: str, *given: Any, **options: Any) -> None:
        common = {name: options.pop(name, default) for name, _, default in _COMMON}
        _act(number, lambda acting: do(acting, *given, **options), **common)

    kind = Parameter.POSITIONAL_OR_KEYWORD
    _, *own = signature(do).parameters.values()
    parameters = [
        Parameter("number", kind, annotation=NumberArgument),
        *own,
        *(Parameter(name, kind, default=default, annotation=option) for name, option, default in _COMMON),
    ]
    # the library of the command line reads what a command takes from these two
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def _act(
    number: str, do: Callable[[Acting], "Plan | None"], *, as_name: str, role: Role | None, config: Path | None, as_json: bool
) -> None:
    """Open the desk, do it, and say what was done; what is None was said already."""
    from pdinbox.bootstrap.review import open_review
    from pdinbox.flows.review import Reviewer
    from pdinbox.inquiries.steps import Actor

    wanted = the_number(number)
    settings = configuration(config)
    name = " ".join((as_name or login_name()).split())
    acts_as = role or (Role.SUPERVISOR if name in settings.settings.desk.supervisors else Role.REVIEWER)
    with open_review(settings, warn=warn) as desk:
        acting = Acting(desk=desk, by=Reviewer(name=name, role=Actor(acts_as.value)), number=wanted, as_json=as_json)
        acting.inquiry()
        done = do(acting)
        if done is not None:
            _say(acting, done)


def carried_out(acting: Acting, decide: "Callable[[Inquiry], Any]", *, typed: str = "") -> "Plan":
    """The plan that was made fact, or the end of the command with the words of the refusal. `typed` is printed where the store is away."""
    with words_kept(typed):
        decided = acting.desk.carry_out(acting.number, decide)
    return plan_of(decided)


def plan_of(decided: "Decision") -> "Plan":
    """The plan that was made fact, or the end of the command with the words of the refusal."""
    from pdinbox.flows.review import Refusal

    if isinstance(decided, Refusal):
        fail("Refused", (decided.words,), status=Exit.WRONG)
    return decided


@contextmanager
def words_kept(typed: str) -> Iterator[None]:
    """Where the store is away, what was typed is printed on standard error: no word is lost."""
    try:
        yield
    except (Unavailable, Refused):
        if typed.strip():
            err.print(f"It could not be stored. What you typed:\n\n{typed}\n", markup=False, soft_wrap=True)
        raise


def _say(acting: Acting, done: "Plan") -> None:
    from pdinbox.flows.review import standing

    after = acting.inquiry()
    line = done.log[0]
    if acting.as_json:
        facts = {"event": line.event, "words": line.words, "state": after.state.value, "assignee": after.assignee, "outcome": after.outcome}
        print_json({"schema": "pdinbox.review/1", "inquiry": acting.number, "by": line.actor, **facts, "version": after.version})
        return
    for said in (one.words for one in done.log if one.inquiry == acting.number):
        out.print(said if said.endswith((".", "!", "?")) else f"{said}.", markup=False, soft_wrap=True)
    out.print(f"{standing(after)}.", markup=False, soft_wrap=True, style="dim")
