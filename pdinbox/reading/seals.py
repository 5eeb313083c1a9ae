"""The door to pyHanko: digital signatures validated with nothing but the file and the certificates at hand. No network, no clock.

A signature is as good as its certificate: whoever likes can make one that says any name, so only a chain that ends at a certificate handed
in is trusted. The usage rights of official blanks (/UR3) are a signature of nobody's and lie in no field; they are not seen here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pdinbox.model.document import Box, Mark, MarkKind, Signature
from pdinbox.reading.annotations import Widget
from pdinbox.reading.geometry import area, overlap

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_TRUSTED, _UNKNOWN, _BROKEN, _UNREADABLE = 0.99, 0.55, 0.95, 0.5
_LONGEST_NAME = 200
_LIES_ON = 0.3
"""The share of the smaller of two boxes that the other must cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a digital signature is worth. `signer` is the name in its certificate, which anybody can have written there; '' for none.

    `signature` is DIGITAL where the signature is intact and covers what it lies on, with a confidence of 0.99 where its certificate is
    trusted and 0.55 where nobody known here vouches for it; DIGITAL_INVALID where the document was changed; UNSURE where it can not be
    read.
    """

    signature: Signature
    confidence: float
    signer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A seal and the box on the page where it is to be seen."""

    seal: Seal
    box: Box


UNREADABLE = Seal(signature=Signature.UNSURE, confidence=_UNREADABLE)


def seals_on(widgets: Iterable[Widget], octets: bytes, *, trusted: tuple[bytes, ...] = ()) -> tuple[Sealed, ...]:
    """The seals among the fields of one page of the file; see `validated`."""
    signed = [widget for widget in widgets if widget.signed]
    if not signed:
        return ()
    seals = validated(octets, {widget.name for widget in signed}, trusted=trusted)
    return tuple(Sealed(seal=seals[widget.name], box=widget.box) for widget in signed)


def home(sealed: Sealed, boxes: Mapping[str, Box]) -> str | None:
    """The key of the box that the seal lies on, the one of which it covers most; None where it lies on none."""
    shares = {key: overlap(sealed.box, box) / max(min(area(box), area(sealed.box)), 1.0) for key, box in boxes.items()}
    best = max(shares, key=lambda key: shares[key], default=None)
    return best if best is not None and shares[best] >= _LIES_ON else None


def certificate(key: str, *, item: str, page: int, sealed: Sealed) -> Mark:
    """The name in the seal's certificate as a mark beside the one of the signature."""
    seal = sealed.seal
    return Mark(
        key=f"{key}_certificate", item=item, kind=MarkKind.TEXT, value=seal.signer, confidence=seal.confidence, page=page, box=sealed.box
    )


def validated(octets: bytes, names: Collection[str], *, trusted: tuple[bytes, ...] = (), at: datetime | None = None) -> Mapping[str, Seal]:
    """The seals in the signature fields of those full names; every name gets one, UNREADABLE where nothing can be made of it.

    `trusted` are certificates, each DER or PEM. They are valid or not `at` that time, else at the time that the signature itself claims.
    """
    # pyHanko takes half a second to import, and few files are sealed
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    seals = dict.fromkeys(names, UNREADABLE)
    roots = tuple(_certificates(trusted))
    troubles = _troubles()
    try:
        reader = PdfFileReader(BytesIO(octets), strict=False)
        _unlock(reader)
        fields = {name: field for name, value, field in enumerate_sig_fields(reader, filled_status=True) if value is not None}
    except troubles:
        return seals
    for name in names:
        try:
            if name in fields:
                seals[name] = _judged(EmbeddedPdfSignature(reader, fields[name].get_object(), name), roots=roots, at=at)
        except troubles:
            continue
    return seals


def _judged(embedded: "EmbeddedPdfSignature", *, roots: tuple[Any, ...], at: datetime | None) -> Seal:
    """Raises what pyHanko raises."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    certificate = embedded.signer_cert
    moment = at or embedded.self_reported_timestamp or certificate.not_valid_before
    context = ValidationContext(
        trust_roots=roots, moment=moment, best_signature_time=moment, allow_fetching=False, revocation_mode="soft-fail"
    )
    usages = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    status = validate_pdf_signature(embedded, signer_validation_context=context, key_usage_settings=usages)
    signer = _name(certificate)
    if not (status.intact and status.valid and _covers(status)):
        return Seal(signature=Signature.DIGITAL_INVALID, confidence=_BROKEN, signer=signer)
    # pyHanko asks no certificate that was handed in for its dates
    is_believed = status.trusted and certificate.not_valid_before <= moment <= certificate.not_valid_after
    return Seal(signature=Signature.DIGITAL, confidence=_TRUSTED if is_believed else _UNKNOWN, signer=signer)


def _covers(status: Any) -> bool:
    """Whether it covers the file, or the file as it was then where only what is allowed after signing came later: fields, signatures."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and bool(status.docmdp_ok)


def _unlock(reader: "PdfFileReader") -> None:
    """Open what is locked with no password at all, as official blanks are."""
    if reader.encrypted:
        reader.decrypt("")


def _certificates(trusted: tuple[bytes, ...]) -> Iterator[Any]:
    from asn1crypto import pem, x509  # type: ignore[import-untyped]

    for octets in trusted:
        with suppress(ValueError, TypeError):  # what is no certificate vouches for nobody
            found = [der for _, _, der in pem.unarmor(octets, multiple=True)] if pem.detect(octets) else [octets]
            for certificate in (x509.Certificate.load(der) for der in found):
                if certificate.subject.native:
                    yield certificate


def _name(certificate: Any) -> str:
    said = certificate.subject.native.get("common_name") or certificate.subject.human_friendly
    name = said if isinstance(said, str) else ", ".join(map(str, said))
    return "".join(sign if sign.isprintable() else " " for sign in name)[:_LONGEST_NAME].strip()


def _troubles() -> tuple[type[Exception], ...]:
    """What pyHanko and those it asks raise for odd signatures and odd files: bad input, not mistakes of ours."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko_certvalidator.errors import PathError, ValidationError

    return (
        PdfError, PathError, ValidationError, InvalidSignature, UnsupportedAlgorithm,
        ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, OSError,
    )  # fmt: skip
