"""Files that are small and unpack to more than a machine has."""

import struct
import zlib
from collections.abc import Iterator

from tests.faults.papers.raw import a_pdf, a_stream, one_page

_MEGABYTE = 1 << 20


def _packed(block: bytes, *, times: int) -> bytes:
    """That block so many times over, packed once and copied: zlib's stream (RFC 1950) of blocks that do not look back."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(times):
        check = zlib.adler32(block, check)
    return b"\x78\xda" + one * times + b"\x03\x00" + check.to_bytes(4, "big")


def flate_bomb() -> bytes:
    """A page whose content is 1.5 GB of blanks, packed twice."""
    twice = zlib.compress(_packed(b" " * _MEGABYTE, times=1500), 9)
    return one_page(b"<</Length %d /Filter [/FlateDecode /FlateDecode]>>\nstream\n%s\nendstream" % (len(twice), twice))


def laughs(depth: int = 12, width: int = 12) -> bytes:
    """Drawings within drawings, each of which draws the next one a dozen times: 12 ** 12 words."""
    last = 10 + depth
    more = {
        10 + level: a_stream(
            b"/Next Do " * width,
            entries=b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources <</XObject <</Next %d 0 R>>>>" % (11 + level),
        )
        for level in range(depth)
    }
    more[last] = a_stream(b"BT /F 9 Tf (ha) Tj ET", entries=b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]")
    return one_page(a_stream(b"/Next Do"), resources=b"/XObject <</Next 10 0 R>>", more=more)


def many_pages(count: int = 5_000) -> bytes:
    """Pages of a few words each."""
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + count))
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>"
    return a_pdf({
        1: b"<</Type /Catalog /Pages 2 0 R>>",
        2: b"<</Type /Pages /Count %d /Kids [%s]>>" % (count, kids),
        4: a_stream(b"BT /F 12 Tf 72 700 Td (One page of many.) Tj ET"),
        5: b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        **dict.fromkeys(range(10, 10 + count), page),
    })  # fmt: skip


def huge_picture_page(side: int = 20_000) -> bytes:
    """A page that is one grey picture of side by side pixels, all of one grey."""
    packed = _packed(b"\x80" * side * 100, times=side // 100)
    picture = b"<</Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8" % (side, side)
    picture += b" /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    return one_page(a_stream(b"q 612 0 0 792 0 0 cm /Im Do Q"), resources=b"/XObject <</Im 10 0 R>>", more={10: picture})


def million_paths(count: int = 1_000_000) -> bytes:
    """A page of so many crossing curves."""
    paths = b"".join(b"%d %d m %d %d %d %d %d %d c S\n" % tuple(_scattered(number)) for number in range(1000))
    return one_page(a_stream(paths * (count // 1000)))


def _scattered(number: int) -> Iterator[int]:
    for step in range(8):
        yield (number * 7919 + step * 104_729) % 600


def huge_png(side: int = 20_000) -> bytes:
    """A grey picture of side by side pixels."""
    pixels = _packed((b"\0" + b"\x80" * side) * 100, times=side // 100)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, held: bytes) -> bytes:
    return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))


def tiff_of_one_strip(side: int = 60_000) -> bytes:
    """A TIFF that says it is side by side pixels of four colours, with next to nothing in its strip."""
    sizes = [(256, 4, 1, side), (257, 4, 1, side), (278, 4, 1, side)]
    how = [(258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 5), (277, 3, 1, 4), (273, 4, 1, 8), (279, 4, 1, 20)]
    entries = sorted(sizes + how)
    strip = zlib.compress(bytes(1000))[:20].ljust(20, b"\0")
    table = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries) + struct.pack("<I", 0)
    return b"II*\0" + struct.pack("<I", 8 + len(strip)) + strip + table


def tiff_that_chases_its_tail() -> bytes:
    """A TIFF whose first frame names itself as the next."""
    table = struct.pack("<H", 2) + struct.pack("<HHII", 256, 4, 1, 10) + struct.pack("<HHII", 257, 4, 1, 10) + struct.pack("<I", 8)
    return b"II*\0" + struct.pack("<I", 8) + table
