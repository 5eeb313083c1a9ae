"""Two "hosts" on one machine, each with its own way to the database and to the mail servers: network namespaces, or process groups.

In a network namespace the way to the database is a pair of virtual interfaces, and a cut takes one down: packets are
lost and nobody is told. Where the machine allows no namespaces the ways are proxies that let nothing through while they are cut.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Protocol

import psutil

from tests.servers.cutting_proxy import CuttingProxy

ROOT = Path(__file__).resolve().parents[1]
NETWORKS = ("10.77.0.0/16",)
_CLONE_NEWNET = 0x40000000
_COMMAND = "from pdinbox.cli.main import app; app(prog_name='pdinbox')"


class Way(Protocol):
    """How a host reaches the others."""

    prefix: tuple[str, ...]
    """What a command is begun with to run on that host."""
    database: tuple[str, int]
    """Address and port of PostgreSQL, as that host sees it."""
    servers: Mapping[str, tuple[str, int]]
    """Those of the other servers, by name."""

    def cut(self) -> None:
        """The database can not be reached any more."""

    def mend(self) -> None:
        """It can."""


class Namespace:
    """A network namespace: a cable to the database, and the mail servers on its own loopback."""

    def __init__(self, number: int, *, database: int, servers: Mapping[str, int], proxies: ExitStack) -> None:
        self._name = f"pd{os.getpid()}h{number}"
        self.prefix = ("ip", "netns", "exec", self._name)
        _ip("netns", "add", self._name)
        proxies.callback(_ip, "netns", "del", self._name)
        _ip("-n", self._name, "link", "set", "lo", "up")
        self._cable, network = f"pd{os.getpid()}h{number}", f"10.77.{os.getpid() % 120 * 2 + number}"
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", "database", "netns", self._name)
        proxies.callback(_ip, "link", "del", self._cable)
        _ip("addr", "add", f"{network}.1/24", "dev", self._cable)
        _ip("link", "set", self._cable, "up")
        _ip("-n", self._name, "addr", "add", f"{network}.2/24", "dev", "database")
        _ip("-n", self._name, "link", "set", "database", "up")
        self.database = (f"{network}.1", database)
        self.servers = {}
        for name, port in servers.items():
            way = proxies.enter_context(CuttingProxy(to=port, seed=0, cuts=0, listener=_listener_in(self._name)))
            self.servers[name] = ("127.0.0.1", way.port)

    def cut(self) -> None:
        _ip("link", "set", self._cable, "down")

    def mend(self) -> None:
        _ip("link", "set", self._cable, "up")


class Proxied:
    """Loopback through proxies."""

    prefix: tuple[str, ...] = ()

    def __init__(self, *, database: int, servers: Mapping[str, int], proxies: ExitStack) -> None:
        self._way = proxies.enter_context(CuttingProxy(to=database, seed=0, cuts=0))
        self.database = ("127.0.0.1", self._way.port)
        self.servers = {name: ("127.0.0.1", port) for name, port in servers.items()}

    def cut(self) -> None:
        self._way.open.clear()

    def mend(self) -> None:
        self._way.open.set()


class Host:
    """One host with its processes; what they say goes to one file."""

    def __init__(self, name: str, way: Way, *, folder: Path, commands: Sequence[Sequence[str]]) -> None:
        self.name, self._way, self._folder, self._commands = name, way, folder, commands
        self.cut, self.mend = way.cut, way.mend
        self._running: list[subprocess.Popen[bytes]] = []
        self.said = folder / f"{name}.log"

    def start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with self.said.open("ab") as said:
            for words in self._commands:
                command = [*self._way.prefix, sys.executable, "-c", _COMMAND, *words, "--config", str(self._folder / f"{self.name}.toml")]
                self._running.append(subprocess.Popen(command, env=environment, stderr=said, start_new_session=True))

    def processes(self) -> list[psutil.Process]:
        """Every process of the host that lives."""
        found: list[psutil.Process] = []
        for one in self._running:
            with suppress(psutil.Error):
                parent = psutil.Process(one.pid)
                found += [parent, *parent.children(recursive=True)]
        return found

    def kill(self) -> None:
        """The power fails: every process at once, by SIGKILL."""
        for one in self.processes():
            with suppress(psutil.Error):
                one.kill()
        self._wait()

    def stop(self) -> None:
        """They are asked to end."""
        for one in self._running:
            one.send_signal(signal.SIGTERM)
        self._wait()

    def _wait(self) -> None:
        for one in self._running:
            one.wait(30)
        self._running = []


@contextmanager
def two_ways(*, database: int, servers: Mapping[str, int]) -> Iterator[tuple[tuple[Way, Way], str]]:
    """The ways of two hosts, and what they are."""
    with ExitStack() as proxies:
        if not _may_have_namespaces():
            one, other = (Proxied(database=database, servers=servers, proxies=proxies) for _ in range(2))
            yield (one, other), "process groups, cut by a proxy"
            return
        one, other = (Namespace(number, database=database, servers=servers, proxies=proxies) for number in (1, 2))
        yield (one, other), "network namespaces, cut by taking the interface down"


def _listener_in(namespace: str) -> socket.socket:
    """A listening socket on the loopback of a namespace: it stays in the one in which it was made, here by a thread that goes there."""

    def make() -> socket.socket:
        with Path("/run/netns", namespace).open("rb") as place:
            if ctypes.CDLL(None, use_errno=True).setns(place.fileno(), _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
        return socket.create_server(("127.0.0.1", 0))

    with ThreadPoolExecutor(max_workers=1) as one:
        return one.submit(make).result()


def _may_have_namespaces() -> bool:
    probe = f"pd{os.getpid()}probe"
    try:
        _ip("netns", "add", probe)
        _ip("netns", "del", probe)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
