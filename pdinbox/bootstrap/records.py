"""settings -> the store alone, to look into it while the desk runs or rests."""

from collections.abc import Iterator
from contextlib import contextmanager

from pdinbox.ports import Refused, Store
from pdinbox.settings import Configuration
from pdinbox.store.open import open_store


@contextmanager
def open_records(configuration: Configuration) -> Iterator[Store]:
    """The store until the block ends. Raises Refused when there is no database yet, Unavailable when it is away."""
    file = configuration.database_file
    if file is not None and not file.exists():
        raise Refused(f"there is no database {file} yet: start the desk once with `pdinbox once` or `pdinbox serve`")
    store = open_store(configuration.database)
    try:
        yield store
    finally:
        store.close()
