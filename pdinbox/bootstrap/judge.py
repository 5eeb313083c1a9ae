"""settings -> what it takes to judge files and mails without a desk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pdinbox.bootstrap.cases import open_directory
from pdinbox.bootstrap.doors import open_reader
from pdinbox.bootstrap.places import configuration_or_built_in
from pdinbox.bootstrap.rules import load_rules
from pdinbox.flows.book import Book
from pdinbox.model.case_record import NOT_ASKED, Lookup
from pdinbox.ports import Reader
from pdinbox.settings import Configuration
from pdinbox.worker.consult import look_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What it takes to judge files and mails without a desk: no store, no mailbox, no way out.

    `look_up` asks the case directory that the settings name; where none are named nothing is asked.
    """

    reader: Reader
    book: Book
    mailbox: str
    look_up: Callable[[tuple[str, ...]], Lookup]


@contextmanager
def open_judge(path: Path | None, *, accept_samples: bool) -> Iterator[Judge]:
    """A judge by the rules of the settings, or by the rules that come with the program where no settings are named or found."""
    configuration = configuration_or_built_in(path)
    rules = load_rules(configuration)
    name, book = next(iter(rules.books.items()))
    samples = accept_samples or book.accept_samples
    reader = open_reader(configuration, forms=rules.forms, accept_samples=samples, processes=1)
    try:
        yield Judge(
            reader=reader, book=replace(book, accept_samples=samples), mailbox=name, look_up=lambda some: _asked(configuration, some)
        )
    finally:
        reader.close()


def _asked(configuration: Configuration, a_numbers: tuple[str, ...]) -> Lookup:
    """Opened only for who has something to ask: a file without an A-number is judged without any database."""
    if not a_numbers:
        return NOT_ASKED
    with open_directory(configuration) as directory:
        return look_up(directory, a_numbers)
