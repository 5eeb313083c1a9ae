"""`queue`, `show` and `held`: the reviewer's terminal."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from getpass import getuser
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from pdinbox.cli.as_json import held_json, history_json, inquiry_json
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, examples, fail, out, print_json
from pdinbox.cli.paint import plain
from pdinbox.cli.paint_queue import QueueView, held_view
from pdinbox.cli.paint_thread import inquiry_view, restricted_view
from pdinbox.flows.kin import kin_of
from pdinbox.model.inquiry import RESTRICTED_VIEW, Inquiry, LogEntry, State, inquiry_number, is_inquiry_number
from pdinbox.model.ledger import HeldMessage
from pdinbox.model.queue import PENDING
from pdinbox.ports import Store

if TYPE_CHECKING:
    from pdinbox.settings import Configuration

QUEUE_EXAMPLES = examples(
    "pdinbox queue --mine",
    "pdinbox queue --unassigned --office CHI",
    "pdinbox queue --state ready_for_review",
    "pdinbox queue --json | jq -r .number",
)
SHOW_EXAMPLES = examples("pdinbox show PD-2026-004196-P", "pdinbox show PD-2026-004196-P --full | less -R")
HELD_EXAMPLES = examples(
    "pdinbox held list",
    "pdinbox held show 76c0589e",
    "pdinbox held release 76c0589e --join PD-2026-004196-P",
    'pdinbox held release 76c0589e --dismiss "advertising"',
)
RestrictedOption = Annotated[
    bool,
    typer.Option(
        "--restricted", help="Name the people in restricted inquiries too (8 U.S.C. 1367, 8 CFR 208.6). Each such look is logged."
    ),
]
_FEWEST = 4
"""Characters of a digest; fewer are a slip of the hand rather than a name."""
_NUMBER = re.compile(r"PD-(\d{4})-(\d{6,12})", re.ASCII)

held = typer.Typer(no_args_is_help=True, help="Mails that wait for a person: list, show, retry, release.", epilog=HELD_EXAMPLES)
MessageArgument = Annotated[
    str, typer.Argument(help="The message, by the first characters of its digest as `held list` shows them.", metavar="MESSAGE")
]


def queue(
    office: Annotated[str, typer.Option(help="Only inquiries of this field office, by its code, e.g. CHI.", metavar="CODE")] = "",
    state: Annotated[
        list[State] | None,
        typer.Option(help=f"Only this state; may be repeated. One of {', '.join(State)}. Default: everything pending.", metavar="STATE"),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only those assigned to you, or to --as NAME.")] = False,
    unassigned: Annotated[bool, typer.Option("--unassigned", help="Only those that nobody has.")] = False,
    as_name: Annotated[str, typer.Option("--as", help="Whose, with --mine. Default: your login name.", metavar="NAME")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 100,
    restricted: RestrictedOption = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """The pending queue, first due first; what is overdue in red. What was redirected stays in it until a reviewer confirms it."""
    from pdinbox.bootstrap.records import open_records

    if office and not re.fullmatch(r"[A-Za-z]{3}", office):
        fail("That is no field office", (f"{office}: the code has three letters, e.g. CHI for Chicago",), status=Exit.NOT_UNDERSTOOD)
    if mine and unassigned:
        fail("Choose one", ("--mine or --unassigned",), status=Exit.NOT_UNDERSTOOD)
    assignee = (as_name or login_name()) if mine else "" if unassigned else None
    settings = configuration(config)
    with open_records(settings) as store:
        found = store.queue(states=tuple(state or sorted(PENDING)), office=office.upper() or None, assignee=assignee, limit=limit)
        if restricted:
            note_views(store, [inquiry for inquiry in found if inquiry.is_restricted], command="queue")
    if as_json:
        for inquiry in found:
            print_json(inquiry_json(inquiry, shows_restricted=restricted))
        return
    out.print(QueueView(inquiries=found, now=datetime.now(UTC), zone=_zone(settings), shows_restricted=restricted))
    if len(found) == limit:
        out.print(plain(f"Only the first {limit:,}; --limit shows more.", style="dim"))


def show(
    number: Annotated[str, typer.Argument(help="The inquiry's number, e.g. PD-2026-004196-P.", metavar="NUMBER")],
    full: Annotated[bool, typer.Option("--full", help="Letters, quoted text, items and passed rules too.")] = False,
    restricted: RestrictedOption = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """One inquiry: its facts, what is open, and its thread of mails, letters and log lines in order, by the desk's clock."""
    from pdinbox.bootstrap.records import open_records
    from pdinbox.flows.thread_view import thread_view

    wanted = the_number(number)
    settings = configuration(config)
    with open_records(settings) as store:
        inquiry = store.inquiry(wanted)
        if inquiry is None:
            fail("There is no such inquiry", (wanted,), status=Exit.WRONG)
        events = store.history(wanted)
        family = tuple(one.inquiry for one in store.family(wanted))
        drafts = store.drafts(wanted)
        if restricted and inquiry.is_restricted:
            note_views(store, [inquiry], command="show")
    is_hidden = inquiry.is_restricted and not restricted
    if as_json:
        print_json(history_json(inquiry, () if is_hidden else events, shows_restricted=restricted))
    elif is_hidden:
        out.print(restricted_view(inquiry, zone=_zone(settings), now=datetime.now(UTC)))
    else:
        view = thread_view(inquiry, events, family=family)
        out.print(inquiry_view(view, zone=_zone(settings), full=full, now=datetime.now(UTC), kin=kin_of(events), drafts=drafts))


