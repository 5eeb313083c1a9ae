"""settings -> what administrators act with: accounts, passwords and the audit log, on the desk's database."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from pdinbox.adapters.argon import Argon
from pdinbox.adapters.clock import SystemClock
from pdinbox.bootstrap.records import open_records
from pdinbox.ports import Store
from pdinbox.settings import Configuration
from pdinbox.staffing import Staffing
from pdinbox.store.open import migrate


def staffing_over(store: Store) -> Staffing:
    """Accounts over that store."""
    return Staffing(
        store=store, passwords=Argon(), clock=SystemClock(), token=lambda: secrets.token_urlsafe(32), software=version("pdinbox")
    )


@contextmanager
def open_staffing(configuration: Configuration) -> Iterator[Staffing]:
    """Until the block ends; the database is made where there is none, as the first account comes before the first start.

    Raises Refused and Unavailable.
    """
    file = configuration.database_file
    if file is not None and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        migrate(configuration.database)
    with open_records(configuration) as store:
        yield staffing_over(store)
