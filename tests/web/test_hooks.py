"""A system that is called: over real HTTP, and whoever checks the signature by the document's own words finds it right."""

import hashlib
import hmac
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pdinbox.adapters.hook_calls import HttpCaller
from pdinbox.adapters.log import MemoryLog
from pdinbox.model.sight import Sight
from pdinbox.worker.herald import Herald, Hook
from tests.journeys.people import request
from tests.journeys.rig import open_rig


class _Listening(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def listener():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Listening)
    server.heard, server.answers = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def test_it_is_told_again_until_it_took_it_and_no_redirect_is_followed(listener, tmp_path):
    rig = open_rig(tmp_path)
    url = f"http://127.0.0.1:{listener.server_port}/pd"
    hook = Hook(name="cases", url=url, secret=b"key", sight=Sight(person="hook:cases", offices=None))
    herald = Herald(hooks=(hook,), store=rig.store, caller=HttpCaller(), clock=rig.clock, log=MemoryLog())
    herald.tell_next()
    rig.turn(request())
    listener.answers[:] = [302, 503]
    for _ in range(3):
        herald.tell_next()
        rig.clock.advance(timedelta(hours=1))
    assert [path for path, _, _ in listener.heard] == ["/pd"] * 3 and len({body for _, _, body in listener.heard}) == 1
    headers, body = listener.heard[-1][1:]
    seconds, digest = (part.partition("=")[2] for part in headers["Pdinbox-Signature"].split(","))
    assert hmac.compare_digest(digest, hmac.new(b"key", f"{seconds}.".encode() + body, hashlib.sha256).hexdigest())
    assert rig.store.hook("cases").failures == 0
    rig.store.close()


def test_a_system_that_is_not_there_is_named_by_its_error():
    assert HttpCaller().call("http://127.0.0.1:9/", b"{}", {}).startswith("not reached: ")
