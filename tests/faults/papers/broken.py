"""Files that are damaged, are something else than they say, or want to do something."""

from io import BytesIO

import pikepdf

from tests.faults.papers.raw import a_pdf, a_stream, one_page

_WORDS = b"BT /F 12 Tf 72 700 Td (Some words.) Tj ET"
_FONT = {5: b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"}


def truncated(octets: bytes) -> bytes:
    """The first two thirds, as a broken transfer leaves them."""
    return octets[: len(octets) * 2 // 3]


def garbage() -> bytes:
    """A PDF by its first line only."""
    return b"%PDF-1.7\n" + bytes((number * number * 31 + 7) % 251 for number in range(40_000))


def html_named_pdf() -> bytes:
    """What a portal sends in place of the file when one is not logged in."""
    return b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>" + b"<p>Your session has ended.</p>" * 50 + b"</body></html>"


def locked(octets: bytes) -> bytes:
    """The file behind a password."""
    changed = BytesIO()
    with pikepdf.open(BytesIO(octets)) as pdf:
        pdf.save(changed, encryption=pikepdf.Encryption(user="open sesame", owner="somebody"))
    return changed.getvalue()


def with_script(octets: bytes, script: str) -> bytes:
    """The file with a script that runs when it is opened, and one on every page."""
    changed = BytesIO()
    with pikepdf.open(BytesIO(octets)) as pdf:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=script)
        pdf.Root.OpenAction = pdf.make_indirect(action)
        for page in pdf.pages:
            page.AA = pikepdf.Dictionary(O=pdf.make_indirect(action))
        pdf.save(changed)
    return changed.getvalue()


def broken_font() -> bytes:
    """A page in a TrueType font whose tables point beyond its end, with a glyph program of rubbish."""
    program = b"\0\1\0\0\0\x09\0\x80\0\3\0\x10" + b"".join(
        name + b"\xde\xad\xbe\xef" + (0xFFFFFF00 + place).to_bytes(4, "big") + b"\x7f\xff\xff\xff"
        for place, name in enumerate((b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"cmap"))
    )
    more = {
        10: b"<</Type /Font /Subtype /TrueType /BaseFont /Odd /FirstChar 0 /LastChar 255 /Widths 11 0 R /FontDescriptor 12 0 R>>",
        11: b"[" + b"-99999999999 " * 256 + b"]",
        12: b"<</Type /FontDescriptor /FontName /Odd /Flags 4 /FontBBox [1e38 -1e38 0 0] /FontFile2 13 0 R>>",
        13: a_stream(program, entries=b"/Length1 %d" % len(program)),
    }
    return one_page(a_stream(_WORDS), resources=b"/Font <</F 10 0 R>>", more=more)


def page_tree_loop() -> bytes:
    """A tree of pages in which a branch is its own child."""
    return a_pdf({
        1: b"<</Type /Catalog /Pages 2 0 R>>",
        2: b"<</Type /Pages /Count 1000000 /Kids [3 0 R]>>",
        3: b"<</Type /Pages /Parent 3 0 R /Count 1000000 /Kids [2 0 R 3 0 R]>>",
    })  # fmt: skip


def with_files_inside(octets: bytes, *, depth: int = 40) -> bytes:
    """The file with a PDF attached that has a PDF attached, and so on."""
    inner = one_page(a_stream(_WORDS), resources=b"/Font <</F 5 0 R>>", more=_FONT)
    for _ in range(depth):
        inner = _attached(one_page(a_stream(_WORDS), resources=b"/Font <</F 5 0 R>>", more=_FONT), inner)
    return _attached(octets, inner)


def _attached(octets: bytes, inner: bytes) -> bytes:
    changed = BytesIO()
    with pikepdf.open(BytesIO(octets)) as pdf:
        pdf.attachments["inner.pdf"] = pikepdf.AttachedFileSpec(pdf, inner, filename="inner.pdf")
        pdf.save(changed)
    return changed.getvalue()
