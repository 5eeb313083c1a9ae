"""A way between two ports that is cut now and then: what a bad network does to an answer, and one that lets nothing through."""

import math
import random
import socket
import threading
from contextlib import suppress

_SHORTEST, _LONGEST = 300, 20_000


class CuttingProxy:
    """`with CuttingProxy(to=port, seed=1) as proxy:` forwards `proxy.port` to `to`; half of the connections are cut inside an answer.

    After 300 to 20,000 octets, short as often as long: half of the cuts meet even a client that finds no new mail.

    While `open` is cleared nothing gets through and nobody is told, as where a cable is pulled.
    `listener` may be one of another network.
    """

    def __init__(self, *, to: int, seed: int, cuts: float = 0.5, listener: socket.socket | None = None) -> None:
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
            is_cut = self._chance.random() < self._share
            octets = round(math.exp(self._chance.uniform(math.log(_SHORTEST), math.log(_LONGEST))))
            budget = octets if is_cut and not self.is_calm else None
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
