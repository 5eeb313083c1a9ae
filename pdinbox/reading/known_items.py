"""forms -> every item that a reading can have: what is printed on a known form, and what is read without a box for it.

A rule that asks for any other item would wait for something that nobody reads.
"""

from collections.abc import Iterable
from typing import Final

from pdinbox.model.document import MarkKind
from pdinbox.model.form import Form

_OF_LETTERS: Final = (
    "client.name", "client.family_name", "client.given_name", "client.a_number", "client.birth_date", "recipient.name",
    "recipient.organization", "recipient.email", "scope", "client.signature", "client.signature_date", "guardian.name", "guardian.relation",
    "expires", "perjury_statement", "witness", "consent.asylum", "consent.1367", "revoked",
)  # fmt: skip
"""What is read of a waiver written as a letter (`reading.waiver_pages`)."""
_WORKED_OUT: Final = ("client.role", "representative.kind")
"""What follows from ticks (`reading.derived`)."""


def known_items(forms: Iterable[Form]) -> frozenset[str]:
    """Their keys. A signature may have a certificate beside it."""
    printed = [item for form in forms for item in (*form.items, *form.unconfirmed)]
    signatures = {"client.signature", *(item.key for item in printed if item.kind is MarkKind.SIGNATURE)}
    return frozenset((*(item.key for item in printed), *_OF_LETTERS, *_WORKED_OUT, *(f"{key}_certificate" for key in signatures)))
