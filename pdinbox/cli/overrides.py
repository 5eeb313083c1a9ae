"""`findings`, `override`, `restore`: what the rules found, and what a reviewer sets aside."""

from typing import TYPE_CHECKING, Annotated

import typer

from pdinbox.cli.acting import Acting, NumberArgument, acts, carried_out
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, examples, fail, out, print_json, warn
from pdinbox.cli.paint import plain, table
from pdinbox.cli.words import FileOption, TextOption, typed_words

if TYPE_CHECKING:
    from pdinbox.flows.book import Book
    from pdinbox.flows.override import Found
    from pdinbox.model.plan import Plan, Thread

OVERRIDE_EXAMPLES = examples(
    "pdinbox findings PD-2026-000001-Y",
    'pdinbox override PD-2026-000001-Y 3f0a --reason seen-on-paper --text "the signature is in the lower corner"',
    "pdinbox override PD-2026-000001-Y 3f0a --approve --as mreyes --role supervisor",
)
_FEWEST = 4
FindingArgument = Annotated[str, typer.Argument(help="The finding, by the first characters that `findings` shows.", metavar="FINDING")]


def findings(
    number: NumberArgument,
    passed: Annotated[bool, typer.Option("--passed", help="What passed as well.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """What the rules found in an inquiry's mails, with the names by which a finding is set aside."""
    from pdinbox.bootstrap.review import open_review
    from pdinbox.cli.look import the_number

    wanted = the_number(number)
    with open_review(configuration(config), warn=warn) as desk:
        inquiry = desk.store.inquiry(wanted)
        if inquiry is None:
            fail("There is no such inquiry", (wanted,), status=Exit.WRONG)
        if inquiry.is_restricted:
            fail("This inquiry is restricted", (f"see `pdinbox show {wanted} --restricted`",), status=Exit.WRONG)
        shown = [
            one for one in _found(desk.thread_as_examined(inquiry), desk.book(inquiry)) if passed or one.finding.outcome.value != "passed"
        ]
    if as_json:
        for one in shown:
            print_json(_json(one))
        return
    rows = table("finding", "", "rule", "what")
    for one in shown:
        standing = one.override.state.value.replace("_", " ") if one.override else ""
        rows.add_row(one.key, standing or one.finding.outcome.value.replace("_", " "), one.finding.rule, plain(one.finding.message))
    out.print(rows)


@acts
def override(
    acting: Acting,
    finding: FindingArgument,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why: an id of rules/overrides.yaml.", metavar="ID")] = "",
    text: TextOption = "",
    file: FileOption = None,
    approve: Annotated[bool, typer.Option("--approve", help="Agree to what a reviewer asked for. A supervisor's step.")] = False,
    decline: Annotated[bool, typer.Option("--decline", help="Do not agree to it; the finding counts.")] = False,
) -> "Plan":
    """Set a finding aside: the papers are judged anew without it, and letters follow. Your reason and words are kept with it."""
    from pdinbox.flows import override as flow

    if approve and decline:
        fail("Choose one", ("--approve or --decline",), status=Exit.NOT_UNDERSTOOD)
    desk, at = acting.desk, acting.desk.clock.now()
    chosen = _one(acting, finding)
    if approve or decline:
        decide = flow.approve if approve else flow.decline
        key = chosen.override.key if chosen.override else ""
        return carried_out(acting, lambda one: decide(desk.thread_as_examined(one), key, by=acting.by, at=at, book=desk.book(one)))
    words = typed_words(text, file)
    return carried_out(
        acting,
        lambda one: flow.set_aside(
            desk.thread_as_examined(one),
            chosen.key,
            reason=reason,
            words=words,
            by=acting.by,
            at=at,
            book=desk.book(one),
            needs_second=desk.needs_second,
        ),
        typed=words,
    )


@acts
def restore(acting: Acting, finding: FindingArgument) -> "Plan":
    """Let a finding count again that was set aside, while the inquiry is open."""
    from pdinbox.flows.override import restore as restored

    desk, chosen = acting.desk, _one(acting, finding)
    if chosen.override is None:
        fail("Refused", (f"{acting.number}: that finding is not set aside.",), status=Exit.WRONG)
    key, at = chosen.override.key, desk.clock.now()
    return carried_out(acting, lambda one: restored(desk.thread_as_examined(one), key, by=acting.by, at=at, book=desk.book(one)))


def _found(thread: "Thread", book: "Book") -> "tuple[Found, ...]":
    from pdinbox.flows.override import found_in
    from pdinbox.flows.pieces import with_wholes

    return found_in(with_wholes(thread.dossiers, book=book), thread.overrides)


def _one(acting: Acting, typed: str) -> "Found":
    """The finding that was meant, or the end of the command."""
    wanted = typed.strip().lower()
    inquiry = acting.inquiry()
    every = _found(acting.desk.thread_as_examined(inquiry), acting.desk.book(inquiry))
    found = {one.key: one for one in every if one.key.startswith(wanted)}
    if len(wanted) < _FEWEST or len(found) != 1:
        words = f"{len(found)} findings begin so; give more characters" if len(found) > 1 else "no finding begins so"
        words = words if len(wanted) >= _FEWEST else f"give at least {_FEWEST} characters"
        fail("Which finding?", (f"{typed}: {words}; see `pdinbox findings {acting.number}`",), status=Exit.NOT_UNDERSTOOD)
    return next(iter(found.values()))


def _json(one: "Found") -> dict[str, object]:
    finding = one.finding
    return {
        "schema": "pdinbox.finding/1",
        "finding": one.key,
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "mail": one.dossier.message.digest,
        "file": finding.file,
        "page": finding.page,
        "confidence": finding.confidence,
        "override": one.override.state.value if one.override else None,
        "override_by": one.override.by if one.override else None,
    }
