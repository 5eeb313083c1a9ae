"""Debian's Firefox, driven by the protocol it speaks itself (WebDriver BiDi, https://www.w3.org/TR/webdriver-bidi/): no other driver."""

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.servers.need import need

_SECONDS = 30
_KEYS = {"Enter": "\ue007", "Tab": "\ue004", "Control": "\ue009", "Escape": "\ue00c", "Space": " "}
_WATCH = """(say) => {
  document.addEventListener('securitypolicyviolation', one => say(`policy: ${one.violatedDirective} ${one.blockedURI}`));
  window.addEventListener('error', one => say(`error: ${one.message}`));
}"""


@dataclass
class Firefox:
    """One tab. `messages` are errors and warnings of its console, script errors, and what the content security policy refused."""

    socket: ClientConnection
    messages: list[str] = field(default_factory=list)
    context: str = ""
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Send it and wait for its answer; what Firefox tells meanwhile is noted."""
        number = next(self._ids)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self.socket.recv(timeout=_SECONDS))
            if told.get("id") == number:
                assert told["type"] == "success", f"{method}: {told.get('error')}: {told.get('message')}"
                return told["result"]
            self._note(told)

    def goto(self, address: str) -> None:
        """Open it and wait until it is loaded."""
        self.command("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def tell(self, expression: str) -> Any:
        """What the expression is on the page: a text, a number, a truth or nothing."""
        told = self.command("script.evaluate", expression=expression, target={"context": self.context}, awaitPromise=True)
        assert told["type"] == "success", told
        return told["result"].get("value")

    def wait(self, expression: str) -> None:
        """Until it is true on the page."""
        self.until(lambda: bool(self.tell(expression)), expression)

    def until(self, happened: Callable[[], bool], words: str = "") -> None:
        """Look again until it happened."""
        end = time.monotonic() + _SECONDS
        while not happened():
            assert time.monotonic() < end, f"never: {words}; {self.tell('location.href')}"
            time.sleep(0.05)

    def tab_to(self, selector: str) -> None:
        """By the Tab key alone, to the first such element: it must be reachable."""
        is_there = f"document.activeElement.matches({json.dumps(selector)})"
        for _ in range(80):
            if self.tell(is_there):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never comes to {selector}")

    def press(self, keys: str) -> None:
        """One key as 'j' or 'Enter', or one held with others: 'Control+Enter'."""
        held = [_KEYS.get(one, one) for one in keys.split("+")]
        self._keys([{"type": "keyDown", "value": one} for one in held] + [{"type": "keyUp", "value": one} for one in reversed(held)])

    def type(self, text: str) -> None:
        """Into whatever has the focus."""
        self._keys([{"type": kind, "value": one} for one in text for kind in ("keyDown", "keyUp")])

    def _keys(self, actions: list[dict[str, str]]) -> None:
        self.command("input.performActions", context=self.context, actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def _note(self, told: dict[str, Any]) -> None:
        params = told.get("params", {})
        if told.get("method") == "log.entryAdded" and params["level"] in {"error", "warn"}:
            self.messages.append(params["text"] or "")
        elif told.get("method") == "script.message":
            self.messages.append(params["data"].get("value", ""))


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """A browser without anything from before, in that empty folder."""
    program = need("firefox-esr", package="firefox-esr")
    arguments = [str(program), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0", "about:blank"]
    profile.mkdir(exist_ok=True)
    said = profile / "said.txt"
    with said.open("w") as told:
        started = subprocess.Popen(arguments, stderr=told, stdout=subprocess.DEVNULL, env=_environment(profile))
    try:
        with connect(f"{_address(said)}/session", max_size=None) as socket:
            yield _tab(Firefox(socket))
    finally:
        started.kill()
        started.wait(timeout=_SECONDS)


def _environment(profile: Path) -> dict[str, str]:
    return {"HOME": str(profile), "PATH": "/usr/bin:/bin", "MOZ_CRASHREPORTER_DISABLE": "1", "LANG": "en_US.UTF-8"}


def _address(said: Path) -> str:
    """Where it listens, as it says when it has started."""
    end = time.monotonic() + _SECONDS
    while not (found := re.search(r"WebDriver BiDi listening on (ws://\S+)", said.read_text())):
        assert time.monotonic() < end, said.read_text()
        time.sleep(0.05)
    return found[1]


def _tab(browser: Firefox) -> Firefox:
    browser.command("session.new", capabilities={})
    browser.command("session.subscribe", events=["log.entryAdded", "script.message"])
    browser.context = browser.command("browsingContext.create", type="tab")["context"]
    channel = {"type": "channel", "value": {"channel": "watch"}}
    browser.command("script.addPreloadScript", functionDeclaration=_WATCH, arguments=[channel])
    return browser
