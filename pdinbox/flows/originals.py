"""history -> what of an inquiry is kept as it came or was made, by SHA-256: mails, files in them, packets too large to be attached."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pdinbox.model.file import File
from pdinbox.model.ledger import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One of them. `file` is the file within the kept mail `mail`, None for a whole mail ('eml') and a packet ('pdf').

    `kind` is what its name on a disk ends in; the sender's own name never becomes one.
    """

    digest: str
    kind: str
    mail: str = ""
    file: File | None = None


def originals(events: Iterable[Event]) -> Iterator[Original]:
    """Every one, oldest first; what is within archives and attached mails too."""
    for event in events:
        if event.log is not None:
            yield from (Original(digest=value, kind="pdf") for name, value in event.log.facts if name == "packet")
        if event.dossier is not None:
            mail = event.dossier.message.digest
            yield Original(digest=mail, kind="eml")
            yield from (Original(digest=file.digest, kind=file.kind.value, mail=mail, file=file) for file in event.dossier.files)
