"""An edition: rules and templates as they were in force from a moment on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """`digest` names all texts (SHA-256, hex), `policy` and `letters` are the versions that verdicts and letters keep.

    The same texts make several editions: put in force again after others, or with another `policy` because a dated line came into force.
    """

    at: datetime
    digest: str
    policy: str
    letters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVersion:
    """One file from the moment on when it came into force with other octets. `octets` is their SHA-256, '' where the file went.

    `edition` is the digest of texts among which they stand.
    """

    at: datetime
    edition: str
    octets: str


def versions_of(path: str, editions: Iterable[tuple[datetime, str, Mapping[str, str]]]) -> tuple[FileVersion, ...]:
    """The versions of that file, the newest first, from (when, digest, digest of each file by path) of every edition, the oldest first."""
    found: list[FileVersion] = []
    for at, edition, files in editions:
        octets = files.get(path, "")
        if octets != (found[-1].octets if found else ""):
            found.append(FileVersion(at=at, edition=edition, octets=octets))
    return tuple(reversed(found))
