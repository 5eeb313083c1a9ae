"""One thread watches over every limit: what is late is rung once, what is done in time never."""

import threading
import time

import pytest

from pdinbox.adapters.alarm import Alarms

SOON = 0.05
PATIENCE = 5.0


def test_a_block_that_takes_too_long_is_rung_from_another_thread():
    rung = threading.Event()

    with Alarms().within(SOON, rung.set):
        is_rung = rung.wait(PATIENCE)

    assert is_rung


def test_a_block_that_is_left_in_time_is_never_rung():
    alarms, early, late = Alarms(), threading.Event(), threading.Event()

    with alarms.within(SOON, early.set):
        pass
    with alarms.within(2 * SOON, late.set):
        late.wait(PATIENCE)

    assert late.is_set()
    assert not early.is_set()


def test_an_alarm_that_is_due_before_the_one_waited_for_is_rung_first():
    alarms, order = Alarms(), list[str]()
    second = threading.Event()

    with alarms.within(4 * SOON, lambda: (order.append("long"), second.set())):
        time.sleep(SOON / 2)  # the thread waits for the long one by now
        with alarms.within(SOON, lambda: order.append("short")):
            second.wait(PATIENCE)

    assert order == ["short", "long"]


def test_an_alarm_set_after_all_others_were_taken_back_is_rung():
    alarms, rung = Alarms(), threading.Event()

    for _ in range(100):
        with alarms.within(PATIENCE, rung.set):
            pass
    with alarms.within(SOON, rung.set):
        began = time.monotonic()
        rung.wait(PATIENCE)

    assert time.monotonic() - began < PATIENCE


def test_many_alarms_need_one_thread():
    alarms, before = Alarms(), threading.active_count()

    with alarms.within(PATIENCE, lambda: None), alarms.within(PATIENCE, lambda: None), alarms.within(PATIENCE, lambda: None):
        threads = threading.active_count()

    assert threads == before + 1


@pytest.mark.usefixtures("recwarn")
def test_an_alarm_that_fails_does_not_silence_the_next():
    alarms, failed, rung = Alarms(), threading.Event(), threading.Event()

    def fail() -> None:
        failed.set()
        raise SystemExit

    with alarms.within(SOON, fail):
        failed.wait(PATIENCE)
    for thread in threading.enumerate():
        if thread.name == "alarms" and thread is not threading.current_thread():
            thread.join(SOON)
    with alarms.within(SOON, rung.set):
        is_rung = rung.wait(PATIENCE)

    assert is_rung
