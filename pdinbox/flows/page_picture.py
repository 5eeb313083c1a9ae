"""octets -> one page to look at: the file is taken out again, the page is drawn. This runs inside the sandbox: the octets are hostile."""

from typing import BinaryIO

from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.intake.receive import receive
from pdinbox.intake.unpack import Opened, open_file
from pdinbox.model.page_view import PageView
from pdinbox.reading.annotate import annotated


def page_picture(octets: BinaryIO, *, view: PageView, name: str | None, own: Own, limits: Limits) -> bytes | None:
    """The page as a PNG, None where the mail (or the bare file of that `name`) has no such file, or the file no such page."""
    file = next((one for one in _opened(octets, name=name, own=own, limits=limits) if one.file.path == view.file), None)
    return annotated(file.octets, kind=file.file.kind, view=view) if file and file.octets else None


def _opened(octets: BinaryIO, *, name: str | None, own: Own, limits: Limits) -> tuple[Opened, ...]:
    if name is None:
        return receive(octets, own=own, limits=limits, header_only=False).opened
    return open_file(octets.read(), name, limits).opened
