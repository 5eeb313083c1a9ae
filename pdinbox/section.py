"""What every section of the settings is."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of the file: names that are not here are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
