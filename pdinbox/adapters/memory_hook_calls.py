"""The memory double of `api_ports.Caller`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class MemoryCaller:
    """Keeps every call; answers with what `troubles` says next, '' when there is nothing more."""

    calls: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def call(self, url: str, body: bytes, headers: Mapping[str, str]) -> str:
        """'' or the next trouble."""
        self.calls.append((url, body, dict(headers)))
        return self.troubles.pop(0) if self.troubles else ""
