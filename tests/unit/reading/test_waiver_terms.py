"""What a waiver says beside the permission, and what a scan's misreadings do to it."""

import pytest

from pdinbox.model.document import MarkKind, Signature
from pdinbox.reading.waiver import is_waiver, read_waiver
from pdinbox.reading.waiver_mending import mended
from pdinbox.reading.waiver_pages import NOWHERE, Written, marks_of
from pdinbox.reading.waiver_terms import read_terms

SCANNED = """Privacy Walver
To: U.S. Irnmigration and Custorns Enforcernent
My name is Rosa Inventada Perez, born 01/02/1990 in Peru.
My A-Number is A9l2-34S-678.
l authorlze U.S. Immigration and Customs Enforce-
ment to dlsclose information about my case
to the following person:
Name: Teresa Inventada
Organization: Casa Ejemplo
Email: teresa@example.org
I declare under pena1ty of
perjuiry that the foregoing is true and correct.
Signature:
Date: 09/30/2026
"""

FOR_A_CHILD = """I, Eva Ejemplo, the mother of my minor son, Tomas Ejemplo, authorize ICE to release all records and
information about his case to Teresa Inventada (teresa@example.org). His date of birth is 05/06/2015.
This authorization is valid until December 31, 2027. It may be revoked at any time; it stands until I revoke this authorization.
Witness: Ana Prueba
"""

IN_SPANISH = """Yo, Rosa Inventada Pérez, A 912 345 678, por la presente autorizo al Servicio de Inmigración y Control de Aduanas (ICE) a
compartir toda la información de mi expediente con mi hermana Teresa Inventada (teresa@example.org).
Declaro bajo pena de
perjurio que lo anterior es verdad.
Firma:
Dallas, 2 de noviembre de 2026
"""


def test_a_scanned_waiver_is_understood_in_spite_of_its_misread_letters():
    waiver = read_waiver(SCANNED)

    assert is_waiver(SCANNED)
    assert (waiver.name, waiver.recipient_name) == ("Rosa Inventada Perez", "Teresa Inventada")
    assert (waiver.recipient_email, waiver.date, waiver.terms.birth_date) == ("teresa@example.org", "09/30/2026", "01/02/1990")
    assert waiver.perjury_statement
    assert waiver.scope


def test_letters_taken_for_digits_are_not_sure():
    waiver = read_waiver(SCANNED)

    assert (waiver.a_number, waiver.is_a_number_sure) == ("912345678", False)
    assert read_waiver(SCANNED.replace("A9l2-34S-678", "A912-345-678")).is_a_number_sure


def test_marks_are_as_sure_as_the_text_was_read():
    page = Written(number=1, text=SCANNED, signature=Signature.INK, signature_box=NOWHERE, confidence=0.6)

    marks = {mark.key: mark for mark in marks_of(read_waiver(SCANNED), [page])}

    assert {mark.confidence for key, mark in marks.items() if key != "client.signature"} == {0.5, 0.6}
    assert marks["perjury_statement"].value is True
    assert marks["client.a_number"].confidence == 0.5


def test_a_letter_in_spanish_is_understood():
    waiver = read_waiver(IN_SPANISH)

    assert is_waiver(IN_SPANISH)
    assert (waiver.name, waiver.a_number) == ("Rosa Inventada Pérez", "912345678")
    assert (waiver.recipient_name, waiver.recipient_email) == ("Teresa Inventada", "teresa@example.org")
    assert (waiver.perjury_statement, waiver.date) == (True, "2 de noviembre de 2026")


def test_a_mother_signs_for_her_child():
    waiver = read_waiver(FOR_A_CHILD)

    assert is_waiver(FOR_A_CHILD)
    assert (waiver.name, waiver.terms.guardian_name, waiver.terms.guardian_relation) == ("Tomas Ejemplo", "Eva Ejemplo", "mother")
    assert (waiver.terms.birth_date, waiver.terms.expires, waiver.terms.witness) == ("05/06/2015", "December 31, 2027", True)
    assert not waiver.terms.revoked


def test_a_guardian_may_stand_beside_a_label():
    terms = read_terms("Name of parent or guardian: Eva Ejemplo\nRelationship to the minor: legal guardian\nRelationship: sister")

    assert (terms.guardian_name, terms.guardian_relation) == ("Eva Ejemplo", "legal guardian")


