"""How much of one mail is opened before it goes to a person instead. The sandbox adds time and memory."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The defaults are far above what people send (the largest of 2,856 collected mails has 60 parts) and far below what hurts."""

    max_parts: int = 1_000
    """Nodes of the MIME tree, attached mails included."""
    max_depth: int = 30
    """Levels of multiparts and attached mails below the mail itself."""
    max_headers: int = 2_000
    """Header fields of one node."""
    max_header_octets: int = 100_000
    """Octets of one header field's value; what stands behind is cut off. Content-* fields are cut at 8,000."""
    max_files: int = 200
    """Files of one mail after unpacking, containers included."""
    max_text_chars: int = 5_000_000
    """Characters of body text, and of each HTML body."""
    archive_depth: int = 5
    """Archives, Outlook files and mails within one another, counted from the attachment."""
    archive_members: int = 500
    """Members opened of all archives of one mail."""
    archive_octets: int = 200_000_000
    """Octets unpacked from all archives of one mail."""
