"""PDFs written object by object, so that they may be as wrong as one likes."""

import zlib
from collections.abc import Mapping


def a_pdf(objects: Mapping[int, bytes], *, trailer: bytes = b"") -> bytes:
    """The file with these objects by number; 1 is the catalog."""
    octets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, held in objects.items():
        places[number] = len(octets)
        octets += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    start, size = len(octets), max(objects) + 1
    octets += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        octets += b"%d 1\n%010d 00000 n \n" % (number, place)
    octets += b"trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(octets)


def a_stream(held: bytes, *, entries: bytes = b"") -> bytes:
    """A stream object, packed once."""
    packed = zlib.compress(held, 9)
    return b"<</Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def one_page(content: bytes, *, resources: bytes = b"", more: Mapping[int, bytes] | None = None, catalog: bytes = b"") -> bytes:
    """A page of Letter size with that content stream (a whole object); more objects are numbered from 10."""
    return a_pdf({
        1: b"<</Type /Catalog /Pages 2 0 R %s>>" % catalog,
        2: b"<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        3: b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <<%s>>>>" % resources,
        4: content,
        **(more or {}),
    })  # fmt: skip
