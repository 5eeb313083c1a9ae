"""The rules of the project, compiled once for the tests of policy and checks; documents and mails to try them on."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from pdinbox.model.document import Document, Mark, MarkKind
from pdinbox.model.message import Address, Message
from pdinbox.policy.parse import read_texts
from pdinbox.policy.schema import Policy, compile_policy
from tests.builders import a_message

RULES = Path(__file__).resolve().parents[3] / "rules"


@cache
def texts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in RULES.glob("*.yaml")}


@cache
def policy() -> Policy:
    return compile_policy(texts())


@cache
def models():
    return read_texts(texts())[0]


def a_mail(text: str = "", *, subject: str = "", **changes) -> Message:
    return a_message(subject=subject, text=text, new_text=text, **changes)


def a_document(form: str = "g-28", edition: str | None = "2018-09-17", **changes) -> Document:
    """`marks` are values by key; `unsure` keys are read with a confidence of 0.4; `prints` are fingerprints by key."""
    marks, unsure, prints = changes.pop("marks", {}), changes.pop("unsure", ()), changes.pop("prints", {})
    return Document(
        form=form,
        edition=edition,
        file=changes.pop("file", "2"),
        file_name="paper.pdf",
        pages=changes.pop("pages", (1, 2, 3, 4)),
        confidence=changes.pop("confidence", 0.99),
        marks=tuple(replace(_mark(key, value, sure=key not in unsure), print=prints.get(key, "")) for key, value in marks.items()),
        **changes,
    )


def _mark(key: str, value: str | bool, *, sure: bool) -> Mark:
    kind = MarkKind.TICK if isinstance(value, bool) else MarkKind.SIGNATURE if key.endswith("signature") else MarkKind.TEXT
    return Mark(key=key, item="Part 1", kind=kind, value=value, confidence=0.95 if sure else 0.4, page=1, box=(60, 552, 294, 570))


COMPLETE = {
    "representative.family_name": "Ortega",
    "representative.given_name": "Lena",
    "representative.email": "lena.ortega@ortega-law.example",
    "representative.street": "9 Elm St",
    "representative.zip": "60601",
    "eligibility.attorney": True,
    "representative.licensing_authority": "Illinois",
    "representative.bar_number": "6301234",
    "representative.not_subject_to_order": True,
    "agency.ice": True,
    "matter": "Prosecutorial discretion",
    "role.respondent": True,
    "client.family_name": "Ejemplo",
    "client.given_name": "Ana",
    "client.a_number": "012345678",
    "client.street": "1 Oak Ave",
    "client.city": "Aurora",
    "client.state": "IL",
    "client.zip": "60505",
    "client.signature": "ink",
    "client.signature_date": "11/02/2026",
    "representative.signature": "ink",
    "representative.signature_date": "11/03/2026",
}
"""A G-28 in which nothing is missing."""

LENA = Address(email="lena.ortega@ortega-law.example", name="Lena Ortega")


def a_g28(**changes) -> Document:
    """A complete G-28 with the marks that `marks` changes; None takes one away."""
    marks = {key: value for key, value in {**COMPLETE, **changes.pop("marks", {})}.items() if value is not None}
    return a_document(marks=marks, **changes)


def a_waiver(**changes) -> Document:
    marks = {
        "client.family_name": "Ejemplo",
        "client.given_name": "Ana",
        "recipient.name": "Rosa Ejemplo",
        "recipient.email": "rosa@puente.example",
        "client.signature": "ink",
        "client.signature_date": "11/02/2026",
        **changes.pop("marks", {}),
    }
    text = "I authorize ICE to share my case. I declare under penalty of perjury that this is true."
    return a_document("privacy-waiver", None, marks=marks, text=changes.pop("text", text), **changes)
