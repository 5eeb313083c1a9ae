"""Sums that were read are kept, the newest of them, and never for another question."""

from dataclasses import replace
from datetime import date

from pdinbox.model.numbers import Counts, Question
from pdinbox.model.sight import Sight
from pdinbox.store.rolled_numbers import Recent, Sums, runs_of, sums_key
from tests.builders import NOW

ASKED = Question(sight=Sight(person="ann", offices=None), scope="CHI", since=date(2026, 11, 2), now=NOW)


def test_what_was_read_is_read_once_and_what_was_not_asked_for_lately_is_forgotten():
    recent, read = Recent(most=2), []

    def ask(key: int) -> Sums:
        return recent.sums(key, lambda: read.append(key) or Sums(counts={"CHI": Counts(received=key)}))

    assert [ask(key).counts["CHI"].received for key in (1, 2, 1, 3, 1, 2)] == [1, 2, 1, 3, 1, 2]
    assert read == [1, 2, 3, 2]


def test_a_key_is_of_everything_that_sums_depend_on():
    others = [
        replace(ASKED, scope="SEA"),
        replace(ASKED, since=date(2026, 8, 31)),
        replace(ASKED, by_office=True),
        replace(ASKED, sight=replace(ASKED.sight, restricted=True)),
        replace(ASKED, sight=replace(ASKED.sight, offices=frozenset({"CHI"}))),
    ]
    keys = {sums_key(one, serial=1) for one in (ASKED, *others)} | {sums_key(ASKED, serial=2)}
    assert len(keys) == len(others) + 2
    assert sums_key(replace(ASKED, sight=replace(ASKED.sight, person="tom")), serial=1) == sums_key(ASKED, serial=1)


def test_only_what_was_read_is_in_a_run():
    assert runs_of((7, 1, 2, 3, 9)) == ((1, 3), (7, 7), (9, 9)) and runs_of(()) == ()
