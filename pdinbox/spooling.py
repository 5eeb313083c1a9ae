"""octets -> the object store, and the identity of the mail they are: the first step of every mail, whatever way it comes."""

from collections.abc import Iterable
from dataclasses import dataclass

from pdinbox.intake.identity import ContentDigest
from pdinbox.ports import Objects, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """Octets that are kept: their SHA-256 digest, and that of what the author wrote; `answers` as in `ContentDigest`."""

    digest: str
    content_digest: str
    message_id: str
    size: int
    answers: tuple[str, ...] = ()


def spool(objects: Objects, chunks: Iterable[bytes]) -> Spooled:
    """Keep them. Raises Unavailable, and nothing is kept then."""
    spooling = objects.begin()
    identity, size = ContentDigest(), 0
    try:
        for chunk in chunks:
            spooling.write(chunk)
            identity.update(chunk)
            size += len(chunk)
        digest = spooling.close()
    except Unavailable:
        spooling.discard()
        raise
    return Spooled(digest=digest, content_digest=identity.hexdigest(), message_id=identity.message_id, size=size, answers=identity.answers)
