"""A certificate authority for tests: it vouches for one signer, who seals PDFs."""

import asyncio
from datetime import timedelta
from functools import cache
from io import BytesIO

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from fixtures.papers.sealed import SEALED_AT, Place

LEAF_NAME = "Rosa Prueba, Esq."


@cache
def _family() -> tuple[bytes, bytes, bytes]:
    """The authority's certificate, the signer's certificate and the signer's key, all DER."""
    keys = [ec.derive_private_key(number, ec.SECP256R1()) for number in (1_234_567, 7_654_321)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("SAMPLE authority", LEAF_NAME)]
    certificates = [
        x509.CertificateBuilder(issuer_name=names[0], subject_name=names[number], public_key=keys[number].public_key())
        .serial_number(number + 1)
        .not_valid_before(SEALED_AT - timedelta(days=100))
        .not_valid_after(SEALED_AT + timedelta(days=1000))
        .add_extension(x509.BasicConstraints(ca=number == 0, path_length=None), critical=True)
        .add_extension(_usage(is_authority=number == 0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(keys[number].public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key()), critical=False)
        .sign(keys[0], hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
        for number in (0, 1)
    ]
    key = keys[1].private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificates[0], certificates[1], key


def authority() -> bytes:
    """Its certificate, DER."""
    return _family()[0]


def sealed_by_authority(pdf: bytes, name: str, place: Place) -> bytes:
    """The PDF sealed by the signer it vouches for, in a field of that name over that box of a page of Letter size."""
    page, (x0, top, x1, bottom) = place
    root, leaf, key = _family()
    store = SimpleCertificateStore()
    store.register_multiple([Certificate.load(root), Certificate.load(leaf)])
    signer = SimpleSigner(signing_cert=Certificate.load(leaf), signing_key=PrivateKeyInfo.load(key), cert_registry=store)
    spec = SigFieldSpec(name, on_page=page - 1, box=(round(x0), round(792 - bottom), round(x1), round(792 - top)))
    metadata = PdfSignatureMetadata(field_name=name, md_algorithm="sha256")
    sealer = PdfSigner(metadata, signer=signer, new_field_spec=spec)
    signed = asyncio.run(sealer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), in_place=True))
    return bytes(signed.getvalue())


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=not is_authority, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=is_authority, crl_sign=is_authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip
