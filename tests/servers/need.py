"""Real servers the tests start on loopback ports. Where one is missing the test says so; in CI that is a failure, never a skip."""

import os
import shutil
import socket
from pathlib import Path

import pytest


def need(program: str, *, package: str, also_in: tuple[str, ...] = ()) -> Path:
    """The path of a program of that Debian package. Skips with the way to install it; fails where CI or `make test` promised it."""
    found = shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *also_in]))
    if found:
        return Path(found)
    words = f"{program} is missing; install it with: apt-get install {package}"
    if os.environ.get("CI") or os.environ.get("PDINBOX_TESTS_NEED_SERVERS"):
        pytest.fail(words)
    pytest.skip(words)


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def shared(*parts: str) -> Path:
    """A path in the folder of real forms, offices and mails beside the checkout; skips with the reason where it is absent."""
    root = Path(os.environ.get("PDINBOX_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    wanted = root.joinpath(*parts)
    if not wanted.exists():
        pytest.skip(f"the shared folder is not beside this checkout ({'/'.join(parts)} is missing); set PDINBOX_SHARED to where it lies")
    return wanted
