from datetime import UTC, datetime
from io import BytesIO

import pytest
from asn1crypto import cms, pem
from pikepdf import Array, Dictionary, Name, Pdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.pens import Pen
from fixtures.papers.sealed import certificate_of, sealed
from fixtures.papers.waiver import Consent, Recipient, draw_waiver, draw_waiver_letter
from fixtures.people import person, representative
from pdinbox.model.document import Document, Signature
from pdinbox.reading.read import read_files
from pdinbox.reading.seals import UNREADABLE, Seal, validated
from tests.unit.reading.authority import LEAF_NAME, authority, sealed_by_authority
from tests.unit.reading.opened import form, forms, only, opened

CLIENT, LAWYER = person(1), representative(1)
SIGNER = "María Ejemplo"
BOXES = {item.key: item.box for item in form("g-28", "sample-1").items if item.kind == "signature"}
PLACE = (3, BOXES["client.signature"])
NAME = "Signed client"


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return draw_g28(CLIENT, LAWYER, Filling(client_signature=Pen.NONE))


@pytest.fixture(scope="module")
def signed(unsigned: bytes) -> bytes:
    return sealed(unsigned, "client", SIGNER, at=PLACE)


def the_seal(octets: bytes, **known) -> Seal:
    return validated(octets, [NAME], **known)[NAME]


def document(octets: bytes, *, trusted: tuple[bytes, ...] = ()) -> Document:
    (found,), _ = read_files([opened(octets)], forms=forms(), accept_samples=True, trusted=trusted)
    return found


def with_signature(octets: bytes, change) -> bytes:
    """The file with its PKCS#7 container changed; it takes no more room than before."""
    start = octets.index(b"/Contents <") + len(b"/Contents <")
    end = octets.index(b">", start)
    contents = change(cms.ContentInfo.load(bytes.fromhex(octets[start:end].decode()))).hex().encode()
    return octets[:start] + contents + b"0" * (end - start - len(contents)) + octets[end:]


def changed_later(octets: bytes, change) -> bytes:
    """The file with a change appended, as viewers save it."""
    writer = IncrementalPdfFileWriter(BytesIO(octets))
    change(writer)
    changed = BytesIO()
    writer.write(changed)
    return changed.getvalue()


# --- what a seal is worth -------------------------------------------------------------------------------------------------------------


def test_an_intact_seal_of_somebody_unknown_is_a_signature_nobody_vouches_for(signed: bytes) -> None:
    assert the_seal(signed) == Seal(signature=Signature.DIGITAL, confidence=0.55, signer=SIGNER)


@pytest.mark.parametrize("as_pem", [False, True])
def test_a_seal_is_trusted_by_the_certificate_handed_in(signed: bytes, as_pem: bool) -> None:
    known = certificate_of(SIGNER)

    seal = the_seal(signed, trusted=(pem.armor("CERTIFICATE", known) if as_pem else known,))

    assert (seal.signature, seal.confidence) == (Signature.DIGITAL, 0.99)


def test_a_seal_is_trusted_when_its_chain_ends_at_a_certificate_handed_in(unsigned: bytes) -> None:
    octets = sealed_by_authority(unsigned, NAME, PLACE)

    assert the_seal(octets, trusted=(authority(),)) == Seal(signature=Signature.DIGITAL, confidence=0.99, signer=LEAF_NAME)
    assert the_seal(octets, trusted=(certificate_of(SIGNER),)).confidence == 0.55


def test_an_expired_certificate_breaks_no_seal_and_makes_nobody_sure(signed: bytes) -> None:
    late = datetime(2045, 1, 1, tzinfo=UTC)

    assert the_seal(signed, trusted=(certificate_of(SIGNER),), at=late) == Seal(signature=Signature.DIGITAL, confidence=0.55, signer=SIGNER)


def test_a_file_changed_under_its_seal_is_not_signed(unsigned: bytes) -> None:
    damaged = sealed(unsigned, "client", SIGNER, at=PLACE, damaged=True)

    assert the_seal(damaged, trusted=(certificate_of(SIGNER),)).signature is Signature.DIGITAL_INVALID


def test_a_page_changed_after_sealing_is_not_signed(signed: bytes) -> None:
    def draw(writer: IncrementalPdfFileWriter) -> None:
        stream = writer.add_object(generic.StreamObject(stream_data=b"BT /Helv 12 Tf 80 80 Td (not what was signed) Tj ET"))
        writer.add_stream_to_page(1, stream)

    assert the_seal(changed_later(signed, draw), trusted=(certificate_of(SIGNER),)).signature is Signature.DIGITAL_INVALID


