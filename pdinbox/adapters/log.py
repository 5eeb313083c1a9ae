"""The door to the standard logging: one line an event, as text or JSON, on standard error."""

import json
import logging
import sys
from typing import TextIO


class StreamLog:
    """`ports.Log` over a stream. Facts are written as given; what must not be logged must not be handed over."""

    def __init__(self, *, level: str = "info", form: str = "text", stream: TextIO | None = None) -> None:
        """`level` debug, info, warning or error; `form` text or json."""
        self._logger = logging.Logger("pdinbox", level=level.upper())
        handler = logging.StreamHandler(stream or sys.stderr)
        handler.setFormatter(_JsonLine() if form == "json" else logging.Formatter("%(asctime)s %(levelname)-7s %(message)s"))
        self._logger.addHandler(handler)

    def say(self, event: str, **facts: str | int | float) -> None:
        """One line; an event ending in '-failed' is an error, one ending in '-warning' a warning."""
        level = logging.ERROR if event.endswith("-failed") else logging.WARNING if event.endswith("-warning") else logging.INFO
        words = " ".join((event, *(f"{name}={value}" for name, value in facts.items())))
        self._logger.log(level, words, extra={"event": event, "facts": facts})


class MemoryLog:
    """The double: what was said, in order."""

    def __init__(self) -> None:
        """Nothing said yet."""
        self.said: list[tuple[str, dict[str, str | int | float]]] = []

    def say(self, event: str, **facts: str | int | float) -> None:
        """Remember it."""
        self.said.append((event, facts))


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        facts: dict[str, str | int | float] = getattr(record, "facts", {})
        return json.dumps({"at": at, "level": record.levelname.lower(), "event": getattr(record, "event", record.getMessage()), **facts})
