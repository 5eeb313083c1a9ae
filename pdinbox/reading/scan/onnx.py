"""The door to onnxruntime, for this house and for the libraries that load it themselves: import this first.

From 1.29 on it reports to its maker over the network, in a thread of its own, unless the environment says otherwise before it is loaded.
Its work on a case's papers is nobody's business, and a thread would make forking unsafe.
"""

import os
from collections.abc import Iterable

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-untyped]

__all__ = ["InferenceSession", "SessionOptions", "with_outputs"]

_GRAPH, _OUTPUT, _NAME, _TYPE, _TENSOR = 0x3A, 0x62, 0x0A, 0x12, 0x0A
"""Fields of a model file, as protocol buffers number them."""
_OF_FLOATS = b"\x08\x01"


def with_outputs(model: bytes, names: Iterable[str]) -> bytes:
    """The model with those of its inner values as outputs too, after its own.

    A file of protocol buffers that is written behind another adds to its lists, so that no library for models is needed.
    """
    of_floats = _field(_TYPE, _field(_TENSOR, _OF_FLOATS))
    return model + _field(_GRAPH, b"".join(_field(_OUTPUT, _field(_NAME, name.encode()) + of_floats) for name in names))


def _field(number: int, octets: bytes) -> bytes:
    length, left = bytearray(), len(octets)
    while left > 0x7F:
        length.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([number, *length, left]) + octets
