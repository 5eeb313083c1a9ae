"""`ports.Editions` over every store: what was in force when, and that it comes back octet by octet."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.edition import Edition
from pdinbox.ports import Refused, Store
from tests.builders import NOW

FIRST = Edition(at=NOW, digest="a" * 64, policy="2026-11-23+aaaaaaaa", letters="l1")
SECOND = Edition(at=NOW + timedelta(hours=1), digest="b" * 64, policy="2026-11-23+bbbbbbbb", letters="l1")
FILES = {"rules/topics.yaml": "año: 1\n".encode(), "rules/forms/g-28/features.bin": bytes(range(256)), "templates/mail/layout.html": b""}


def test_nothing_was_ever_in_force_at_first(store: Store) -> None:
    assert store.editions() == ()
    with pytest.raises(Refused):
        store.edition_files("a" * 64)


def test_an_edition_comes_back_whole(store: Store) -> None:
    assert store.put_in_force(FIRST, FILES)

    assert store.editions() == (FIRST,)
    assert store.edition_files(FIRST.digest) == FILES


def test_the_newest_comes_first_and_each_keeps_its_own_files(store: Store) -> None:
    other = {**FILES, "rules/topics.yaml": b"other\n"}
    store.put_in_force(FIRST, FILES)
    store.put_in_force(SECOND, other)

    assert store.editions() == (SECOND, FIRST)
    assert (store.edition_files(FIRST.digest), store.edition_files(SECOND.digest)) == (FILES, other)


def test_a_file_has_a_version_for_each_time_it_came_into_force_otherwise(store: Store) -> None:
    path, other = "rules/topics.yaml", {**FILES, "rules/topics.yaml": b"other\n"}
    third = replace(SECOND, at=NOW + timedelta(hours=2), digest="c" * 64)
    back = replace(FIRST, at=NOW + timedelta(hours=3))
    for edition, files in ((FIRST, FILES), (SECOND, other), (third, {**other, "rules/new.yaml": b"n"}), (back, FILES)):
        store.put_in_force(edition, files)

    versions = store.file_versions(path)
    assert [(one.at, one.edition) for one in versions] == [(one.at, one.digest) for one in (back, SECOND, FIRST)]
    assert [hashlib.sha256(text).hexdigest() for text in (FILES[path], b"other\n")] == [versions[0].octets, versions[1].octets]
    assert [one.octets != "" for one in store.file_versions("rules/new.yaml")] == [False, True], "it went, and it came"
    assert store.file_versions("rules/nothing.yaml") == ()


def test_putting_the_newest_in_force_again_changes_nothing(store: Store) -> None:
    store.put_in_force(FIRST, FILES)

    assert not store.put_in_force(replace(FIRST, at=NOW + timedelta(days=1)), FILES)
    assert store.editions() == (FIRST,)


def test_an_older_one_comes_into_force_again_as_a_new_line(store: Store) -> None:
    again = replace(FIRST, at=NOW + timedelta(hours=2))
    store.put_in_force(FIRST, FILES)
    store.put_in_force(SECOND, {})

    assert store.put_in_force(again, FILES)
    assert store.editions() == (again, SECOND, FIRST)


def test_the_same_texts_as_another_policy_are_a_new_line(store: Store) -> None:
    turned = replace(FIRST, at=NOW + timedelta(days=30), policy=f"{FIRST.policy}@2027-01-01")
    store.put_in_force(FIRST, FILES)

    assert store.put_in_force(turned, FILES)
    assert store.editions() == (turned, FIRST)
    assert store.edition_files(turned.digest) == FILES
