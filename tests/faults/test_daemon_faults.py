"""The daemon in a process of its own, asked to stop by SIGTERM while the servers it talks to say nothing any more."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pdinbox.model.plan import Plan
from pdinbox.store.open import migrate, open_store
from tests.builders import NOW, a_letter, an_inquiry

COMMAND = [sys.executable, "-c", "from pdinbox.cli.main import app; app()"]
CONFIG = """
database = "sqlite:///desk.db"
objects = "objects"
[desk]
message_id_domain = "desk.example.org"
[[mailboxes]]
name = "national"
address = "pd@desk.example.org"
host = "127.0.0.1"
port = {port}
security = "none"
user = "desk"
password = "made-up"
timeout_seconds = 300
[[mailboxes]]
name = "second"
address = "second@desk.example.org"
host = "127.0.0.1"
port = {port}
security = "none"
user = "desk"
password = "made-up"
timeout_seconds = 300
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
timeout_seconds = 300
"""


@contextmanager
def silent_server() -> Iterator[tuple[int, threading.Semaphore]]:
    """It takes every connection and never says a word. Gives its port and a semaphore that counts who came."""
    came = threading.Semaphore(0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        guests: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    guests.append(server.accept()[0])
                except OSError:
                    return
                came.release()

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1], came
        server.shutdown(socket.SHUT_RDWR)
        for guest in guests:
            guest.close()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_daemon_stops_within_ten_seconds_while_every_server_hangs(tmp_path, asked):
    config = tmp_path / "pdinbox.toml"
    migrate(f"sqlite:///{tmp_path / 'desk.db'}")
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    inquiry = an_inquiry()
    store.carry_out(Plan(at=NOW, serial=(2026, 1), inquiries=(inquiry,), letters=(a_letter(inquiry=inquiry.number),)))
    store.close()
    with silent_server() as (port, came):
        config.write_text(CONFIG.format(port=port))
        log = (tmp_path / "log").open("wb")
        daemon = subprocess.Popen([*COMMAND, "serve", "-c", str(config)], stdout=log, stderr=log, env={"PATH": os.environ["PATH"]})
        try:
            # two mailboxes and the way out
            assert all(came.acquire(timeout=30) for _ in range(3))
            begun = time.monotonic()
            daemon.send_signal(asked)
            daemon.wait(timeout=30)
            seconds = time.monotonic() - begun
        finally:
            daemon.kill()
            daemon.wait()

    said = (tmp_path / "log").read_text()
    assert seconds < 10, said
    assert daemon.returncode == 0 and "stopped" in said and "Traceback" not in said
