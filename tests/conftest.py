"""For all tests: tables are as wide as they are without a terminal, whatever runs the tests says of its own."""

import os

os.environ.pop("COLUMNS", None)
# two desks of two tests can not serve their pages at one port
os.environ.setdefault("PDINBOX_WEB__PORT", "0")
