"""The door to onnxruntime, for this house and for the libraries that load it themselves: import this first.

From 1.29 on it reports to its maker over the network, in a thread of its own, unless the environment says otherwise before it is loaded.
Its work on a case's papers is nobody's business, and a thread would make forking unsafe.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-untyped]

__all__ = ["InferenceSession", "SessionOptions"]
