"""`check --images`: the pages with evidence as PNG files in a folder."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pdinbox.cli.given import Given
from pdinbox.cli.options import Exit, fail
from pdinbox.flows.evidence import evidence_pages
from pdinbox.model.page_view import PageView
from pdinbox.model.plan import Reading
from pdinbox.ports import Reader, Refused

if TYPE_CHECKING:
    from pdinbox.flows.judging import Judgement

_UNSAFE: Final = re.compile(r"[^\w.-]+")
_LONGEST: Final = 80
"""Letters of a file's name that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The pages of one file that were drawn, each with the name of its picture, and what could not be."""

    pages: tuple[tuple[PageView, Path], ...] = ()
    troubles: tuple[str, ...] = ()

    @property
    def views(self) -> tuple[PageView, ...]:
        """The pages."""
        return tuple(view for view, _ in self.pages)


NOTHING: Final = Drawn()


@dataclass(slots=True, kw_only=True)
class ImageFolder:
    """A folder for pictures. One of the same name from an earlier run is replaced, nothing else in the folder is touched."""

    path: Path
    _taken: set[str] = field(default_factory=set)

    def open(self) -> None:
        """Make it where it is not there; ends the command where that can not be done."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as wrong:
            fail("Can not be written", (f"{self.path}: {wrong.strerror}",), status=Exit.NOT_UNDERSTOOD)

    def draw(self, file: Given, *, reading: Reading, judged: "Judgement", reader: Reader) -> Drawn:
        """The pages of that file with evidence. Raises OSError when a picture can not be written."""
        names = {one.path: one.name or one.path for one in reading.files}
        stems: dict[str, str] = {}
        pages: list[tuple[PageView, Path]] = []
        troubles: list[str] = []
        for view in evidence_pages(reading.documents, judged.findings, files=reading.files):
            try:
                octets = reader.picture(file.path, view=view, name=None if file.is_mail else file.name)
            except Refused as wrong:
                troubles.append(f"{names.get(view.file, view.file)}, page {view.page}: {wrong}")
                continue
            stem = stems.setdefault(view.file, "") or self._stem(names.get(view.file, file.name))
            stems[view.file] = stem
            pages.append((view, self._written(f"{stem}-p{view.page}.png", octets)))
        return Drawn(pages=tuple(pages), troubles=tuple(troubles))

    def _stem(self, name: str) -> str:
        """A name that any system takes and no other file of this run has: 'G 28.pdf' as 'G_28', the next one as 'G_28-2'."""
        safe = _UNSAFE.sub("_", Path(name).stem).strip("._-")[:_LONGEST] or "file"
        stem, number = safe, 1
        while stem in self._taken:
            number += 1
            stem = f"{safe}-{number}"
        self._taken.add(stem)
        return stem

    def _written(self, name: str, octets: bytes) -> Path:
        """Whole or not at all; a link of that name is replaced and not followed."""
        target, unfinished = self.path / name, self.path / f".{name}.part"
        unfinished.unlink(missing_ok=True)
        unfinished.write_bytes(octets)
        unfinished.replace(target)
        return target
