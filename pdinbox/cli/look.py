"""`queue`, `show` and `held`: the reviewer's terminal."""

from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer
from rich.console import Group

from pdinbox.bootstrap import open_records
from pdinbox.cli.as_json import finding_json, inquiry_json, letter_json
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, errors_in_words, fail, out, print_json
from pdinbox.cli.paint import held_table, history_view, inquiry_lines, plain, queue_table
from pdinbox.model.inquiry import State, is_inquiry_number
from pdinbox.model.ledger import Event, HeldMessage
from pdinbox.ports import Store

PENDING = (State.WAITING_FOR_DOCUMENTS, State.READY_FOR_REVIEW, State.IN_REVIEW, State.WITH_OFFICE, State.REDIRECTED)

held = typer.Typer(no_args_is_help=True, help="Mails that wait for a person: list, show, retry, release.")
MessageArgument = Annotated[str, typer.Argument(help="The message, by the first characters of its digest as `held list` shows them.")]


def queue(
    office: Annotated[str, typer.Option(help="Only inquiries of this field office, by its code, e.g. CHI.")] = "",
    state: Annotated[list[State] | None, typer.Option(help="Only these states; may be repeated. Default: everything pending.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """The pending queue, first due first."""
    with errors_in_words(), open_records(configuration(config)) as store:
        found = store.queue(states=tuple(state or PENDING), office=office.upper() or None, limit=limit)
    if as_json:
        for inquiry in found:
            print_json(inquiry_json(inquiry))
    else:
        out.print(queue_table(found))


def show(
    number: Annotated[str, typer.Argument(help="The inquiry's number, e.g. PD-2026-004196-P.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """One inquiry: its facts, findings, thread, letters and log."""
    wanted = number.strip().upper()
    if not is_inquiry_number(wanted):
        fail(
            "That is no inquiry number",
            (f"{number}: the form is PD-2026-000001-X, and the last letter checks the digits",),
            status=Exit.NOT_UNDERSTOOD,
        )
    with errors_in_words(), open_records(configuration(config)) as store:
        inquiry = store.inquiry(wanted)
        if inquiry is None:
            fail("There is no such inquiry", (wanted,), status=Exit.WRONG)
        events = store.history(wanted)
    if as_json:
        print_json({"schema": "pdinbox.show/1", "inquiry": inquiry_json(inquiry), "events": [_event_json(event) for event in events]})
    else:
        out.print(Group(inquiry_lines(inquiry), history_view(events)))


@held.command("list")
def held_list(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """What waits for a person, oldest first. Exit status 1 when something waits."""
    with errors_in_words(), open_records(configuration(config)) as store:
        waiting = store.held()
    if as_json:
        for one in waiting:
            print_json(_held_json(one))
    else:
        out.print(held_table(waiting))
    raise typer.Exit(Exit.WRONG if waiting else Exit.WELL)


@held.command("show")
def held_show(message: MessageArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Why one message waits, and where its octets lie."""
    settings = configuration(config)
    with errors_in_words(), open_records(settings) as store:
        one = _one(store, message)
    path = settings.resolve(settings.settings.objects) / one.digest[:2] / one.digest[2:4] / one.digest
    if as_json:
        print_json({**_held_json(one), "path": str(path)})
        return
    out.print(held_table((one,)))
    out.print(plain(f"The mail as it came: {path}\nLook at it without risk: pdinbox check (it is opened in the sandbox)"))


@held.command("retry")
def held_retry(message: MessageArgument, config: ConfigOption = None) -> None:
    """Give it back to the desk, with a fresh count of attempts."""
    _release(message, ruling="", config=config, words="is given back to the desk")


@held.command("release")
def held_release(
    message: MessageArgument,
    join: Annotated[str, typer.Option(help="It belongs to this inquiry.")] = "",
    as_new: Annotated[bool, typer.Option("--as-new", help="It opens an inquiry of its own.")] = False,
    dismiss: Annotated[str, typer.Option(help="It needs no inquiry; say why. It is kept, and filed as processed.")] = "",
    config: ConfigOption = None,
) -> None:
    """Decide about a held message: it joins an inquiry, opens one, or needs none."""
    if [bool(join), as_new, bool(dismiss)].count(True) != 1:
        fail("Choose one", ("--join NUMBER, --as-new, or --dismiss REASON",), status=Exit.NOT_UNDERSTOOD)
    if dismiss:
        with errors_in_words(), open_records(configuration(config)) as store:
            one = _one(store, message)
            store.dismiss(one.digest, at=datetime.now(UTC), actor=getuser(), reason=dismiss)
        out.print(f"{one.digest[:12]} is settled without an inquiry.")
        return
    number = join.strip().upper()
    if join and not is_inquiry_number(number):
        fail("That is no inquiry number", (join,), status=Exit.NOT_UNDERSTOOD)
    _release(message, ruling=number or "new", config=config, words=f"joins {number}" if join else "opens an inquiry")


def _release(message: str, *, ruling: str, config: ConfigOption, words: str) -> None:
    with errors_in_words(), open_records(configuration(config)) as store:
        one = _one(store, message)
        if ruling.startswith("PD-") and store.inquiry(ruling) is None:
            fail("There is no such inquiry", (ruling,), status=Exit.WRONG)
        store.release(one.digest, at=datetime.now(UTC), ruling=ruling)
    out.print(f"{one.digest[:12]} {words} at the next round of the desk.")


def _one(store: Store, message: str) -> HeldMessage:
    found = [one for one in store.held() if one.digest.startswith(message.lower())]
    if len(found) != 1:
        words = "no held message begins so" if not found else f"{len(found)} held messages begin so; give more characters"
        fail("Which message?", (f"{message}: {words}; see `pdinbox held list`",), status=Exit.NOT_UNDERSTOOD)
    return found[0]


def _held_json(one: HeldMessage) -> dict[str, object]:
    return {
        "message": one.digest,
        "mailbox": one.mailbox,
        "since": one.since.isoformat(),
        "attempts": one.attempts,
        "sender": one.sender,
        "subject": one.subject,
        "reason": one.reason,
    }


def _event_json(event: Event) -> dict[str, object]:
    made: dict[str, object] = {"at": event.at.isoformat()}
    if event.dossier is not None:
        message = event.dossier.message
        made["mail"] = {
            "message": message.digest,
            "role": event.join.role.value if event.join else None,
            "from": message.sender.email if message.sender else None,
            "subject": message.subject,
            "text": message.new_text,
            "files": [file.name for file in event.dossier.files],
            "findings": [finding_json(finding) for finding in event.dossier.findings],
        }
    if event.letter is not None:
        made["letter"] = letter_json(event.letter)
    if event.log is not None:
        made["log"] = {"actor": event.log.actor, "event": event.log.event, "words": event.log.words}
    return made
