"""The web server in a thread of its own, beside the desk's."""

import threading
import time
from dataclasses import dataclass, field
from typing import Final

import uvicorn
from fastapi import FastAPI

from pdinbox.ports import Refused

_STARTS_WITHIN: Final = 15.0
_STOPS_WITHIN: Final = 3.0


@dataclass(slots=True, kw_only=True)
class WebServer:
    """Serves `app` at that host and port until `stop`; port 0 takes any that is free, and `port` says which."""

    app: FastAPI
    host: str
    port: int
    proxies: tuple[str, ...] = ()
    """Addresses of proxies whose X-Forwarded headers count."""
    _server: uvicorn.Server = field(init=False)
    _thread: threading.Thread = field(init=False)

    def start(self) -> None:
        """Returns when it takes requests. Raises Refused when the address is taken or may not be used."""
        configured = uvicorn.Config(
            self.app,
            host=self.host,
            port=self.port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(self.proxies),
            forwarded_allow_ips=list(self.proxies),
            timeout_graceful_shutdown=int(_STOPS_WITHIN),
            timeout_keep_alive=30,
        )
        self._server = uvicorn.Server(configured)
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()
        ends = time.monotonic() + _STARTS_WITHIN
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > ends:
                raise Refused(f"the pages can not be served at {self.host} port {self.port}: it is taken, or may not be used; set web.port")
            time.sleep(0.02)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Finish what is being answered and end. May be called twice."""
        self._server.should_exit = True
        self._thread.join(_STOPS_WITHIN + 1)

    @property
    def address(self) -> str:
        """Where it is reached on this machine."""
        return f"http://{self.host}:{self.port}"

    def _run(self) -> None:
        try:
            self._server.run()
        except SystemExit:
            # uvicorn ends the process where it can not bind; `start` says it
            return
