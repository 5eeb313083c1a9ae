"""Whether the field office was asked first, by words and by addresses."""

import pytest

from pdinbox.model.message import Address
from pdinbox.policy.office_first import Contacted, read_office_contact
from tests.unit.policy.rulebook import a_mail, policy

DESK = "pd@ice.dhs.gov"


def contacted(text: str = "We ask for a stay.", *, own: tuple[str, ...] = (DESK,), **changes) -> Contacted:
    return read_office_contact(a_mail(text, **changes), own=own, policy=policy()).contacted


def test_the_desks_own_address_is_no_field_office():
    assert contacted(to=(Address(email=DESK),)) is Contacted.UNKNOWN
    assert contacted(to=(Address(email="alias@ice.dhs.gov"),), delivered_to=(Address(email="alias@ice.dhs.gov"),)) is Contacted.UNKNOWN


def test_another_address_of_ice_in_to_or_cc_is():
    outreach = Address(email="chicago.outreach@ice.dhs.gov")

    assert contacted(cc=(outreach,)) is contacted(to=(Address(email=DESK), outreach)) is Contacted.YES
    assert contacted(cc=(Address(email="x@notice.dhs.gov.example"),)) is Contacted.UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "ERO Seattle, by phone this morning, could not tell who decides.",
        "Faxed ERO New Orleans at 3:15, no confirmation.",
        "The field office in Dallas has had this request since March.",
        "Hablé con el oficial y me dijo que escribiera aquí.",
    ],
)
def test_what_was_done_and_an_office_in_one_sentence_say_so(text):
    assert contacted(text) is Contacted.YES


@pytest.mark.parametrize("text", ["We have not called the field office.", "No he llamado a la oficina local."])
def test_what_was_not_done_does_not(text):
    assert contacted(text) is Contacted.NO


def test_an_office_that_is_only_named_does_not():
    assert contacted("We ask the Chicago field office to release him.") is Contacted.UNKNOWN
