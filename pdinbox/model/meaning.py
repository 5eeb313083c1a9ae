"""What things are called in plain words: items by key, forms by name, signatures by kind. For people, not for programs."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pdinbox.model.document import Signature


class About(StrEnum):
    """Whom or what an item is about."""

    CLIENT = "client"
    REPRESENTATIVE = "representative"
    STUDENT = "law student"
    RECIPIENT = "recipient"
    MATTER = "matter"


_GROUPS: Mapping[str, About] = MappingProxyType(
    {
        "client": About.CLIENT,
        "role": About.CLIENT,
        "representative": About.REPRESENTATIVE,
        "eligibility": About.REPRESENTATIVE,
        "student": About.STUDENT,
        "recipient": About.RECIPIENT,
    }
)
_SPECIAL: Mapping[str, str] = MappingProxyType(
    {
        "a_number": "A-number",
        "zip": "ZIP code",
        "email": "e-mail",
        "mobile": "mobile phone",
        "uscis_account": "USCIS account number",
        "birth_country": "country of birth",
        "birth_date": "date of birth",
        "entity": "entity's name",
        "entity_title": "title in the entity",
        "bar_number": "bar number",
        "unit": "apartment, suite or floor",
        "unit_is_apartment": "the unit is an apartment",
        "unit_is_floor": "the unit is a floor",
        "unit_is_suite": "the unit is a suite",
        "signature_date": "date of signature",
        "subject_to_order": "under an order",
        "not_subject_to_order": "under no order",
        "order_explanation": "explanation of the order",
        "accreditation_expires": "accreditation ends",
        "accreditation_date": "date of accreditation",
        "attorney_of_record": "attorney of record",
        "kind": "may appear as",
        "eligibility.attorney": "is an attorney",
        "eligibility.accredited": "is an accredited representative",
        "eligibility.associated": "is associated counsel",
        "eligibility.law_student": "is a law student or graduate",
        "role.applicant": "is the applicant",
        "role.petitioner": "is the petitioner",
        "role.requestor": "is the requestor",
        "role.beneficiary": "is the beneficiary or derivative",
        "role.respondent": "is the respondent",
        "agency.ice": "before ICE",
        "agency.uscis": "before USCIS",
        "agency.cbp": "before CBP",
        "matter": "specific matter (ICE)",
        "matter.uscis": "form numbers (USCIS)",
        "matter.cbp": "specific matter (CBP)",
        "receipt_number": "receipt number",
        "scope": "what may be told",
        "perjury_statement": "under penalty of perjury",
        "option.notices_to_representative": "notices to representative",
        "option.documents_to_representative": "documents to representative",
        "option.arrival_record_to_client": "arrival record to client",
    }
)
_SIGNATURES: Mapping[Signature, str] = MappingProxyType(
    {
        Signature.INK: "ink",
        Signature.TYPED: "typed, not signed",
        Signature.IMAGE: "a pasted picture",
        Signature.DIGITAL: "digital, valid",
        Signature.DIGITAL_INVALID: "digital, not valid",
        Signature.NONE: "nobody signed",
        Signature.UNSURE: "not certain: a person looks",
    }
)
_FORMS: Mapping[str, str] = MappingProxyType(
    {"privacy-waiver": "privacy waiver", "doj-361": "Form DOJ-361", "other": "other pages"},
)


def about(key: str) -> About:
    """Whom or what the item of that key is about."""
    return _GROUPS.get(key.partition(".")[0], About.MATTER)


def meaning(key: str) -> str:
    """'client.family_name' as 'family name'; to be read under the heading of `about`."""
    leaf = key.rpartition(".")[2]
    return _SPECIAL.get(key) or _SPECIAL.get(leaf) or leaf.replace("_", " ")


def signature_words(value: str) -> str:
    """The kind of a signature as a person says it."""
    return _SIGNATURES[Signature(value)] if value in set(Signature) else value


def form_words(form: str, edition: str | None = None) -> str:
    """'Form G-28, edition 09/17/18'; an edition that is no date is shown as it is."""
    name = _FORMS.get(form) or f"Form {form.upper()}"
    if not edition:
        return name
    parts = edition.split("-")
    is_date = [len(part) for part in parts] == [4, 2, 2] and all(part.isdigit() for part in parts)
    return f"{name}, edition {f'{parts[1]}/{parts[2]}/{parts[0][2:]}' if is_date else edition}"