@held.command("list")
def held_list(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """What waits for a person, oldest first. Exit status 1 when something waits."""
    from pdinbox.bootstrap.records import open_records

    settings = configuration(config)
    with open_records(settings) as store:
        waiting = store.held()
    if as_json:
        for one in waiting:
            print_json(held_json(one))
    else:
        out.print(held_view(waiting, zone=_zone(settings)))
    raise typer.Exit(Exit.WRONG if waiting else Exit.WELL)


@held.command("show")
def held_show(message: MessageArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Why one message waits, where its octets lie, and what can be done."""
    from pdinbox.bootstrap.objects import place_of
    from pdinbox.bootstrap.records import open_records

    settings = configuration(config)
    with open_records(settings) as store:
        one = _one(store, message)
    path = place_of(settings, one.digest)
    if as_json:
        print_json({**held_json(one), "path": str(path)})
        return
    out.print(held_view((one,), zone=_zone(settings)))
    short = one.digest[:12]
    steps = (
        (f"pdinbox check {path}", "look at it without risk: it is opened in the sandbox"),
        (f"pdinbox held retry {short}", "give it back to the desk as it is"),
        (f"pdinbox held release {short} --join NUMBER", "it belongs to that inquiry"),
        (f"pdinbox held release {short} --as-new", "it opens an inquiry"),
        (f"pdinbox held release {short} --dismiss REASON", "it needs none"),
    )
    for command, purpose in steps:
        out.print(plain(f"\n  {purpose}", style="dim"))
        out.print(plain(f"    {command}"), soft_wrap=True)


@held.command("retry")
def held_retry(message: MessageArgument, config: ConfigOption = None) -> None:
    """Give it back to the desk, with a fresh count of attempts."""
    _release(message, ruling="", config=config, words="is given back to the desk")


@held.command(
    "release", epilog=examples(*("pdinbox held release 76c0589e --join PD-2026-004196-P", "pdinbox held release 76c0589e --as-new"))
)
def held_release(
    message: MessageArgument,
    join: Annotated[str, typer.Option(help="It belongs to this inquiry.", metavar="NUMBER")] = "",
    as_new: Annotated[bool, typer.Option("--as-new", help="It opens an inquiry of its own.")] = False,
    dismiss: Annotated[str, typer.Option(help="It needs no inquiry; say why. It is kept, and filed as processed.", metavar="REASON")] = "",
    config: ConfigOption = None,
) -> None:
    """Decide about a held message: it joins an inquiry, opens one, or needs none."""
    from pdinbox.bootstrap.records import open_records

    if [bool(join), as_new, bool(dismiss.strip())].count(True) != 1:
        fail("Choose one", ("--join NUMBER, --as-new, or --dismiss REASON",), status=Exit.NOT_UNDERSTOOD)
    if join or as_new:
        number = the_number(join) if join else ""
        _release(message, ruling=number or "new", config=config, words=f"joins {number}" if join else "opens an inquiry")
        return
    with open_records(configuration(config)) as store:
        one = _one(store, message)
        store.dismiss(one.digest, at=datetime.now(UTC), actor=login_name(), reason=dismiss.strip())
    out.print(f"{one.digest[:12]} is settled without an inquiry.")


def _release(message: str, *, ruling: str, config: ConfigOption, words: str) -> None:
    from pdinbox.bootstrap.records import open_records

    with open_records(configuration(config)) as store:
        one = _one(store, message)
        if ruling.startswith("PD-") and store.inquiry(ruling) is None:
            fail("There is no such inquiry", (ruling,), status=Exit.WRONG)
        store.release(one.digest, at=datetime.now(UTC), ruling=ruling, actor=login_name())
    out.print(f"{one.digest[:12]} {words} at the next round of the desk.")


def the_number(typed: str) -> str:
    """The inquiry's number in one spelling, or the end of the command with what is wrong with it."""
    wanted = typed.strip().upper()
    if not is_inquiry_number(wanted):
        fail("That is no inquiry number", (f"{typed}: {_advice(wanted)}",), status=Exit.NOT_UNDERSTOOD)
    return wanted


def _advice(wanted: str) -> str:
    bare = _NUMBER.match(wanted)
    if bare is None:
        return "the form is PD-2026-004196-P: year, serial, check letter"
    if wanted == bare.group():
        return f"its check letter is missing; did you mean {inquiry_number(year=int(bare[1]), serial=int(bare[2]))}?"
    return "the check letter does not fit the digits: one of them is mistyped"


def _one(store: Store, message: str) -> HeldMessage:
    wanted = message.strip().lower()
    found = [one for one in store.held() if len(wanted) >= _FEWEST and one.digest.startswith(wanted)]
    if len(found) != 1:
        words = f"{len(found)} held messages begin so; give more characters" if found else "no held message begins so"
        words = words if len(wanted) >= _FEWEST else f"give at least {_FEWEST} characters"
        fail("Which message?", (f"{message}: {words}; see `pdinbox held list`",), status=Exit.NOT_UNDERSTOOD)
    return found[0]


def login_name() -> str:
    """Who acts, for the log. A container may know no name for its user."""
    try:
        return getuser()
    except (KeyError, OSError):
        return "operator"


def note_views(store: Store, seen: Sequence[Inquiry], *, command: str) -> None:
    """Write who looked at which restricted inquiry, in its own history, before anything is shown."""
    at, actor = datetime.now(UTC), login_name()
    for inquiry in seen:
        words = f"Looked at with `pdinbox {command} --restricted`"
        store.note(LogEntry(at=at, actor=actor, event=RESTRICTED_VIEW, inquiry=inquiry.number, words=words))


def _zone(settings: "Configuration") -> ZoneInfo:
    return ZoneInfo(settings.settings.desk.time_zone)
