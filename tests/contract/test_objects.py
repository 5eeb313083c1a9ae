"""The contract of `ports.Objects`, over the memory double, the folder and a bucket."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from pdinbox.adapters.memory_objects import MemoryObjects
from pdinbox.adapters.objects import FolderObjects
from pdinbox.adapters.s3_objects import S3Objects
from pdinbox.ports import Objects, Refused, Spool
from tests.servers.s3 import s3

MAIL = b"Subject: a request\r\n\r\nbare \n and \x00 and \xff stay\r\n"
DIGEST = hashlib.sha256(MAIL).hexdigest()


@pytest.fixture(params=["memory", "folder", "bucket", "bucket, nothing near"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    if request.param == "memory":
        return MemoryObjects()
    if request.param == "folder":
        return FolderObjects(tmp_path / "objects")
    near = tmp_path / "near"
    bucket = S3Objects(s3().new_bucket(), near=near, most_octets=10_000_000)
    return bucket if request.param == "bucket" else Forgetful(bucket, near)


class Forgetful:
    """A bucket behind which every call finds the local folder empty, as another host would."""

    def __init__(self, bucket: S3Objects, near: Path) -> None:
        self._bucket, self._near = bucket, near

    def begin(self) -> Spool:
        return self._bucket.begin()

    def __getattr__(self, name: str) -> Any:
        for kept in self._near.glob("??/??/*"):
            kept.unlink()
        return getattr(self._bucket, name)


def keep(objects: Objects, *chunks: bytes) -> str:
    spool = objects.begin()
    for chunk in chunks:
        spool.write(chunk)
    return spool.close()


def test_kept_octets_are_named_by_their_digest_and_come_back_unchanged(objects):
    digest = keep(objects, MAIL)

    assert digest == DIGEST
    assert objects.read(digest) == MAIL


def test_chunks_make_the_same_object_as_the_whole(objects):
    assert keep(objects, MAIL[:7], b"", MAIL[7:]) == keep(objects, MAIL)


def test_the_same_octets_twice_are_one_object(objects):
    first, second = keep(objects, MAIL), keep(objects, MAIL)

    assert first == second
    assert objects.read(first) == MAIL


def test_no_octets_are_an_object_too(objects):
    assert objects.read(keep(objects)) == b""


def test_a_path_leads_to_exactly_the_octets(objects):
    assert objects.path(keep(objects, MAIL)).read_bytes() == MAIL


def test_ten_megabytes_come_back_unchanged(objects):
    octets = bytes(range(256)) * 40_000
    digest = keep(objects, octets)

    assert objects.read(digest) == octets
    assert objects.path(digest).read_bytes() == octets


def test_unknown_octets_are_refused_and_not_had(objects):
    assert not objects.has(DIGEST)
    with pytest.raises(Refused):
        objects.read(DIGEST)
    with pytest.raises(Refused):
        objects.path(DIGEST)


def test_octets_are_not_had_before_the_spool_is_closed(objects):
    spool = objects.begin()
    spool.write(MAIL)

    assert not objects.has(DIGEST)
    assert spool.close() == DIGEST
    assert objects.has(DIGEST)


def test_discarded_octets_are_forgotten_and_discarding_twice_is_nothing(objects):
    spool = objects.begin()
    spool.write(MAIL)

    spool.discard()
    spool.discard()

    assert not objects.has(DIGEST)


def test_discarding_after_closing_keeps_the_object(objects):
    spool = objects.begin()
    spool.write(MAIL)
    spool.close()

    spool.discard()

    assert objects.read(DIGEST) == MAIL


def test_two_spools_do_not_mix(objects):
    one, other = objects.begin(), objects.begin()
    one.write(b"one")
    other.write(b"other")

    assert objects.read(one.close()) == b"one"
    assert objects.read(other.close()) == b"other"


@pytest.mark.parametrize("digest", ["", "abc", "../../etc/passwd", DIGEST.upper(), "/" + DIGEST[1:]])
def test_what_is_no_digest_is_never_had(objects, digest):
    assert not objects.has(digest)
    with pytest.raises(Refused):
        objects.path(digest)
