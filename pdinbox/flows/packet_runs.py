"""A document or file of a mail -> the pages of it that a packet takes."""

from collections.abc import Iterator

from pdinbox.flows.thread_view import pages_in
from pdinbox.model.document import Document
from pdinbox.model.file import File, Trouble
from pdinbox.model.packet import Run

_TROUBLES = {
    Trouble.EMPTY: "It is empty.",
    Trouble.ENCRYPTED: "It needs a password.",
    Trouble.CORRUPT: "It is damaged and can not be opened.",
    Trouble.UNKNOWN_KIND: "It is of no kind that the desk knows.",
    Trouble.BEYOND_LIMIT: "It is larger, or packed more deeply, than the desk opens.",
    Trouble.CRASHED_READER: "It could not be opened safely.",
}


def form_runs(document: Document, files: dict[str, File], *, mail: str) -> Iterator[Run]:
    """Its pages, file by file; none where one of `files`, by path, is withheld: half a form is none."""
    paths = tuple(dict.fromkeys(part.file for part in document.parts)) or (document.file,)
    if all(path in files for path in paths):
        for path in paths:
            yield run_of(files[path], mail=mail, pages=pages_in(document, path))


def key_of(runs: tuple[Run, ...]) -> tuple[str, ...]:
    """What is the same for the same pages of the same files, whatever mail they came with."""
    return tuple(f"{run.digest}:{run.pages}" for run in runs)


def run_of(file: File, *, mail: str, pages: tuple[int, ...] = (), without: tuple[int, ...] = ()) -> Run:
    """Those pages of the file (all for ()), or why it is not opened."""
    return Run(
        mail=mail,
        file=file.path,
        name=file.name or file.path,
        kind=file.kind,
        digest=file.digest,
        size=file.size,
        pages=pages,
        without=without,
        trouble=_TROUBLES[file.trouble] if file.trouble else "",
    )
