"""settings -> the rules that a command works by beside a desk: those in the folders, or the last good ones while these have mistakes.

A desk goes on with its last good rules after a bad edit (`bootstrap.rules_in_force`); so does who looks at what it does, and says so.
"""

from collections.abc import Callable
from datetime import date

from pdinbox.bootstrap.records import open_records
from pdinbox.bootstrap.rules import Rules, load_rules, today_of
from pdinbox.bootstrap.rules_in_force import newest_usable
from pdinbox.model.unusable import Unusable
from pdinbox.ports import Refused, Unavailable
from pdinbox.settings import Configuration

Warn = Callable[[str], None]
"""Told, in one sentence, that other rules than those in the folders are used."""


def rules_now(configuration: Configuration, *, warn: Warn, on: date | None = None) -> Rules:
    """The rules as of a day, today by default.

    Raises what is wrong with those in the folders (Refused, RulesUnusable) where no good ones were ever in force here.
    """
    day = on or today_of(configuration)
    try:
        return load_rules(configuration, on=day)
    except (Unusable, Refused) as wrong:
        rules = _last_good(configuration, on=day)
        if rules is None:
            raise
        count = len(wrong.mistakes) if isinstance(wrong, Unusable) else 1
        many = f"{count} mistake{'s' if count > 1 else ''}"
        warn(
            f"The rules in the folder have {many}; this goes by the last good ones, {rules.book.policy.version}. See `pdinbox rules check`."
        )
        return rules


def _last_good(configuration: Configuration, *, on: date) -> Rules | None:
    try:
        with open_records(configuration) as store:
            return newest_usable(store, configuration=configuration, on=on)
    except (Refused, Unavailable):
        return None
