"""What a file becomes on its way into a packet: a PDF of our own making with nothing in it but pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """`octets` is a PDF, `numbers` says of each page which page of its file it is. `note` says what is not as it came, '' for nothing.

    Pages that the desk wrote itself (`is_ours`) leave room at the foot; others are made a little smaller. Where they have no octets
    they stand in the book of a `Press`, `at` (from 0) and after.
    """

    octets: bytes
    numbers: tuple[int, ...]
    note: str = ""
    at: int = 0
    is_ours: bool = False


def ours(*, at: int, until: int, note: str = "") -> Pages:
    """Pages of a press from `at` to before `until`."""
    return Pages(octets=b"", numbers=tuple(range(1, until - at + 1)), at=at, note=note, is_ours=True)


class NotTaken(Exception):
    """The file can not be shown on pages. The text says why, as a sentence."""
