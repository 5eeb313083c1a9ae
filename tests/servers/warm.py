"""Processes of the desk that start in a moment: forked from one that has imported it already.

They are processes like any other, to be asked, stopped and killed; what is saved is the two seconds in which Python imports the desk, which
a test that starts it thirty times would pay thirty times. What a start from nothing does is tested where `sys.executable` is called.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import TimeoutExpired

from tests.servers.desk_settings import ROOT

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.servers.warm_imports"])


class WarmProcess:
    """A process with the part of `subprocess.Popen` that tests use: `pid`, `poll`, `wait`, `send_signal`, `kill`, `returncode`."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.pid: int = process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutExpired(str(self._process.name), timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def warm_pdinbox(*words: str, env: Mapping[str, str], out: Path, err: Path | None = None, cwd: Path = ROOT) -> WarmProcess:
    """`pdinbox *words` in a process of its own, its words added to the files; `env` is its whole environment."""
    return warm(_pdinbox, *words, env=env, out=out, err=err, cwd=cwd)


def warm(
    run: Callable[..., None], *words: str, env: Mapping[str, str], out: Path, err: Path | None = None, cwd: Path = ROOT
) -> WarmProcess:
    """`run(*words)` in the same way; a function of a module, as its name is what is handed over."""
    for file in (out, err or out):
        file.touch()
    process = _FORKS.Process(target=_become, args=(run, words, dict(env), (str(out), str(err or out)), str(cwd)), daemon=False)
    process.start()
    return WarmProcess(process)


def _become(run: Callable[..., None], words: tuple[str, ...], env: dict[str, str], said: tuple[str, str], cwd: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, file in enumerate(said, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run(*words)


def _pdinbox(*words: str) -> None:
    from pdinbox.cli.main import app

    sys.argv = ["pdinbox", *words]
    app(prog_name="pdinbox")
