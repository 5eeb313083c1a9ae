"""The shape of a made-up row of the case directory, as the examples of rules give it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class DirectoryRowText(BaseModel):
    """A row of the case directory in an example."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    a_number: str
    family_name: str = ""
    given_name: str = ""
    custody: Literal["detained", "not_detained", "unknown"] = "unknown"
