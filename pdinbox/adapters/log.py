"""The door to the standard logging: one line an event, as text or JSON, on a stream. Adapters that log by themselves end up here too."""

import json
import logging
import sys
from typing import TextIO

ROOT = "pdinbox"
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class StreamLog:
    """`ports.Log` over a stream. Facts are written as given; what must not be logged must not be handed over."""

    def __init__(self, *, level: str = "info", form: str = "text", stream: TextIO | None = None) -> None:
        """`level` debug, info, warning or error; `form` text or json. The last one made is the one that writes."""
        self._logger = logging.getLogger(ROOT)
        self._logger.propagate = False
        self._logger.setLevel(level.upper())
        handler = logging.StreamHandler(stream or sys.stderr)
        handler.setFormatter(_JsonLine() if form == "json" else _TextLine())
        self._logger.handlers[:] = [handler]

    def say(self, event: str, **facts: str | int | float) -> None:
        """One line; an event ending in '-failed' is an error, one ending in '-warning' a warning."""
        level = logging.ERROR if event.endswith("-failed") else logging.WARNING if event.endswith("-warning") else logging.INFO
        # a fact may be called 'name', which logging keeps for itself
        self._logger.log(level, event, extra={"facts": facts})


class MemoryLog:
    """The double: what was said, in order."""

    def __init__(self) -> None:
        """Nothing said yet."""
        self.said: list[tuple[str, dict[str, str | int | float]]] = []

    def say(self, event: str, **facts: str | int | float) -> None:
        """Remember it."""
        self.said.append((event, facts))


def _facts(record: logging.LogRecord) -> dict[str, object]:
    own: dict[str, object] = getattr(record, "facts", {})
    others = {name: value for name, value in record.__dict__.items() if name not in _STANDARD and name != "facts"}
    return {**own, **others}


class _TextLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        words = " ".join((record.getMessage(), *(f"{name}={value}" for name, value in _facts(record).items())))
        return f"{self.formatTime(record, '%Y-%m-%d %H:%M:%S')} {record.levelname.lower():7} {words}"


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        return json.dumps({"at": at, "level": record.levelname.lower(), "event": record.getMessage(), **_facts(record)}, default=str)
