"""Who acts at the terminal, for the log."""

from getpass import getuser
from typing import Annotated

import typer

AsOption = Annotated[str, typer.Option("--as", help="Who does this, for the log. Default: the user of this machine.", metavar="NAME")]


def who_is(name: str) -> str:
    """The name given, else the user's. A container may know no name for its user."""
    if name.strip():
        return name.strip()
    try:
        return getuser()
    except (KeyError, OSError):
        return "operator"
