"""A plain text file -> its text: a waiver may come as one, though nobody can sign it by hand there."""

_MOST = 200_000
"""Octets. A waiver has a thousand; what is longer is something else."""


def plain_text(octets: bytes) -> str:
    """The text, by its mark of order, as UTF-8, or as Windows writes Western languages; '' for what is too long or no text."""
    if len(octets) > _MOST:
        return ""
    marked = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    encoding = next((name for mark, name in marked.items() if octets.startswith(mark)), "")
    for one in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = octets.decode(one)
        except UnicodeDecodeError:
            continue
        return "" if "\0" in text else text.replace("\r\n", "\n").replace("\r", "\n")
    return ""
