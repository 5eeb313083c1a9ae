"""The double of the sandbox: `ports.Reader` in this process, without limits. For tests and for looking at trusted files."""

from collections.abc import Mapping
from pathlib import Path

from pdinbox.adapters.jobs import Jobs
from pdinbox.model.file import File
from pdinbox.model.packet import BoundPacket, Packet
from pdinbox.model.page_view import PageView
from pdinbox.model.picture import DrawnFile, FileWish
from pdinbox.model.plan import Reading
from pdinbox.ports import Refused, Unavailable


class DirectReader:
    """Calls the jobs where it stands: a job that hangs hangs its caller, an exception is the caller's."""

    def __init__(self, jobs: Jobs) -> None:
        """`jobs` as for the sandbox."""
        self._jobs = jobs

    def read_message(self, source: Path, *, header_only: bool = False) -> Reading:
        """The mail in that file. Raises Unavailable when the file can not be opened."""
        try:
            with source.open("rb") as octets:
                return self._jobs.take_apart(octets, header_only=header_only)
        except OSError as wrong:
            raise _unavailable(wrong) from wrong

    def read_file(self, source: Path, *, name: str) -> Reading:
        """A bare file. Raises Unavailable when it can not be opened."""
        try:
            return self._jobs.take_apart_file(source.read_bytes(), name=name)
        except OSError as wrong:
            raise _unavailable(wrong) from wrong

    def extract(self, source: Path, *, file: File) -> bytes:
        """The octets of one file of that mail. Raises Refused when it can not be taken out, Unavailable when the mail can not be opened."""
        try:
            with source.open("rb") as mail:
                octets = self._jobs.extract(mail, path=file.path)
        except OSError as wrong:
            raise _unavailable(wrong) from wrong
        if octets is None:
            raise Refused(f"the mail has no file {file.path}")
        return octets

    def picture(self, source: Path, *, view: PageView, name: str | None = None) -> bytes:
        """One page as a PNG. Raises Refused when there is no such page to be seen, Unavailable when the file can not be opened."""
        try:
            with source.open("rb") as octets:
                picture = self._jobs.show_page(octets, view=view, name=name)
        except OSError as wrong:
            raise _unavailable(wrong) from wrong
        if picture is None:
            raise Refused(f"there is no page {view.page} of file {view.file} to be seen")
        return picture

    def draw(self, source: Path, *, wishes: tuple[FileWish, ...]) -> tuple[DrawnFile, ...]:
        """The pictures of that mail's papers. Raises Unavailable when it can not be opened."""
        try:
            with source.open("rb") as octets:
                return self._jobs.draw(octets, wishes=wishes)
        except OSError as wrong:
            raise _unavailable(wrong) from wrong

    def html(self, source: Path) -> str:
        """The HTML part of that mail. Raises Unavailable when it can not be opened."""
        try:
            with source.open("rb") as octets:
                return self._jobs.show_html(octets)
        except OSError as wrong:
            raise _unavailable(wrong) from wrong

    def packet(self, mails: Mapping[str, Path], *, packet: Packet) -> BoundPacket:
        """The packet as one PDF. Raises Unavailable when a kept mail can not be opened."""
        try:
            return self._jobs.pack(mails={digest: str(path.resolve(strict=True)) for digest, path in mails.items()}, packet=packet)
        except OSError as wrong:
            raise _unavailable(wrong) from wrong

    def close(self) -> None:
        """Nothing to end."""


def _unavailable(wrong: OSError) -> Unavailable:
    return Unavailable(f"a kept mail can not be opened ({wrong.strerror or type(wrong).__name__})")
