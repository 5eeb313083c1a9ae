"""A way between two ports that is cut now and then: what a bad network does to a long answer, and one that lets nothing through."""

import random
import socket
import threading
from contextlib import suppress


class CuttingProxy:
    """`with CuttingProxy(to=port, seed=1) as proxy:` forwards `proxy.port` to `to`; one connection in three is cut inside an answer.

    While `open` is cleared nothing gets through and nobody is told, as where a cable is pulled. `listener` may be one of another network.
    """

    def __init__(self, *, to: int, seed: int, cuts: float = 0.35, listener: socket.socket | None = None) -> None:
        self._to = to
        self._chance = random.Random(seed)
        self._share = cuts
        self._listener = listener or socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cut = 0
        self.accepted = 0
        self.is_calm = False
        self.open = threading.Event()
        self.open.set()

    def __enter__(self) -> "CuttingProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.open.wait()
            self.accepted += 1
            budget = None if self.is_calm or self._chance.random() > self._share else self._chance.randrange(400, 20_000)
            try:
                server = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                client.close()
                continue
            threading.Thread(target=self._pump, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, budget), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, budget: int | None) -> None:
        with suppress(OSError):
            while octets := source.recv(65536):
                self.open.wait()
                if budget is not None and len(octets) >= budget:
                    target.sendall(octets[:budget])
                    self.cut += 1
                    break
                budget = budget - len(octets) if budget is not None else None
                target.sendall(octets)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
