"""Parts with their pages -> one PDF: every page of one size with the packet's line at its foot, bookmarks, enclosed originals.

Nothing in it depends on the time or on chance. What does not fit is left out, the other files first, then forms; mails and cover stay.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from io import BytesIO

import pikepdf

from pdinbox.model.packet import BoundPacket, Packet, PartKind, Placed
from pdinbox.reading.packing.front import Contents, cover
from pdinbox.reading.packing.pages import Pages
from pdinbox.reading.packing.press import FOOT, PAGE, foot_width

_SIZE_OF_FOOT = 7.0
_AT_FOOT = 24.0
_FROM_SIDE = 36.0
_AROUND = 8.0
_WHOLE, _FOOT = "/Whole", "/PacketFoot"
"""What a page draws with: the page that it shows, and the typeface of its line."""
_GREY = b"0.35 g"
_A_PAGE, _A_PART, _OUR_PAGE = 900, 2_000, 2_500
"""Octets that a page's line and its place in the tree, and a part's bookmark, take on top of the page itself; and a page of our own."""
_HEADS = {PartKind.MAIL: "Mails", PartKind.FORM: "Forms", PartKind.FILE: "Other attachments"}
_MOST_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One part, ready: its pages, each run by itself, with the words for the foot of each. `notes` are said on the cover."""

    kind: PartKind
    title: str
    runs: tuple[Pages, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """How many there are."""
        return sum(len(run.numbers) for run in self.runs)

    @property
    def weight(self) -> int:
        """About how many octets it takes."""
        return sum(len(run.octets) or len(run.numbers) * _OUR_PAGE for run in self.runs) + self.pages * _A_PAGE + _A_PART


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """An original to be attached: a name that any system takes, and words about it."""

    digest: str
    name: str
    words: str
    media: str
    octets: bytes


def bind(packet: Packet, bundles: Sequence[Bundle], *, book: bytes, enclosures: Sequence[Enclosure]) -> BoundPacket:
    """The packet; `book` is what the press printed of the bundles. It is larger than its limits only where cover and mails alone are."""
    room = packet.limits.octets
    for _ in range(_MOST_TRIES):
        kept = _fitting(packet, bundles, room=room)
        enclosed = _enclosed(kept, bundles, enclosures, room=room)
        bound = _bound(packet, bundles, kept=kept, book=book, enclosures=enclosed)
        beyond = len(bound.octets) - packet.limits.octets
        if beyond <= 0 or not (enclosed or any(bundles[place].kind is not PartKind.MAIL for place in kept)):
            return bound
        room -= beyond + 10_000
    mails = frozenset(place for place, one in enumerate(bundles) if one.kind is PartKind.MAIL)
    return _bound(packet, bundles, kept=mails, book=book, enclosures=())


def _fitting(packet: Packet, bundles: Sequence[Bundle], *, room: int) -> frozenset[int]:
    """The places of the bundles that go in: mails always, then forms, then files, each in order and as far as there is room."""
    octets, pages = 60_000 + 300 * len(packet.originals), 3
    kept: set[int] = set()
    for kind in PartKind:
        for place, one in enumerate(bundles):
            if one.kind is not kind:
                continue
            fits = octets + one.weight <= room and pages + one.pages <= packet.limits.pages
            if fits or kind is PartKind.MAIL:
                kept.add(place)
                octets, pages = octets + one.weight, pages + one.pages
    return frozenset(kept)


def _enclosed(kept: frozenset[int], bundles: Sequence[Bundle], enclosures: Sequence[Enclosure], *, room: int) -> tuple[Enclosure, ...]:
    """As many originals as there is room for after the pages."""
    left = room - 60_000 - sum(bundles[place].weight for place in kept)
    chosen = []
    for one in enclosures:
        if len(one.octets) + _A_PART <= left:
            chosen.append(one)
            left -= len(one.octets) + _A_PART
    return tuple(chosen)


def _bound(packet: Packet, bundles: Sequence[Bundle], *, kept: frozenset[int], book: bytes, enclosures: Sequence[Enclosure]) -> BoundPacket:
    contents = Contents(placed=(), enclosed=tuple(one.digest for one in enclosures), left_out=_left_out(packet, bundles, kept))
    front = cover(packet, replace(contents, placed=_placed(bundles, kept, after=1)))
    for _ in range(_MOST_TRIES):
        placed = _placed(bundles, kept, after=len(front.numbers))
        again = cover(packet, replace(contents, placed=placed))
        is_settled = len(again.numbers) == len(front.numbers)
        front = again
        if is_settled:
            break
    with ExitStack() as sources:
        binding = _Binding(packet=packet, sources=sources, total=len(front.numbers) + sum(bundles[place].pages for place in kept))
        binding.add(front, book=front.octets, words=packet.number, name="cover sheet")
        for place in sorted(kept):
            for run, name in zip(bundles[place].runs, bundles[place].names, strict=True):
                binding.add(run, book=book, words=f"{packet.number}  ·  part {place + 1}", name=name)
        octets = binding.finished(placed, enclosures)
    return BoundPacket(octets=octets, pages=binding.total, parts=placed, enclosed=contents.enclosed)


def _left_out(packet: Packet, bundles: Sequence[Bundle], kept: frozenset[int]) -> tuple[str, ...]:
    out = [one.title for place, one in enumerate(bundles) if place not in kept]
    if not out:
        return ()
    limit = f"{packet.limits.octets / 1_000_000:g} MB or {packet.limits.pages:,} pages"
    return (f"Left out, because a packet has {limit} at most: {'; '.join(out)}.",)


def _placed(bundles: Sequence[Bundle], kept: frozenset[int], *, after: int) -> tuple[Placed, ...]:
    placed: list[Placed] = []
    for place, one in enumerate(bundles):
        notes = " ".join(one.notes)
        if place not in kept:
            placed.append(Placed(kind=one.kind, title=one.title, first=0, last=0, note="left out: too large"))
            continue
        placed.append(Placed(kind=one.kind, title=one.title, first=after + 1, last=after + one.pages, note=notes))
        after += one.pages
    return tuple(placed)


@dataclass(slots=True, kw_only=True)
class _Binding:
    """The file in the making. `sources` keeps the parts' own files open until it is written: their streams are fetched then."""

    packet: Packet
    sources: ExitStack
    total: int
    made: pikepdf.Pdf = field(default_factory=pikepdf.new)
    opened: dict[bytes, pikepdf.Pdf] = field(default_factory=dict)

    def add(self, pages: Pages, *, book: bytes, words: str, name: str) -> None:
        """The pages, each with the packet's line at its foot."""
        if not pages.numbers:
            return
        source = self._open(pages.octets or book)
        for place, number in enumerate(pages.numbers, pages.at):
            of_file = f", page {number}" if not pages.is_ours else ""
            right = f"packet page {len(self.made.pages) + 1} of {self.total}"
            self._sheet(source.pages[place], is_ours=pages.is_ours, left=f"{words}  ·  {name}{of_file}", right=right)

    def _sheet(self, page: pikepdf.Page, *, is_ours: bool, left: str, right: str) -> None:
        """A new page of the packet's size that shows that one: ours as it is, others a little smaller, upright or lying as they are."""
        x0, y0, x1, y1 = (float(side) for side in page.cropbox)
        is_lying = (abs(x1 - x0) > abs(y1 - y0)) != (_quarters(page) % 2 == 1)
        width, height = (PAGE[1], PAGE[0]) if is_lying else PAGE
        shown = self.made.copy_foreign(page.as_form_xobject())
        self.made.add_blank_page(page_size=(width, height))
        added = self.made.pages[-1]
        around = (0, 0, width, height) if is_ours else (_AROUND, FOOT - 8, width - _AROUND, height - _AROUND)
        drawing = added.calc_form_xobject_placement(shown, pikepdf.Name(_WHOLE), pikepdf.Rectangle(*around))
        fonts = pikepdf.Dictionary({_FOOT: _font(self.made)})
        added.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({_WHOLE: shown}), Font=fonts)
        added.obj.Contents = self.made.make_stream(drawing + b"\n" + _foot(left, right, width=width))

    def finished(self, placed: Sequence[Placed], enclosures: Sequence[Enclosure]) -> bytes:
        """The octets."""
        _bookmark(self.made, placed)
        _enclose(self.made, enclosures)
        _label(self.made, self.packet)
        octets = BytesIO()
        self.made.save(
            octets,
            deterministic_id=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        self.made.close()
        return octets.getvalue()

    def _open(self, octets: bytes) -> pikepdf.Pdf:
        """Each file once, so that what its pages share is in the packet once."""
        if octets not in self.opened:
            self.opened[octets] = self.sources.enter_context(pikepdf.open(BytesIO(octets)))
        return self.opened[octets]


def _quarters(page: pikepdf.Page) -> int:
    try:
        return int(page.obj.get("/Rotate", 0)) // 90 % 4
    except (TypeError, ValueError):
        return 0


def _foot(left: str, right: str, *, width: float) -> bytes:
    """The packet's line, which no program reads aloud on every page."""
    wide = foot_width(right, size=_SIZE_OF_FOOT)
    room = width - 2 * _FROM_SIDE - wide - 12
    while foot_width(left, size=_SIZE_OF_FOOT) > room:
        left = f"{left[:-2]}…"
    shown = b"\n".join(_shown(words, x) for words, x in ((left, _FROM_SIDE), (right, width - _FROM_SIDE - wide)))
    return b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC\nq " + _GREY + b"\n" + shown + b"\nQ EMC"


def _shown(words: str, x: float) -> bytes:
    said = words.encode("cp1252", "replace").hex().encode()
    return b"BT " + _FOOT.encode() + b" %.1f Tf %.2f %.2f Td <%s> Tj ET" % (_SIZE_OF_FOOT, x, _AT_FOOT, said)


def _font(made: pikepdf.Pdf) -> pikepdf.Object:
    """One for the whole file."""
    if _FOOT not in made.Root:
        made.Root[_FOOT] = made.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
    return made.Root[_FOOT]


def _bookmark(made: pikepdf.Pdf, placed: Sequence[Placed]) -> None:
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Cover sheet", 0))
        for kind, title in _HEADS.items():
            there = [one for one in placed if one.kind is kind and one.first]
            if there:
                head = pikepdf.OutlineItem(title, there[0].first - 1)
                head.children.extend(pikepdf.OutlineItem(one.title, one.first - 1) for one in there)
                outline.root.append(head)


def _enclose(made: pikepdf.Pdf, enclosures: Sequence[Enclosure]) -> None:
    for one in enclosures:
        spec = pikepdf.AttachedFileSpec(made, one.octets, filename=one.name, description=one.words, mime_type=one.media)
        made.attachments[one.name] = spec


def _label(made: pikepdf.Pdf, packet: Packet) -> None:
    """Title and language for programs that read aloud; who reads it begins at the cover with the bookmarks open."""
    del made.Root[_FOOT]
    made.Root.Lang = pikepdf.String("en-US")
    made.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    made.Root.PageMode = pikepdf.Name.UseOutlines
    made.docinfo["/Title"] = f"Inquiry {packet.number}: packet"
    made.docinfo["/Creator"] = "pdinbox"
