"""Pages at first sight."""

from pdinbox.reading.triage import recognise
from tests.unit.reading.opened import forms


def test_an_appearance_made_on_the_filing_site_is_a_g28_that_a_person_reads():
    text = "ERO eFile\nNotice of Entry of Appearance as Attorney or Accredited Representative\nClient: Ana Ejemplo"

    seen = recognise(text, foot="ice.gov/eroefile", number=1, forms=forms())

    assert (seen.form, seen.family) == (None, "g-28")


def test_a_letter_that_names_the_filing_site_is_a_letter():
    seen = recognise("I filed the G-28 through ERO eFile yesterday.", foot="", number=1, forms=forms())

    assert seen.family == ""
