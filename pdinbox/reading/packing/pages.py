"""What a file becomes on its way into a packet: a PDF of our own making with nothing in it but pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """`octets` is a PDF, `numbers` says of each page which page of its file it is. `note` says what is not as it came, '' for nothing.

    `is_ours` is true for pages that leave room at the foot; others are made a little smaller.
    """

    octets: bytes
    numbers: tuple[int, ...]
    note: str = ""
    is_ours: bool = False


class NotTaken(Exception):
    """The file can not be shown on pages. The text says why, as a sentence."""
