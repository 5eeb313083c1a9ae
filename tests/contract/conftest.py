"""The doors the contract suites run over."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.ports import Store
from pdinbox.store.open import SqlStore, migrate, open_store
from tests.servers.postgres import postgres


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "desk.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_store(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[SqlStore]:
    """The store over either database, empty."""
    opened = _over(request.param, tmp_path, migrated_file)
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[Store]:
    """Every implementation of the store, empty."""
    opened: Store = MemoryStore() if request.param == "memory" else _over(request.param, tmp_path, migrated_file)
    yield opened
    opened.close()


def _over(database: str, folder: Path, migrated: Path) -> SqlStore:
    if database == "postgresql":
        return open_store(postgres().emptied_database())
    shutil.copy(migrated, folder / "desk.db")
    return open_store(f"sqlite:///{folder / 'desk.db'}")
