"""The parts of addresses that the routes share."""

from typing import Annotated, Final

from fastapi import Path, Query

LARGEST_PAGE: Final = 200
NumberPart = Annotated[str, Path(description="The inquiry's number, e.g. PD-2026-004196-P.", max_length=40)]
KeyPart = Annotated[str, Path(description="The key of the submission.", pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
