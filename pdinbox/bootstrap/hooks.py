"""settings -> who tells other systems what happens."""

from typing import Final

from pdinbox.adapters.hook_calls import HttpCaller
from pdinbox.bootstrap.secret_files import hook_secret
from pdinbox.model.sight import Sight
from pdinbox.ports import Clock, Log, Store
from pdinbox.settings import Configuration
from pdinbox.worker.herald import Herald, Hook
from pdinbox.worker.loops import Errand

TELLS_EVERY: Final = 10.0
"""Seconds."""


def heralds_of(configuration: Configuration, *, store: Store, clock: Clock, log: Log) -> tuple[Herald, ...]:
    """Who tells each system of the settings what happens. Raises SettingsError for a secret that is missing."""
    return tuple(
        Herald(
            hooks=(
                Hook(
                    name=section.name,
                    url=section.url,
                    secret=hook_secret(section, base=configuration.base),
                    sight=Sight(person=f"hook:{section.name}", offices=frozenset(section.offices) or None, restricted=section.restricted),
                    events=frozenset(section.events),
                ),
            ),
            store=store,
            caller=HttpCaller(ca_file=section.ca_file),
            clock=clock,
            log=log,
        )
        for section in configuration.settings.web.hooks
    )


def hook_errands(configuration: Configuration, *, store: Store, clock: Clock, log: Log) -> tuple[Errand, ...]:
    """One thread a system: one that is slow keeps no other waiting."""
    return tuple(
        Errand(name=f"hook-{herald.hooks[0].name}", run=herald.tell_next, seconds=TELLS_EVERY)
        for herald in heralds_of(configuration, store=store, clock=clock, log=log)
    )
