"""What a warm process has imported before it becomes a desk: all that `pdinbox serve` and the commands beside it load."""

import os

# what prints asks for its width once, when it is imported, unless there is a wish: then the wish of each process counts
os.environ["COLUMNS"] = "200"

from pdinbox.bootstrap import desk, site
from pdinbox.cli import main
from tests.faults import mutants

__all__ = ["desk", "main", "mutants", "site"]