def test_a_second_seal_leaves_the_first_as_it_was(signed: bytes) -> None:
    twice = sealed(signed, "representative", LAWYER.full_name, at=(3, BOXES["representative.signature"]))

    seals = validated(twice, [NAME, "Signed representative"], trusted=(certificate_of(SIGNER),))

    assert [(seal.signature, seal.confidence) for seal in seals.values()] == [(Signature.DIGITAL, 0.99), (Signature.DIGITAL, 0.55)]


def test_a_seal_without_a_certificate_is_nobodys(signed: bytes) -> None:
    def strip(container: cms.ContentInfo) -> bytes:
        container["content"]["certificates"] = cms.CertificateSet([])
        return container.dump(force=True)

    assert the_seal(with_signature(signed, strip)) == UNREADABLE


@pytest.mark.parametrize("rubbish", [b"", b"\x30\x03\x02\x01\x01", b"PKCS#7"], ids=["nothing", "a number", "words"])
def test_rubbish_in_place_of_a_seal_is_unsure(signed: bytes, rubbish: bytes) -> None:
    assert the_seal(with_signature(signed, lambda _: rubbish)) == UNREADABLE


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7\n", b"<html>"])
def test_a_file_that_pyhanko_can_not_open_has_no_seal_to_speak_of(octets: bytes) -> None:
    assert the_seal(octets) == UNREADABLE


def test_a_truncated_sealed_file_has_no_seal_to_speak_of(signed: bytes) -> None:
    assert the_seal(signed[: len(signed) - 400]).signature is not Signature.DIGITAL


# --- and on which item it lies --------------------------------------------------------------------------------------------------------


def test_a_seal_over_a_box_signs_it_and_names_its_certificate(signed: bytes) -> None:
    found = document(signed, trusted=(certificate_of(SIGNER),))

    mark, certificate = found.mark("client.signature"), found.mark("client.signature_certificate")
    assert mark is not None
    assert (mark.value, mark.confidence) == ("digital", 0.99)
    assert certificate is not None
    assert (certificate.value, certificate.page) == (SIGNER, 3)
    assert found.says("representative.signature") == "ink"
    assert found.mark("representative.signature_certificate") is None


def test_a_seal_of_somebody_unknown_leaves_its_box_to_a_person(signed: bytes) -> None:
    mark = only(signed).mark("client.signature")

    assert mark is not None
    assert (mark.value, mark.confidence) == ("digital", 0.55)


def test_a_seal_beside_every_box_signs_none_and_leaves_no_box_surely_empty(unsigned: bytes) -> None:
    found = document(sealed(unsigned, "elsewhere", SIGNER, at=(3, (60.0, 700.0, 200.0, 740.0))), trusted=(certificate_of(SIGNER),))

    mark = found.mark("client.signature")
    assert mark is not None
    assert (mark.value, mark.confidence) == ("none", 0.5)


def test_the_usage_rights_of_an_official_blank_are_nobodys_signature(unsigned: bytes) -> None:
    with Pdf.open(BytesIO(unsigned)) as pdf:
        rights = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=b"\x30\x00", ByteRange=Array([0, 1, 2, 3]))
        pdf.Root.Perms = Dictionary(UR3=pdf.make_indirect(rights))
        octets = BytesIO()
        pdf.save(octets)

    assert only(octets.getvalue()).says("client.signature") == "none"


@pytest.mark.parametrize("draw", [draw_waiver, draw_waiver_letter])
def test_a_sealed_waiver_is_signed_by_the_seal_where_one_signs(draw) -> None:
    recipient = Recipient(name="Alma Prueba", organization="Casa Ejemplo", email="alma@casa.example.org")
    waiver = draw(CLIENT, recipient, Consent(signature=Pen.NONE))
    bare = document(waiver).mark("client.signature")
    assert bare is not None

    there = document(sealed(waiver, "x", SIGNER, at=(bare.page, _inside(bare.box))), trusted=(certificate_of(SIGNER),))
    elsewhere = document(sealed(waiver, "x", SIGNER, at=(bare.page, (40.0, 20.0, 140.0, 40.0))), trusted=(certificate_of(SIGNER),))

    assert (there.says("client.signature"), there.says("client.signature_certificate")) == ("digital", SIGNER)
    left = elsewhere.mark("client.signature")
    assert left is not None
    assert left.value != "digital"
    assert left.confidence == 0.5


def _inside(box):
    x0, top, x1, bottom = box
    return (x0 + 30, top + 2, min(x0 + 200, x1), bottom - 2)
