"""What a warm process has imported before it becomes a desk: all that `pdinbox serve` and the commands beside it load."""

from pdinbox.bootstrap import desk, site
from pdinbox.cli import main
from tests.faults import mutants

__all__ = ["desk", "main", "mutants", "site"]
