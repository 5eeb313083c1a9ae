"""The web server in a thread of its own, beside the desk's."""

import asyncio
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, cast

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from pdinbox.ports import Refused
from pdinbox.web.security.gateway import Gateway, OnlyFromGateway

_STARTS_WITHIN: Final = 15.0
_STOPS_WITHIN: Final = 3.0
_LOOKS_EVERY: Final = 1.0
"""Seconds. The Date header of answers is as old at most."""


class _Server(uvicorn.Server):
    """Looks once a second whether it is to end, where the library looks ten times: most of what an idle desk cost."""

    async def main_loop(self) -> None:
        """The library's own loop, slower; `stop_soon` ends it at once."""
        self._loop, self._asked = asyncio.get_running_loop(), asyncio.Event()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), _LOOKS_EVERY)

    def stop_soon(self) -> None:
        """May be called from another thread, when it has started."""
        self.should_exit = True
        with suppress(RuntimeError):
            # its loop has ended already
            self._loop.call_soon_threadsafe(self._asked.set)


@dataclass(slots=True, kw_only=True)
class WebServer:
    """Serves `app` at that host and port until `stop`; port 0 takes any that is free, and `port` says which."""

    app: FastAPI
    host: str
    port: int
    proxies: tuple[str, ...] = ()
    """Addresses of proxies whose X-Forwarded headers count."""
    gateway: Gateway | None = None
    """Looked at before addresses are rewritten: what counts is who is at the other end of the wire."""
    socket: str = ""
    """A UNIX socket, in the place of host and port."""
    _server: _Server = field(init=False)
    _thread: threading.Thread = field(init=False)

    def start(self) -> None:
        """Returns when it takes requests. Raises Refused when the address is taken or may not be used."""
        configured = uvicorn.Config(
            self._guarded(),
            uds=self.socket or None,
            host=self.host,
            port=self.port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=int(_STOPS_WITHIN),
            timeout_keep_alive=30,
        )
        self._server = _Server(configured)
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()
        ends = time.monotonic() + _STARTS_WITHIN
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > ends:
                place = self.socket or f"{self.host} port {self.port}"
                raise Refused(f"the pages can not be served at {place}: it is taken, or may not be used; set web.port or web.socket")
            time.sleep(0.02)
        if not self.socket:
            self.port = self._server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Finish what is being answered and end. May be called twice."""
        self._server.stop_soon()
        self._thread.join(_STOPS_WITHIN + 1)

    @property
    def address(self) -> str:
        """Where it is reached on this machine."""
        return f"unix:{self.socket}" if self.socket else f"http://{self.host}:{self.port}"

    def _guarded(self) -> ASGIApp:
        """The application behind what is done to a request before it: first the gateway's header, then forwarded addresses."""
        inner: ASGIApp = self.app
        if self.proxies:
            inner = cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, inner), trusted_hosts=list(self.proxies)))
        return OnlyFromGateway(app=inner, gateway=self.gateway) if self.gateway else inner

    def _run(self) -> None:
        try:
            self._server.run()
        except SystemExit:
            # uvicorn ends the process where it can not bind; `start` says it
            return
