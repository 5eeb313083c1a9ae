"""What buckets do: they answer no more, their keys are refused, they are deleted, they give back other octets than they were given."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pdinbox.adapters.s3_objects import HOT_SECONDS, S3Objects, S3Place
from pdinbox.ports import Refused, Unavailable
from tests.contract.test_objects import DIGEST, MAIL, keep
from tests.servers.need import free_port
from tests.servers.s3 import s3

KEY = f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"


@pytest.fixture
def place() -> S3Place:
    return s3().new_bucket()


def bucket(place: S3Place, folder: Path, *, name: str = "near", most_octets: int = 10_000_000) -> S3Objects:
    return S3Objects(place, near=folder / name, most_octets=most_octets)


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_objects_stand_in_the_bucket_as_in_the_folder_and_every_host_reads_them(place, tmp_path):
    keep(bucket(place, tmp_path), MAIL)

    assert s3().octets(place, KEY) == MAIL
    assert bucket(place, tmp_path, name="another host").read(DIGEST) == MAIL


def test_a_mail_that_has_just_come_is_not_fetched_back(place, tmp_path):
    objects = bucket(place, tmp_path)
    keep(objects, MAIL)
    s3().spoil(place, KEY, b"something else")

    assert objects.read(DIGEST) == MAIL
    assert objects.path(DIGEST).read_bytes() == MAIL


def test_octets_spoiled_in_the_bucket_are_refused_kept_nowhere_and_heal_when_the_mail_comes_again(place, tmp_path):
    objects = bucket(place, tmp_path)
    s3().spoil(place, KEY, MAIL[:-1] + b"!")

    with pytest.raises(Refused, match="damaged"):
        objects.read(DIGEST)
    with pytest.raises(Refused, match="damaged"):
        objects.path(DIGEST)
    assert left_in(tmp_path) == []

    keep(objects, MAIL)
    assert bucket(place, tmp_path, name="another host").read(DIGEST) == MAIL


def test_octets_spoiled_on_the_local_disk_are_fetched_anew(place, tmp_path):
    objects = bucket(place, tmp_path)
    keep(objects, MAIL)
    objects.path(DIGEST).write_bytes(MAIL[:5])

    assert objects.path(DIGEST).read_bytes() == MAIL
    objects.path(DIGEST).write_bytes(MAIL[:5])
    assert objects.read(DIGEST) == MAIL


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bucket": "nowhere"}, "No"),
        ({"endpoint": f"http://127.0.0.1:{free_port()}"}, "no answer"),
    ],
    ids=["a bucket that is gone", "a server that is gone"],
)
def test_a_store_that_is_away_is_unavailable_in_words_and_leaves_nothing_half(place, tmp_path, change, words):
    objects = bucket(replace(place, **change), tmp_path)
    spool = objects.begin()
    spool.write(MAIL)

    for attempt in (spool.close, lambda: objects.read(DIGEST), lambda: objects.path(DIGEST), lambda: objects.has(DIGEST), objects.probe):
        with pytest.raises(Unavailable) as raised:
            attempt()
        assert words in str(raised.value)
        assert place.secret_access_key not in str(raised.value)
    assert left_in(tmp_path) == []


def test_the_probe_leaves_nothing_behind(place, tmp_path):
    objects = bucket(place, tmp_path)
    objects.probe()

    assert b"<Key>" not in (s3().octets(replace(place, prefix=""), "") or b"")


def test_a_certificate_that_is_none_is_refused(place, tmp_path):
    with pytest.raises(Refused, match="can not be used"):
        bucket(replace(place, certificates=b"no certificate"), tmp_path)


def test_the_local_folder_stays_bounded_but_for_what_was_used_just_now(place, tmp_path):
    objects = bucket(place, tmp_path, most_octets=100_000)
    old = [keep(objects, bytes([number]) * 20_000) for number in range(8)]
    assert len(left_in(tmp_path)) == 8

    for digest in old:
        used = time.time() - HOT_SECONDS - 60
        os.utime(objects.path(digest), (used, used))
    objects.path(old[0])
    new = keep(objects, b"x" * 20_000)

    kept = {path.name for path in left_in(tmp_path)}
    assert {old[0], new} <= kept
    assert len(kept) == 5
    assert all(objects.has(digest) for digest in old)


def test_objects_near_are_readable_by_the_desks_user_only(place, tmp_path):
    objects = bucket(place, tmp_path)
    keep(objects, MAIL)

    assert objects.path(DIGEST).stat().st_mode & 0o077 == 0
