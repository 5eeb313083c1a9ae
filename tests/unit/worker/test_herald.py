"""The herald: in order, signed, at least once, and a system that is away misses nothing."""

import hashlib
import hmac
import json
from dataclasses import replace

from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.memory_hook_calls import MemoryCaller
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.model.sight import Sight
from pdinbox.worker.herald import SIGNATURE, WAITS, Herald, Hook
from tests.builders import NOW
from tests.contract.store_values import open_inquiry

ALL = Sight(person="hook:cases", offices=None)
HOOK = Hook(name="cases", url="https://cases.example.gov/pd", secret=b"secret", sight=ALL)


def a_herald(*hooks: Hook, caller: MemoryCaller | None = None) -> Herald:
    return Herald(hooks=hooks or (HOOK,), store=MemoryStore(), caller=caller or MemoryCaller(), clock=MemoryClock(NOW), log=MemoryLog())


def told(caller: MemoryCaller) -> list[dict]:
    return [event for _, body, _ in caller.calls for event in json.loads(body)["events"]]


def test_a_new_system_is_told_what_happens_from_now_on():
    herald = a_herald()
    open_inquiry(herald.store)
    herald.tell_next()
    assert herald.caller.calls == []
    later = open_inquiry(herald.store, "second", serial=2)
    herald.tell_next()
    herald.tell_next()
    assert [(one["event"], one["inquiry"]) for one in told(herald.caller)] == [("inquiry-opened", later.number)]


def test_every_call_is_signed_over_time_and_body():
    herald = a_herald()
    herald.tell_next()
    open_inquiry(herald.store)
    herald.tell_next()
    url, body, headers = herald.caller.calls[0]
    expected = hmac.new(b"secret", f"{int(NOW.timestamp())}.".encode() + body, hashlib.sha256).hexdigest()
    assert url == HOOK.url and headers[SIGNATURE] == f"t={int(NOW.timestamp())},v1={expected}"


def test_nothing_of_the_case_is_told():
    herald = a_herald()
    herald.tell_next()
    inquiry = open_inquiry(herald.store)
    herald.tell_next()
    words = herald.caller.calls[0][1].decode()
    assert inquiry.client_family_name not in words and inquiry.a_number not in words and inquiry.representative.email not in words


def test_a_system_that_is_away_is_told_later_and_misses_nothing():
    herald = a_herald(caller=MemoryCaller(troubles=["not reached: ConnectError", "answered 503"]))
    herald.tell_next()
    open_inquiry(herald.store)
    herald.tell_next()
    state = herald.store.hook("cases")
    assert (state.failures, state.trouble, state.next_try_at) == (1, "not reached: ConnectError", NOW + WAITS[0])
    herald.tell_next()
    assert len(herald.caller.calls) == 1, "not before its time"
    herald.clock.advance(WAITS[0])
    herald.tell_next()
    assert herald.store.hook("cases").next_try_at == NOW + WAITS[0] + WAITS[1]
    open_inquiry(herald.store, "second", serial=2)
    herald.clock.advance(WAITS[1])
    herald.tell_next()
    events = [json.loads(body)["events"] for _, body, _ in herald.caller.calls]
    assert [len(one) for one in events] == [1, 1, 2] and herald.store.hook("cases").failures == 0


def test_offices_restricted_ones_and_chosen_events():
    elsewhere = replace(HOOK, name="gum", sight=Sight(person="hook:gum", offices=frozenset({"GUM"})))
    chosen = replace(HOOK, name="chosen", events=frozenset({"resolved"}))
    herald = a_herald(elsewhere, chosen)
    herald.tell_next()
    open_inquiry(herald.store)
    open_inquiry(herald.store, "second", serial=2, restricted=("vawa",))
    herald.tell_next()
    assert herald.caller.calls == []
    assert herald.store.hook("chosen").cursor > 0, "what is not told is passed by"


def test_one_that_fails_keeps_no_other_waiting():
    herald = a_herald(HOOK, replace(HOOK, name="second"), caller=MemoryCaller(troubles=["answered 500"]))
    herald.tell_next()
    open_inquiry(herald.store)
    herald.tell_next()
    assert herald.store.hook("cases").failures == 1 and herald.store.hook("second").told_at == NOW
