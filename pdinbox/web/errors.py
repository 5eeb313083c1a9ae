"""How a handler says no. `routes` turns each into its page and its line in the audit."""

from dataclasses import dataclass

from starlette.responses import Response


class NotFound(Exception):
    """There is no such thing, or not for this visitor: the page does not tell which."""


class Forbidden(Exception):
    """The visitor sees it and may not do this with it. The text says who may."""


@dataclass
class Answered(Exception):
    """The answer is made already (a form with its mistakes, a collision); `outcome` goes into the audit."""

    response: Response
    outcome: str = "invalid"
