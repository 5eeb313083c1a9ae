"""Passwords are kept as texts that cost time to try."""

from pdinbox.adapters.argon import LONGEST, Argon

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
