"""An S3-compatible server on a loopback port: moto's, which keeps its buckets in memory. One for each test process."""

import functools
import itertools
import logging

import httpx
from moto.server import ThreadedMotoServer

from pdinbox.adapters.s3_objects import S3Place

_SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=anybody/20261128/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"}
"""The server asks for a signature and does not look at it."""


class S3Server:
    """One server, started; its keys are anything."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self._numbers = itertools.count(1)
        self.endpoint = "http://{}:{}".format(*self._server.get_host_and_port())

    def new_bucket(self) -> S3Place:
        """A new, empty bucket."""
        name = f"desk-{next(self._numbers)}"
        httpx.put(f"{self.endpoint}/{name}").raise_for_status()
        return S3Place(
            bucket=name, prefix="pd/objects", endpoint=self.endpoint, access_key_id="anybody", secret_access_key="anything", seconds=3
        )

    def octets(self, place: S3Place, key: str) -> bytes | None:
        """What stands under that key, past the program; None where nothing does."""
        answer = httpx.get(f"{self.endpoint}/{place.bucket}/{place.prefix}/{key}", headers=_SIGNED)
        return answer.content if answer.status_code == 200 else None

    def spoil(self, place: S3Place, key: str, octets: bytes) -> None:
        """Other octets in its place."""
        httpx.put(f"{self.endpoint}/{place.bucket}/{place.prefix}/{key}", content=octets, headers=_SIGNED).raise_for_status()


@functools.cache
def s3() -> S3Server:
    """The server of this test process."""
    return S3Server()
