"""What is said of files that killed their process, or were not reached for those that did."""

from dataclasses import replace

from pdinbox.adapters.sandbox_nursery import Died
from pdinbox.intake.trouble import file_finding
from pdinbox.model.file import File, Trouble
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.plan import Reading

CRASHED = "reading.crashed"
NOT_REACHED = "reading.not_reached"


def blamed(whole: Reading, file: File, death: Died) -> Reading:
    """The same, with that file marked as the one that killed its process."""
    files = tuple(crashed(other, death) if other.path == file.path else other for other in whole.files)
    return replace(whole, files=files, findings=(*whole.findings, crash_finding(file, death)))


def to_be_read(whole: Reading) -> tuple[File, ...]:
    """The files in which something may be read."""
    return tuple(file for file in whole.files if file.trouble is None and not file.decorative)


def crashed(file: File, death: Died) -> File:
    """The file with what became of it."""
    return replace(file, trouble=Trouble.CRASHED_READER, note=str(death))


def crash_finding(file: File, death: Died) -> Finding:
    """The finding that a person looks at that file."""
    said = file_finding(Trouble.CRASHED_READER, name=file.name or file.path, path=file.path, note=str(death))
    return replace(said, rule=CRASHED)


def not_reached(file: File) -> Finding:
    """The finding about a file for which no time was left."""
    name = file.name or file.path
    return Finding(
        rule=NOT_REACHED,
        outcome=Outcome.TO_CHECK,
        message=f"The file “{name}” was not read: the files before it took all the time there is for one mail.",
        file=file.path,
        words=(
            ("en", f"The file “{name}” will be read by a person.", ""),
            ("es", f"Una persona leerá el archivo «{name}».", ""),
        ),
    )