@pytest.mark.parametrize(
    ("text", "asylum", "protected"),
    [
        ("I authorize ICE to release any and all information about my case.", None, None),
        ("I also consent to disclosure of information about my asylum application (8 CFR 208.6).", True, None),
        ("This waiver includes information protected by 8 U.S.C. 1367.", None, True),
        ("I authorize release of my file except asylum information.", False, None),
        ("[x] Asylum information under 8 CFR 208.6\n[ ] Information protected by 8 U.S.C. 1367 (VAWA, T or U)", True, False),
        ("☐ asylum records", False, None),
        ("I do not authorize disclosure of VAWA information.", None, False),
        ("Autorizo también a divulgar la información de mi solicitud de asilo.", True, None),
        ("No autorizo a divulgar información de asilo.", False, None),
        ("My asylum case is pending. I authorize ICE to share my case.", None, None),
        ("I consent to disclosure of asylum information. Asylum information may not be given to the press.", False, None),
    ],
)
def test_protected_information_is_covered_only_where_the_paper_says_so(text, asylum, protected):
    terms = read_terms(text)

    assert (terms.asylum, terms.protected) == (asylum, protected)


def test_a_place_for_initials_leaves_the_words_open():
    text = "I authorize release of asylum information (8 CFR 208.6). Initial here: asylum ____"
    page = Written(number=1, text=text, signature=None, signature_box=NOWHERE)

    marks = {mark.key: mark for mark in marks_of(read_waiver(text), [page])}

    assert marks["consent.asylum"].kind is MarkKind.TICK
    assert marks["consent.asylum"].confidence == 0.5


@pytest.mark.parametrize(
    ("text", "revoked"),
    [
        ("I hereby revoke my authorization to share my file with Casa Ejemplo.", True),
        ("Por la presente revoco mi autorización.", True),
        ("I may revoke this authorization at any time.", False),
        ("This stands until I revoke this consent in writing.", False),
        ("I revoke any previous waiver and sign this one.", False),
    ],
)
def test_a_consent_that_is_taken_back_is_told_from_the_usual_words(text, revoked):
    assert read_terms(text).revoked is revoked


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("This authorization expires on 12/31/2026.", "12/31/2026"),
        ("This waiver is valid for one year.", "one year"),
        ("OMB No. 1653-0000; Expires 05/31/2021", ""),
        ("My visa expires on 12/31/2026.", ""),
    ],
)
def test_the_day_on_which_a_waiver_ends_is_its_own_and_not_the_forms(text, expires):
    assert read_terms(text).expires == expires


@pytest.mark.parametrize(
    "text",
    [
        "We enclose a privacy waiver in which Ms. Ejemplo authorizes ICE to release information to our office.",
        "We respectfully request that ICE authorize the release of our client to his family on an order of supervision.",
        "I consent to the release of my husband to his brother in Aurora. ICE has held him since May.",
        "Please note the Privacy Act. I ask you to permit me to discuss my client's case with ICE and to share her file with me.",
        "HIPAA authorization. I authorize ICE Health Service Corps to release my medical records to Dr. Prueba.",
        "I authorize my bank to share records with my landlord.",
        "The undersigned attorney attaches a waiver that permits ICE to share information with counsel.",
    ],
)
def test_a_letter_that_only_speaks_of_privacy_is_no_waiver(text):
    assert not is_waiver(text)


@pytest.mark.parametrize(
    "text",
    [
        "The customer disclosed his organizational chart; it released a privately held firm.",
        "Perla Jury lives at 1, Main Street.",
        "Declared, declaring, recipients, informational, authorized.",
        "ana.informatlon@example.org",
        "El abogado autorizó el pago.",
    ],
)
def test_words_that_were_read_well_are_left_alone(text):
    assert mended(text) == text


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("perjuiry", "perjury"),
        ("PENA1TY", "PENALTY"),
        ("lmmigration", "Immigration"),
        ("authorlze", "authorize"),
        ("disc1osure", "disclosure"),
        ("l, Rosa Inventada,", "I, Rosa Inventada,"),
        ("lCE", "ICE"),
        ("infor-\nmation", "information"),
        ("lnformación", "Información"),
    ],
)
def test_a_waivers_words_are_mended(read, meant):
    assert mended(read).lower() == meant.lower()
