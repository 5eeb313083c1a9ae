"""events -> other systems: each is told in order what happened since it was told last, signed, at least once.

The history itself is the outbox: an event is a line that was committed with what it tells of, and a system's cursor moves only after the
system took it. A system that is away is tried again with growing waits and told everything it missed.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from pdinbox.api_ports import Caller, Feed, Hooks
from pdinbox.model.api import DeskEvent, HookState
from pdinbox.model.sight import Sight
from pdinbox.ports import Clock, Log

AT_ONCE: Final = 100
"""Events a call."""
WAITS: Final = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 3600))
SIGNATURE: Final = "Pdinbox-Signature"


class HooksStore(Feed, Hooks, Protocol):
    """What the herald needs of the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One system that is called. `events` are the only ones it is told of, () for all; `sight` is which inquiries."""

    name: str
    url: str
    secret: bytes
    sight: Sight
    events: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Herald:
    """Tells every system. One that is new is told what happens from now on."""

    hooks: Sequence[Hook]
    store: HooksStore
    caller: Caller
    clock: Clock
    log: Log

    def tell_next(self) -> bool:
        """One call to each system that has something to be told; whether there may be more at once."""
        more = [self._tell(hook) for hook in self.hooks]
        return any(more)

    def _tell(self, hook: Hook) -> bool:
        now = self.clock.now()
        before = self.store.hook(hook.name)
        if before is None:
            self.store.put_hook(HookState(name=hook.name, cursor=self.store.last_event()))
            return False
        if before.next_try_at and now < before.next_try_at:
            return False
        found = self.store.events_after(before.cursor, sight=hook.sight, limit=AT_ONCE)
        if not found:
            return False
        told = [event for event in found if not hook.events or event.event in hook.events]
        trouble = self._called(hook, told, now) if told else ""
        if trouble:
            self._failed(before, trouble, now)
            return False
        self.store.put_hook(replace(before, cursor=found[-1].id, failures=0, next_try_at=None, told_at=now, trouble=""))
        return len(found) == AT_ONCE

    def _called(self, hook: Hook, events: Sequence[DeskEvent], now: datetime) -> str:
        body = json.dumps({"events": [event_json(event) for event in events]}, separators=(",", ":")).encode("ascii")
        headers = {"Content-Type": "application/json", SIGNATURE: signature(hook.secret, body, at=now)}
        return self.caller.call(hook.url, body, headers)

    def _failed(self, before: HookState, trouble: str, now: datetime) -> None:
        wait = WAITS[min(before.failures, len(WAITS) - 1)]
        self.store.put_hook(replace(before, failures=before.failures + 1, next_try_at=now + wait, trouble=trouble))
        self.log.say("hook-failed-warning", hook=before.name, failures=before.failures + 1, why=trouble)


def event_json(event: DeskEvent) -> dict[str, str | int | None]:
    """One event as it is told: that it happened, to which inquiry, and nothing of the case."""
    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "event": event.event,
        "inquiry": event.inquiry,
        "actor": event.actor,
        "office": event.office,
    }


def signature(secret: bytes, body: bytes, *, at: datetime) -> str:
    """'t=<seconds>,v1=<hex>': HMAC-SHA256 over '<seconds>.' and the body. Who is called refuses what is older than five minutes."""
    seconds = int(at.timestamp())
    digest = hmac.new(secret, f"{seconds}.".encode("ascii") + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"
