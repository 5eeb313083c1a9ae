"""For all tests: tables are as wide as they are without a terminal, whatever runs the tests says of its own; the long ones begin first."""

import os

import pytest

os.environ.pop("COLUMNS", None)
# two desks of two tests can not serve their pages at one port
os.environ.setdefault("PDINBOX_WEB__PORT", "0")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take a minute and more first: begun last, one of them would run while the other cores have nothing left to do."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
