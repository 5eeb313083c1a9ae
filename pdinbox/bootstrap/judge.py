"""settings -> what it takes to judge files and mails without a desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pdinbox.bootstrap.doors import open_reader
from pdinbox.bootstrap.places import configuration_or_built_in
from pdinbox.bootstrap.rules import load_rules
from pdinbox.flows.book import Book
from pdinbox.ports import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What it takes to judge files and mails without a desk: no store, no mailbox, no way out."""

    reader: Reader
    book: Book
    mailbox: str


@contextmanager
def open_judge(path: Path | None, *, accept_samples: bool) -> Iterator[Judge]:
    """A judge by the rules of the settings, or by the rules that come with the program where no settings are named or found."""
    configuration = configuration_or_built_in(path)
    rules = load_rules(configuration)
    name, book = next(iter(rules.books.items()))
    samples = accept_samples or book.accept_samples
    reader = open_reader(configuration, forms=rules.forms, accept_samples=samples, processes=1)
    try:
        yield Judge(reader=reader, book=replace(book, accept_samples=samples), mailbox=name)
    finally:
        reader.close()
