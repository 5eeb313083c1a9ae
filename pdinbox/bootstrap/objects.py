"""settings -> where the octets of mails and papers are kept: a folder here, or a bucket of an S3-compatible store."""

from pathlib import Path
from typing import TYPE_CHECKING

from pdinbox.adapters.objects import FolderObjects, shelf_of
from pdinbox.bootstrap.secret_files import secret_of
from pdinbox.ports import Objects
from pdinbox.sections import BUCKET
from pdinbox.settings import Configuration, SettingsError

if TYPE_CHECKING:
    from pdinbox.adapters.s3_objects import S3Objects


def folder_of(configuration: Configuration) -> Path | None:
    """Where the objects lie on this machine, None where they are in a bucket."""
    named = configuration.settings.objects
    return None if named.startswith(BUCKET) else configuration.resolve(Path(named))


def open_objects(configuration: Configuration) -> Objects:
    """By these settings. Raises Unavailable, Refused, and SettingsError where a secret or the library for buckets is missing."""
    folder = folder_of(configuration)
    return open_bucket(configuration) if folder is None else FolderObjects(folder)


def open_bucket(configuration: Configuration) -> "S3Objects":
    """The bucket of the settings, not connected yet."""
    try:
        from pdinbox.adapters.s3_objects import S3Objects, S3Place
    except ImportError as wrong:
        words = "objects: buckets need a library that is not installed: pip install 'pdinbox[s3]'"
        raise SettingsError(configuration.source, (words,)) from wrong
    section = configuration.settings.s3
    bucket, _, prefix = configuration.settings.objects.removeprefix(BUCKET).partition("/")
    place = S3Place(
        bucket=bucket,
        prefix=prefix,
        endpoint=section.endpoint,
        region=section.region,
        access_key_id=section.access_key_id,
        secret_access_key=secret_of(section, base=configuration.base),
        certificates=configuration.resolve(section.ca_file).read_bytes() if section.ca_file else b"",
        seconds=section.timeout_seconds,
    )
    return S3Objects(place, near=configuration.resolve(section.near), most_octets=section.near_octets)


def place_of(configuration: Configuration, digest: str) -> str:
    """A file of this machine with that object; one from a bucket is fetched. Raises Refused and Unavailable then."""
    folder = folder_of(configuration)
    return str(open_bucket(configuration).path(digest) if folder is None else folder / shelf_of(digest))


def probed(configuration: Configuration) -> str:
    """The bucket's address, after an object was written, read, compared and deleted. Raises Unavailable."""
    bucket = open_bucket(configuration)
    bucket.probe()
    return f"{bucket.place.address} takes and gives"
