"""octets of a mail -> the pictures of its papers. This runs inside the sandbox: the octets are hostile."""

from typing import BinaryIO

from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.intake.receive import receive
from pdinbox.model.picture import DrawnFile, FileWish
from pdinbox.reading.page_images import drawn_file


def draw_pages(octets: BinaryIO, *, wishes: tuple[FileWish, ...], own: Own, limits: Limits) -> tuple[DrawnFile, ...]:
    """What is wished for of each file; a file that is not in the mail, or has no octets, says so."""
    opened = {one.file.path: one for one in receive(octets, own=own, limits=limits, header_only=False).opened}
    return tuple(
        drawn_file(there.octets, kind=there.file.kind, wish=wish)
        if (there := opened.get(wish.file)) and there.octets
        else DrawnFile(file=wish.file, troubles=((0, "The file can not be taken out of the mail."),))
        for wish in wishes
    )
