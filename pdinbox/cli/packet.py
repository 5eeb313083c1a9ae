"""`packet`: everything of one inquiry as one PDF, as a field office gets it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group, RenderableType

from pdinbox.cli.look import RestrictedOption, note_views, the_number
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, examples, fail, out, print_json, warn
from pdinbox.cli.paint import plain, table
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.bootstrap.binder import Binder
    from pdinbox.model.packet import BoundPacket
    from pdinbox.ports import Store

EXAMPLES = examples(
    "pdinbox packet PD-2026-000001-Y -o packet.pdf",
    "pdinbox packet PD-2026-000001-Y --list",
    "pdinbox packet PD-2026-000001-Y --original 0f3a99c1 -o passport.jpg",
)
FEWEST = 8
"""Characters of a SHA-256; fewer are a slip of the hand rather than a name."""


def packet(
    number: Annotated[str, typer.Argument(help="The inquiry's number, e.g. PD-2026-004196-P.", metavar="NUMBER")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write. Default: NUMBER.pdf here.", metavar="FILE.pdf", show_default=False),
    ] = None,
    list_only: Annotated[
        bool, typer.Option("--list", help="Say what is in it, with its pages; write a file only where -o names one.")
    ] = False,
    restricted: RestrictedOption = False,
    original: Annotated[
        str,
        typer.Option(
            "--original",
            help="Instead of a packet: a mail, a file of one, or a packet kept as too large, by the beginning of its SHA-256. As it is.",
            metavar="SHA256",
        ),
    ] = "",
    most: Annotated[float, typer.Option("--max-mb", min=0.1, max=200, help="At most so many million octets; forms are kept first.")] = 20,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """One inquiry as a PDF for its field office: cover sheet, mails, forms, attachments, with bookmarks.

    The senders' files are opened in the sandbox and made harmless; what can not be shown is a sheet that says why. The same inquiry in
    the same state gives the same file. Of a restricted inquiry only with --restricted, which is logged.
    """
    from pdinbox.bootstrap.binder import open_binder
    from pdinbox.model.packet import PacketLimits

    wanted = the_number(number)
    with open_binder(configuration(config), warn=warn) as binder:
        if original:
            _fetch(binder, wanted, original, output, restricted=restricted, as_json=as_json)
            return
        planned = binder.packet(wanted, limits=PacketLimits(octets=round(most * 1_000_000)))
        if planned is None:
            fail("There is no such inquiry", (wanted,), status=Exit.WRONG)
        _may_be_seen(binder.store, wanted, restricted=restricted)
        bound = binder.bound(planned)
    target = output if output or list_only else Path(f"{wanted}.pdf")
    if target is not None:
        _write(target, bound.octets)
    print_json(_json(wanted, bound, target)) if as_json else out.print(_shown(wanted, bound, target, full=list_only))


def _fetch(binder: "Binder", number: str, beginning: str, output: Path | None, *, restricted: bool, as_json: bool) -> None:
    """One original into a file whose name is its own digest, never the sender's."""
    if len(beginning) < FEWEST or not set(beginning.lower()) <= set("0123456789abcdef"):
        fail("That is no SHA-256", (f"{beginning}: give at least {FEWEST} of its 64 characters",), status=Exit.NOT_UNDERSTOOD)
    if binder.store.inquiry(number) is None:
        fail("There is no such inquiry", (number,), status=Exit.WRONG)
    _may_be_seen(binder.store, number, restricted=restricted)
    one = binder.original(number, beginning)
    octets = binder.octets(one)
    target = output or Path(f"{number}-{one.digest[:12]}.{one.kind}")
    _write(target, octets)
    if as_json:
        facts = {"sha256": one.digest, "octets": len(octets), "kind": one.kind, "path": str(target)}
        print_json({"schema": "pdinbox.original/1", "inquiry": number, **facts})
        return
    out.print(plain(f"{len(octets):,} octets, written to {target}", style="bold"))
    out.print(plain(f"SHA-256 {one.digest}. It is as it came: nothing in it was made harmless.", style="dim"), soft_wrap=True)


def _may_be_seen(store: "Store", number: str, *, restricted: bool) -> None:
    """Ends the command where the inquiry is restricted and nobody asked for that; who asks is logged before anything is made."""
    inquiry = store.inquiry(number)
    if inquiry is None or not inquiry.is_restricted:
        return
    if not restricted:
        advice = f"{number}: its packet names the client and all that was written; --restricted makes it, and that is logged"
        fail("This inquiry is restricted", (advice,), status=Exit.WRONG)
    note_views(store, [inquiry], command="packet")


def _write(target: Path, octets: bytes) -> None:
    """Whole or not at all."""
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.write_bytes(octets)
    unfinished.replace(target)


def _shown(number: str, bound: "BoundPacket", target: Path | None, *, full: bool) -> RenderableType:
    size = f"{number_of(bound.pages, 'page')}, {len(bound.octets):,} octets"
    head = plain(f"Packet of {number}: {size}{f', written to {target}' if target else ''}", style="bold")
    troubled = [part for part in bound.parts if part.note]
    made = table("pages", "part", "")
    for part in bound.parts if full else troubled:
        pages = "" if not part.first else f"{part.first}" if part.first == part.last else f"{part.first}-{part.last}"
        made.add_row(pages or "-", plain(part.title), plain(part.note, style="yellow"))
    enclosed = plain(f"{number_of(len(bound.enclosed), 'original')} enclosed", style="dim")
    return Group(head, plain(f"SHA-256 {bound.digest}", style="dim"), enclosed, *((made,) if made.row_count else ()))


def _json(number: str, bound: "BoundPacket", target: Path | None) -> dict[str, Any]:
    return {
        "schema": "pdinbox.packet/1",
        "inquiry": number,
        "path": str(target) if target else None,
        "sha256": bound.digest,
        "octets": len(bound.octets),
        "pages": bound.pages,
        "parts": [
            {"kind": part.kind.value, "title": part.title, "first": part.first or None, "last": part.last or None, "note": part.note}
            for part in bound.parts
        ],
        "enclosed": list(bound.enclosed),
    }
