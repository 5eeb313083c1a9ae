"""Passwords are kept as texts that cost time to try."""

import threading
from concurrent.futures import ThreadPoolExecutor

from pdinbox.adapters.argon import AT_ONCE, LONGEST, Argon

CHEAP = Argon(memory_kib=32, rounds=1)


def test_only_the_password_matches_and_two_texts_differ():
    one, other = CHEAP.hash("wörd of the day"), CHEAP.hash("wörd of the day")

    assert one != other and one.startswith("$argon2id$")
    assert CHEAP.matches("wörd of the day", one) and CHEAP.matches("wörd of the day", other)
    assert not CHEAP.matches("word of the day", one)


def test_nobodys_text_is_never_matched():
    assert not CHEAP.matches("nobody has this password", "")
    assert not CHEAP.matches("x", "no text of argon")


def test_an_endless_password_is_never_right():
    text = CHEAP.hash("a" * LONGEST)

    assert CHEAP.matches("a" * LONGEST, text) and not CHEAP.matches("a" * (LONGEST + 1), text)


def test_a_text_of_weaker_parameters_is_outdated():
    weak = CHEAP.hash("word")

    assert not CHEAP.is_outdated(weak) and Argon(memory_kib=64, rounds=1).is_outdated(weak)
    assert "m=65536,t=3" in Argon().hash("word")


def test_many_who_knock_are_looked_at_a_few_at_a_time():
    busy, most, turn = 0, 0, threading.Lock()
    text = CHEAP.hash("word")
    waiting = threading.Event()

    class Slow:
        def verify(self, *_):
            nonlocal busy, most
            with turn:
                busy, most = busy + 1, max(most, busy + 1)
                if busy == AT_ONCE:
                    waiting.set()
            waiting.wait(5)
            with turn:
                busy -= 1

    crowded = Argon(memory_kib=32, rounds=1)
    crowded._hasher = Slow()
    with ThreadPoolExecutor(12) as threads:
        assert all(threads.map(lambda _: crowded.matches("word", text), range(12)))
    assert most == AT_ONCE
