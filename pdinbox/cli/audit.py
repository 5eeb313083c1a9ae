"""`audit`: the audit log looked at from outside: whether it is whole, and all of it for another system."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, examples, fail, out, print_json
from pdinbox.model.audit import AuditLine, Chain, line_json, read_line, walk
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.ports import Store

VERIFY_EXAMPLES = examples(
    "pdinbox audit verify",
    "pdinbox audit verify --expect 41902:9f2c…",
    "pdinbox audit verify --file audit-2026-11.jsonl",
)
EXPORT_EXAMPLES = examples("pdinbox audit export > audit.jsonl", "pdinbox audit export --after 41902 | logger -t pdinbox-audit")
audit = typer.Typer(no_args_is_help=True, help="The audit log: is it whole, and all of it as JSON lines.", epilog=VERIFY_EXAMPLES)


@audit.command(epilog=VERIFY_EXAMPLES)
def verify(
    expect: Annotated[str, typer.Option(help="A line seen before: it must still stand there.", metavar="SERIAL:DIGEST")] = "",
    file: Annotated[Path | None, typer.Option(help="An export, instead of the database.", show_default=False)] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Whether every line follows from the one before. Exit status 1 where one does not.

    Nobody can take lines off the end unseen by whoever kept a last line from before: give it with --expect.
    """
    wanted = _expected(expect)
    seen = _Seen(wanted)
    with _lines(file, config) as lines:
        end = walk(seen.passing(lines), begin=_begin_of(file))
    trouble = end.trouble or seen.trouble(end)
    if as_json:
        print_json({"schema": "pdinbox.audit/1", "lines": end.serial, "last": end.digest, "whole": not trouble, "trouble": trouble})
    elif trouble:
        fail("The audit log is not whole", (trouble, f"good up to line {end.serial}"), status=Exit.WRONG)
    else:
        out.print(f"Whole: {number_of(end.serial, 'line')}. The last is {end.serial}:{end.digest}", markup=False, soft_wrap=True)
    raise typer.Exit(Exit.WRONG if trouble else Exit.WELL)


@audit.command(epilog=EXPORT_EXAMPLES)
def export(
    after: Annotated[int, typer.Option(min=0, help="Only lines behind that serial.", metavar="SERIAL")] = 0,
    config: ConfigOption = None,
) -> None:
    """Every line as one JSON object, the oldest first: for a file, syslog or a SIEM."""
    with _store(config) as store:
        for line in _walked(store, after=after):
            print_json(line_json(line))


class _Seen:
    """Looks out for an expected line among those that pass."""

    def __init__(self, wanted: tuple[int, str] | None) -> None:
        self._wanted = wanted
        self._found = wanted is None

    def passing(self, lines: Iterable[AuditLine]) -> Iterator[AuditLine]:
        for line in lines:
            self._found = self._found or (line.serial, line.digest) == self._wanted
            yield line

    def trouble(self, end: Chain) -> str:
        if self._found or self._wanted is None:
            return ""
        gone = self._wanted[0] > end.serial
        return f"line {self._wanted[0]} is gone: lines were taken off the end" if gone else f"line {self._wanted[0]} is another one"


def _expected(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    serial, _, digest = text.partition(":")
    if not serial.isdigit() or len(digest) != 64:
        fail("That is no line", ("write it as verify prints it: 41902:9f2c…, with all 64 digits",), status=Exit.NOT_UNDERSTOOD)
    return int(serial), digest.lower()


@contextmanager
def _lines(file: Path | None, config: ConfigOption) -> Iterator[Iterable[AuditLine]]:
    if file is None:
        with _store(config) as store:
            yield _walked(store)
        return
    with file.open(encoding="utf-8") as opened:
        yield (_read(text, place) for place, text in enumerate(opened, start=1) if text.strip())


def _begin_of(file: Path | None) -> Chain | None:
    """An export may begin anywhere: its first line is where it begins."""
    if file is None:
        return None
    with file.open(encoding="utf-8") as opened:
        first = next((_read(text, 1) for text in opened if text.strip()), None)
    return Chain(serial=first.serial - 1, digest=first.previous) if first else None


def _read(text: str, place: int) -> AuditLine:
    try:
        told: dict[str, Any] = json.loads(text)
        return read_line(told)
    except (ValueError, KeyError, TypeError, AttributeError):
        fail("That is no export of an audit log", (f"line {place} of the file is no line of it",), status=Exit.NOT_UNDERSTOOD)


@contextmanager
def _store(config: ConfigOption) -> "Iterator[Store]":
    from pdinbox.bootstrap.records import open_records

    with open_records(configuration(config)) as store:
        yield store


def _walked(store: "Store", *, after: int = 0) -> Iterator[AuditLine]:
    while lines := store.audit_from(after + 1):
        yield from lines
        after = lines[-1].serial
