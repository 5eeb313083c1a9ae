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


def test_the_instructions_of_a_form_are_not_the_form():
    text = "Instructions for Notice of Entry of Appearance as Attorney or Accredited Representative\nPart 1. Part 2.\nPage 1 of 4"
    foot = "Form G-28 Instructions 09/17/18"

    seen = recognise(f"{text}\n{foot}", foot=foot, number=1, forms=forms())

    assert (seen.form, seen.family) == (None, "")


def test_a_page_without_its_foot_is_a_form_that_a_person_reads():
    (form,) = (one for one in forms() if (one.name, one.edition) == ("g-28", "2018-09-17"))
    text = "\n".join((*form.title, *(anchor.text for anchor in form.anchors if anchor.page == 1)))

    assert recognise(text, foot="", number=1, forms=forms()).family == "g-28"
    assert recognise(text.replace(form.anchors[0].text, ""), foot="", number=1, forms=forms()).family == ""
    assert recognise(f"{text}\n{form.rivals[0]}", foot="", number=1, forms=(form,)).family == ""
