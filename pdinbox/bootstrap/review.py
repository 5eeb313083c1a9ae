"""settings -> what a reviewer acts with: the store, the rules in the folders, and who acts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache

from pdinbox.adapters.clock import SystemClock
from pdinbox.bootstrap.doors import own_of
from pdinbox.bootstrap.records import open_records
from pdinbox.bootstrap.rules_now import Warn, rules_now
from pdinbox.reviewing import ReviewDesk
from pdinbox.settings import Configuration


@contextmanager
def open_review(configuration: Configuration, *, warn: Warn) -> Iterator[ReviewDesk]:
    """Raises Refused and Unavailable."""
    with open_records(configuration) as store:
        yield ReviewDesk(
            store=store,
            books=cache(lambda: rules_now(configuration, warn=warn).books),
            own=own_of(configuration),
            clock=SystemClock(),
            hold=timedelta(seconds=configuration.settings.desk.hold_seconds),
            needs_second=configuration.settings.desk.second_person,
        )
