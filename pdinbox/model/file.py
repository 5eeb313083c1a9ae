"""A file: one attachment after unpacking. A ZIP, an attached e-mail and a TNEF each yield several."""

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """What the octets are, by their content; the name is for display only."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    HEIC = "heic"
    GIF = "gif"
    DOCX = "docx"
    ZIP = "zip"
    EML = "eml"
    TNEF = "tnef"
    MSG = "msg"
    TEXT = "text"
    HTML = "html"
    PKCS7 = "pkcs7"
    OTHER = "other"


class Trouble(StrEnum):
    """Why a file could not be opened."""

    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNKNOWN_KIND = "unknown_kind"
    BEYOND_LIMIT = "beyond_limit"
    CRASHED_READER = "crashed_reader"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One attachment. `path` says where it lies: the MIME path, then '/' and the member for each unpacking ('2/forms/g28.pdf').

    `name` is the sender's own name for it, cleaned for display and never used as a path. `size` is in octets.
    `decorative` is true for small inline images (logos of a mail signature).
    """

    path: str
    name: str
    kind: FileKind
    size: int
    digest: str
    trouble: Trouble | None = None
    note: str = ""
    decorative: bool = False
