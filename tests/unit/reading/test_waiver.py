from time import process_time

import pytest

from fixtures.papers.waiver import Consent, Recipient, letter_lines, write_waiver_letter
from fixtures.people import person
from pdinbox.model.file import FileKind
from pdinbox.reading.read import read_files
from pdinbox.reading.waiver import is_waiver, read_waiver
from tests.unit.reading.opened import forms, opened, read

HELPER = Recipient(name="Alma Prueba", organization="Casa Ejemplo", email="alma@casa.example.org")

SENTENCES = """To ICE Enforcement and Removal Operations

I, Rosa Inventada Pérez, A 912 345 678, authorize the Department of Homeland Security to release any and all information
about my case to my sister, Teresa Inventada, of Casa Ejemplo (teresa@example.org).

I declare under penalty of perjury that the foregoing is true and correct. Executed on 09/30/2026.

Signed:
"""

SPANISH = """Renuncia de privacidad

Me llamo Rosa Inventada Pérez. Mi número A es A912-345-678.
Autorizo a ICE a divulgar información sobre mi caso a la siguiente persona:
Nombre: Teresa Inventada
Organización: Casa Ejemplo
Correo: teresa@example.org

Declaro bajo pena de perjurio que lo anterior es verdad.
Firma:
Fecha: 30/09/2026
"""

LABELLED = """Privacy Waiver Authorizing Disclosure to a Third Party
Name of individual: Rosa Inventada
Alien registration number: 912345678
Date of birth: 01/02/1990
I hereby authorize U.S. Immigration and Customs Enforcement to disclose information about me to the third party below.
Name of third party: Teresa Inventada
Organization: Casa Ejemplo
E-mail: teresa@example.org
Signature: ____________________
Date: 09/30/2026
ICE Form 60-001 (1/26)
"""


@pytest.mark.parametrize("text", [SENTENCES, SPANISH, LABELLED])
def test_a_waiver_in_other_words_is_understood(text: str) -> None:
    waiver = read_waiver(text)

    assert is_waiver(text)
    assert waiver.name.startswith("Rosa Inventada")
    assert waiver.a_number == "912345678"
    assert waiver.recipient_name == "Teresa Inventada"
    assert waiver.recipient_email == "teresa@example.org"
    assert waiver.date in {"09/30/2026", "30/09/2026"}
    assert waiver.scope
    assert waiver.typed_signature == ""


def test_a_declaration_is_only_found_where_it_stands() -> None:
    assert read_waiver(SPANISH).perjury_statement
    assert not read_waiver(LABELLED).perjury_statement


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Privacy Act Statement: the information requested is collected under the Immigration and Nationality Act.",
        "I respectfully ask ICE to release my husband. He has lived here for ten years and has two children.",
        "I authorize the release of any information from my records that USCIS needs.  Form I-130A 02/13/19 Page 4 of 6",
        "Please disclose to me, under the Freedom of Information Act, all records that the agency holds.",
    ],
)
def test_other_papers_are_no_waivers(text: str) -> None:
    assert not is_waiver(text)


def test_a_name_typed_where_one_signs_is_seen() -> None:
    assert read_waiver("Signature: /s/ Rosa Inventada\nDate: 1/2/2026").typed_signature == "/s/ Rosa Inventada"
    assert read_waiver("Signature: ____________\nDate: 1/2/2026").typed_signature == ""


def test_two_a_numbers_leave_the_question_open() -> None:
    assert read_waiver("My A-Number is A912-345-678, my sister's is A987-654-321.").a_number == ""


@pytest.mark.parametrize("seed", range(8))
def test_the_sample_letter_says_what_was_put_into_it(seed: int) -> None:
    client = person(seed)

    waiver = read_waiver("\n".join(letter_lines(client, HELPER)))

    assert (waiver.name, waiver.a_number) == (client.full_name, client.a_number)
    assert (waiver.recipient_name, waiver.recipient_organization, waiver.recipient_email) == (
        HELPER.name,
        HELPER.organization,
        HELPER.email,
    )


def test_what_a_letter_leaves_out_is_not_found() -> None:
    bare = read_waiver("\n".join(letter_lines(person(1), HELPER, Consent(perjury_statement=False, a_number="", signed_on=None))))

    assert (bare.a_number, bare.date, bare.perjury_statement) == ("", "", False)


def test_a_letter_from_a_word_processor_is_a_waiver_that_nobody_signed_by_hand() -> None:
    (document,), findings = read(write_waiver_letter(person(2), HELPER), kind=FileKind.DOCX)

    assert (document.form, document.says("client.signature"), document.says("client.name")) == (
        "privacy-waiver",
        "none",
        person(2).full_name,
    )
    assert not findings


def test_a_damaged_docx_is_a_finding() -> None:
    documents, findings = read(write_waiver_letter(person(2), HELPER)[:500], kind=FileKind.DOCX)

    assert documents == ()
    assert [finding.rule for finding in findings] == ["reading.corrupt"]


def test_time_grows_with_the_length_of_a_hostile_text_only() -> None:
    hostile = ("I authorize " * 3000) + ("Name" * 3000) + ("a" * 20000) + (" to to to" * 3000)
    began = process_time()

    waiver = read_waiver(hostile)

    assert waiver.recipient_email == ""
    assert process_time() - began < 6.0


def test_a_waiver_in_a_text_file_is_one_that_nobody_signed_by_hand() -> None:
    letter = opened(SPANISH.encode(), name="carta.txt", kind=FileKind.TEXT)

    (document,), findings = read_files([letter], forms=forms(), accept_samples=True)

    assert (document.form, document.says("client.signature")) == ("privacy-waiver", "none")
    assert document.says("recipient.name") == "Teresa Inventada"
    assert not findings


def test_another_text_file_is_no_document() -> None:
    note = opened(b"Dear officer, please find the form attached.", name="note.txt", kind=FileKind.TEXT)

    assert read_files([note], forms=forms(), accept_samples=True) == ((), ())
