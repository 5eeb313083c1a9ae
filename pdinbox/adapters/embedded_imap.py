"""The embedded IMAP server of the demo and of training desks: pymap in a thread, one user, everything in memory, loopback only."""

import asyncio
import imaplib
import logging
import socket
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from contextlib import AsyncExitStack

from pymap.backend.dict import DictBackend
from pymap.imap import IMAPService

from pdinbox.ports import Unavailable

STARTS_WITHIN = 15.0
"""Seconds; measured 0.4."""


class EmbeddedImap:
    """`with EmbeddedImap(user=…, password=…) as server:` listens on `server.port` of 127.0.0.1 until the block ends."""

    def __init__(self, *, user: str, password: str, port: int = 0) -> None:
        """`port` 0 takes a free one."""
        self.user, self.password = user, password
        self.port = port or _free_port()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="embedded-imap", daemon=True)
        self._end: asyncio.Event | None = None

    def __enter__(self) -> "EmbeddedImap":
        """Start it. Raises Unavailable when it does not listen in time."""
        self._thread.start()
        if not self._ready.wait(STARTS_WITHIN):
            raise Unavailable(f"the embedded IMAP server did not start on port {self.port}; is the port taken?")
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it; what it held is gone."""
        if self._end is not None:
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(5)

    def deliver(self, mails: Iterable[bytes]) -> None:
        """Put mails into the inbox, over IMAP as a mail server's delivery would. Raises Unavailable."""
        try:
            with imaplib.IMAP4("127.0.0.1", self.port) as client:
                client.login(self.user, self.password)
                for octets in mails:
                    client.append("INBOX", "", "", octets)
        except (imaplib.IMAP4.error, OSError) as wrong:
            raise Unavailable(f"the embedded IMAP server on port {self.port} did not take a mail: {wrong}") from wrong

    def _serve(self) -> None:
        logging.getLogger("pymap").setLevel(logging.CRITICAL)
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())

    async def _run(self) -> None:
        self._end = asyncio.Event()
        args = self._args()
        backend, config = await DictBackend.init(args)
        config.apply_context()
        async with AsyncExitStack() as stack:
            await backend.start(stack)
            await IMAPService(backend, config).start(stack)
            self._ready.set()
            await self._end.wait()

    def _args(self) -> Namespace:
        parser = ArgumentParser()
        IMAPService.add_arguments(parser)
        DictBackend.add_subparser("dict", parser.add_subparsers())
        words = ["--host", "127.0.0.1", "--port", str(self.port), "--no-tls", "dict"]
        words += ["--demo-user", self.user, "--demo-password", self.password]
        return parser.parse_args(words, Namespace(skip_services=[], passlib_cfg=None, debug=False))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
