"""The pages that the desk writes itself: the cover sheet with the list of parts, a mail, and the sheet that stands for a file not shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pdinbox.model.packet import Original, Packet, PacketPart, Placed, Run
from pdinbox.reading.packing.pages import Pages
from pdinbox.reading.packing.press import HEADING, QUIET, STRONG, TINY, TITLE, Press

_LIST = (0.0, 20.0, 300.0, 344.0)
_POINTS = (0.0, 60.0)
_ASK_FOR_IT = "The desk keeps the file as it came. Ask for it by its SHA-256, and open it with care."


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What the cover tells of the packet behind it: `placed` with pages, `enclosed` are digests of originals."""

    placed: tuple[Placed, ...]
    enclosed: tuple[str, ...]
    left_out: tuple[str, ...]


def cover(packet: Packet, contents: Contents) -> Pages:
    """The cover sheet: what the inquiry is, what is open, what lies behind, and every original by its digest. A file of its own."""
    press = Press()
    with press.writing() as written:
        press.text(f"Inquiry {packet.number}", TITLE)
        press.space(4)
        press.text(packet.heading, STRONG)
        press.text(packet.date, QUIET)
        press.rule()
        press.pairs(packet.facts)
        if packet.points:
            _headed(press, "What is open")
            for sign, words in packet.points:
                press.row((sign, words), at=_POINTS)
                press.space(2)
        _list_of_parts(press, contents)
        for sentence in (*packet.withheld, *contents.left_out):
            press.space(2)
            press.text(sentence, STRONG)
        _originals(press, packet.originals, enclosed=contents.enclosed)
    return replace(written[0], octets=press.octets())


def mail_pages(part: PacketPart, press: Press) -> Pages:
    """One mail: its head, its words, and what was folded."""
    with press.writing() as written:
        press.text(part.title, HEADING)
        press.rule()
        press.pairs(part.facts)
        press.rule()
        press.text(part.text.strip("\n") or "(The mail has no words of its own.)")
        if part.note:
            press.space(8)
            press.text(part.note, QUIET)
    return written[0]


def sheet_instead(run: Run, press: Press, *, reason: str) -> Pages:
    """One page that says which file is not shown, and why."""
    with press.writing() as written:
        press.text("A file that is not shown here", HEADING)
        press.rule()
        came = f"the mail {run.mail}, as part {run.file}"
        kind = f"{run.kind.value}, {run.size:,} octets"
        press.pairs((("File", run.name), ("Why", reason), ("Kind", kind), ("SHA-256", run.digest), ("It came with", came)))
        press.space(8)
        press.text(_ASK_FOR_IT)
    return written[0]


def list_instead(part: PacketPart, press: Press) -> Pages:
    """The same of many files, on as few pages as they need."""
    with press.writing() as written:
        press.text(part.title, HEADING)
        press.rule()
        press.text(_ASK_FOR_IT, QUIET)
        press.space(4)
        for run in part.runs:
            press.keep(24)
            press.text(f"{run.name}  ({run.kind.value}, {run.size:,} octets, part {run.file}): {run.trouble}", QUIET)
            press.text(run.digest, TINY)
            press.space(2)
    return written[0]


def _list_of_parts(press: Press, contents: Contents) -> None:
    _headed(press, "What lies behind this sheet")
    press.row(("", "Part", "Pages", ""), at=_LIST, kind=QUIET)
    for number, part in enumerate(contents.placed, 1):
        pages = "" if not part.first else f"{part.first}" if part.first == part.last else f"{part.first}–{part.last}"
        press.row((f"{number}", part.title, pages or "–", part.note), at=_LIST)
        press.space(1.5)


def _originals(press: Press, originals: Sequence[Original], *, enclosed: Sequence[str]) -> None:
    if not originals:
        return
    _headed(press, "Originals, by SHA-256")
    words = "Enclosed means: attached to this PDF as it came. All others are kept at the desk, unchanged, and can be asked for by digest."
    press.text(words, QUIET)
    press.space(3)
    for one in originals:
        press.keep(24)
        where = "  ·  enclosed" if one.file and one.digest in enclosed else ""
        press.text(f"{one.name}  ({one.kind.value}, {one.size:,} octets){where}", QUIET)
        press.text(one.digest, TINY)
        press.space(2)


def _headed(press: Press, words: str) -> None:
    press.space(8)
    press.keep(44)
    press.text(words, HEADING)
    press.space(2)
