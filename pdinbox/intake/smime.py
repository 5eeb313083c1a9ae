"""CMS octets (application/pkcs7-mime) -> the mail inside, where it is only signed. Signatures are not verified here."""

from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]

_LARGEST = 60_000_000
"""Octets. Above it the structure is not read: asn1crypto copies each level."""


def is_encrypted(octets: bytes) -> bool:
    """Whether it is encrypted for somebody: nobody can read it without that key."""
    return _kind(octets) in {"enveloped_data", "encrypted_data", "authenticated_enveloped_data"}


def is_cms(octets: bytes) -> bool:
    """Whether it is a CMS structure of any kind."""
    return bool(_kind(octets))


def unwrap_signed(octets: bytes) -> bytes | None:
    """The octets that were signed, when they lie inside (RFC 8551 section 3.5.2); None for anything else."""
    try:
        if _kind(octets) != "signed_data":
            return None
        content = ContentInfo.load(octets)["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError, RecursionError):
        return None
    return content if isinstance(content, bytes) and content else None


def _kind(octets: bytes) -> str:
    if not octets.startswith(b"\x30") or len(octets) > _LARGEST:
        return ""
    try:
        kind = ContentInfo.load(octets)["content_type"].native
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError, RecursionError):
        return ""
    return kind if isinstance(kind, str) and kind.endswith("_data") else ""
