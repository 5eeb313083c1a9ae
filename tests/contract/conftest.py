"""The doors the contract suites run over."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.ports import Store
from pdinbox.store.open import migrate, open_store
from tests.servers.postgres import postgres


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "desk.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[Store]:
    """Every implementation of the store, empty."""
    opened: Store
    match request.param:
        case "memory":
            opened = MemoryStore()
        case "sqlite":
            shutil.copy(migrated_file, tmp_path / "desk.db")
            opened = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
        case _:
            opened = open_store(postgres().emptied_database())
    yield opened
    opened.close()
