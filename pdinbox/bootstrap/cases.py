"""settings -> the case directory: the program's own in the database, or a site's own system behind the same door."""

import importlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import cast

from pdinbox.adapters.memory_cases import MemoryCases
from pdinbox.case_ports import CaseDirectory
from pdinbox.model.unusable import Unusable
from pdinbox.ports import Refused
from pdinbox.settings import Configuration
from pdinbox.store.cases import SqlCaseDirectory
from pdinbox.store.open import open_case_directory


@contextmanager
def open_directory(configuration: Configuration) -> Iterator[CaseDirectory]:
    """The directory that the desk asks, until the block ends; an empty one where there is no database yet.

    Raises Unusable where the site's own can not be found, Refused and Unavailable as its door does.
    """
    with closing(_opened(configuration)) as directory:
        yield directory


def _opened(configuration: Configuration) -> CaseDirectory:
    named = configuration.settings.cases.directory
    if named:
        return _of_site(named, configuration)
    file = configuration.database_file
    if file is not None and not file.exists():
        return MemoryCases()
    return open_case_directory(configuration.database)


@contextmanager
def open_own_directory(configuration: Configuration) -> Iterator[SqlCaseDirectory]:
    """The program's own directory, to import into. Raises Refused where a site's own stands in its place or there is no database yet."""
    if configuration.settings.cases.directory:
        raise Refused(f"this site's own system ({configuration.settings.cases.directory}) is the case directory: nothing is imported")
    file = configuration.database_file
    if file is not None and not file.exists():
        raise Refused(f"there is no database {file} yet: start the desk once with `pdinbox once` or `pdinbox serve`")
    with closing(open_case_directory(configuration.database)) as directory:
        yield directory


def _of_site(named: str, configuration: Configuration) -> CaseDirectory:
    """What the function of that name returns; it is given the folder of the settings, where its own may lie."""
    module, _, name = named.partition(":")
    try:
        directory = getattr(importlib.import_module(module), name)(configuration.base)
    except (ImportError, AttributeError, TypeError) as wrong:
        raise Unusable(configuration.source, (f"cases.directory: {named} can not be opened: {wrong}",)) from wrong
    missing = [method for method in ("find", "state", "close") if not callable(getattr(directory, method, None))]
    if missing:
        raise Unusable(configuration.source, (f"cases.directory: what {named} returns has no {', '.join(missing)} (see docs/cases.md)",))
    return cast(CaseDirectory, directory)
