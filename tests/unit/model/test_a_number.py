"""A-numbers: more than 200 spellings and look-alikes with their truth, in prose and in fields."""

import pytest

from pdinbox.model.a_number import Sighting, find_a_numbers, read_a_number, show_a_number

NINE, EIGHT, SEVEN = "215847093", "76543218", "5184927"

SPELLINGS = (
    "A{0}", "A-{0}", "A#{0}", "A# {0}", "A #{0}", "A #: {0}", "A: {0}", "A-#{0}", "a{0}", "Alien Number {0}", "Alien number: {0}",
    "alien no. {0}", "Alien # {0}", "ALIEN REGISTRATION NUMBER {0}", "Alien Registration No.: {0}", "alien reg. no. {0}", "A-number {0}",
    "A-Number: {0}", "A Number: {0}", "A No. {0}", "A-file {0}", "A-file number: {0}", "USCIS# {0}", "USCIS #: {0}", "USCIS number {0}",
    "número A: {0}", "numero A {0}", "Número de extranjero: {0}", "número de registro de extranjero {0}", "núm. de extranjero {0}",
    "A-número: {0}", "his A number is {0}", "su número A es {0}", "A-Number (if any): {0}", "Alien Registration Number (A-Number): {0}",
    "A-Number\n{0}", "(A# {0})", "A#: A{0}", "A-Number: A-{0}", "re: A{0}, a removal case", "Matter of EJEMPLO, A{0}.",
)  # fmt: skip
GROUPED = (
    "A{0}-{1}-{2}", "A-{0}-{1}-{2}", "A {0} {1} {2}", "A{0} {1} {2}", "A# {0}-{1}-{2}", "A#{0} {1} {2}", "Alien number {0}-{1}-{2}",
    "USCIS# {0}-{1}-{2}", "A{0}.{1}.{2}", "A {0}-{1}-{2}", "A{0}–{1}–{2}", "A\u00a0{0}\u00a0{1}\u00a0{2}", "número A {0}-{1}-{2}",
    "A-number: {0} {1} {2}",
)  # fmt: skip

PROSE = (
    *((spelling.format(number), number.zfill(9)) for spelling in SPELLINGS for number in (NINE, EIGHT)),
    *((spelling.format(SEVEN), SEVEN.zfill(9)) for spelling in SPELLINGS if not spelling.startswith("a{")),
    *((spelling.format("215", "847", "093"), NINE) for spelling in GROUPED),
    *((spelling.format("76", "543", "218"), "076543218") for spelling in GROUPED),
    ("AO12345678", "012345678"),
    ("A0l2-345-678", "012345678"),
    ("A# O1234567I", "012345671"),
    ("A- 0 1 2 3 4 5 6 7 8", "012345678"),
    ("A012-345-\n678", "012345678"),
    ("Ａ０１２３４５６７８", "012345678"),
    ("A215847093 2026-04-01", NINE),
    ("A215847093/Ejemplo", NINE),
)

LOOK_ALIKES = (
    "215-84-7093", "215 84 7093", "SSN 215-84-7093", "SSN: 215847093", "Social Security number 215847093", "A# 215-84-7093",
    "A-number: XXX-XX-7093", "Social Security A215847093", "(210) 555-0147", "210-555-0147", "210.555.0147", "A 210 555 0147",
    "A# 210-555-0147", "call 5550147", "555-0147", "A# 555-0147", "+1 210 555 0147", "ZIP 78201-1234", "78201-1234", "TX 782011234",
    "A 78201-1234", "IOE0912345678", "MSC2190123456", "EAC 21 901 23456", "WAC-21-901-23456", "LIN2190123456", "SRC2190123456",
    "NBC2190123456", "YSC2190123456", "USCIS# IOE0912345678", "receipt number A12345678", "GUZ2019512001", "Passport No. A12345678",
    "passport A1234567", "pasaporte A1234567", "Passport number: 215847093", "passport 215847093", "I-94 A12345678", "I-94: 12345678901",
    "I-94 number 12345678A12", "I-94 98765432109", "EOIR ID AB123456", "EOIR ID: AO123456", "EOIR# AI123456", "AO123456", "FIN 1234567890",
    "FIN: 12345678", "subject ID 349876543", "215847093", "215-847-093", "76543218", "5184927", "No. 215847093",
    "case number 215847093", "2026-11-23", "11-23-2026", "A 2026-11-23", "Event BRO2601000123", "A2158470931", "A123456",
    "A1234567890", "XA215847093", "215847093A", "A215847093B", "U.S.A. 215847093", "USA 215847093", "a number 5184927",
    "A 1500000 bond", "A 15000000 dollar settlement", "A 10 000 000 dollar claim", "driver's license A1234567", "DL A1234567",
    "licencia A1234567", "account A12345678", "invoice A1234567", "Exhibit A 12345678", "https://example.org/x/A12345678?id=a12345678",
    "order-A215847093", "He has no A-number. 215847093 is his Social Security number.", "A-number: none. SSN 215847093",
    "A000000000", "A# 000-000-000", "A-number and phone: 2105550147", "alien of 5184927 virtues", "booking A1234567", "DETLOC STFRCTX",
    "bar no. A1234567", "A 215847093%",
)  # fmt: skip

FIELDS = (
    ("215847093", NINE), ("215-847-093", NINE), ("215 847 093", NINE), ("A215847093", NINE), ("A-215-847-093", NINE),
    ("A# 215847093", NINE),
    ("76543218", "076543218"), ("76 543 218", "076543218"), ("5184927", "005184927"), ("5 184 927", "005184927"),
    ("2 1 5 8 4 7 0 9 3", NINE), ("21584 7093 ".replace(" ", ""), NINE), ("AO12345678", "012345678"), ("O12345678", "012345678"),
    ("0l2345678", "012345678"), ("A-A215847093", NINE), (" A215847093. ", NINE), ("(A215847093)", NINE), ("► A- 215847093", NINE),
    ("USCIS# 215-847-093", NINE), ("Alien No. 215847093", NINE), ("a215847093", NINE), ("A123-45-6789", "123456789"),
    ("A215847093 / IOE0912345678", NINE), ("21 5847 093", NINE), ("A# A 215 847 093", NINE),
)  # fmt: skip

NOT_IN_FIELDS = (
    "", "N/A", "none", "A", "A-", "pending", "215-84-7093", "215 84 7093", "215.84.7093", "78201-1234", "11-23-2026", "2026-11-23",
    "555-0147", "123456", "2158470931", "IOE0912345678", "MSC-21-901-23456", "A123456", "A2158470931", "000000000", "OOOOOOOOO",
    "A215847093 and A215847094", "see attached", "lOl lOl lOl", "x" * 5000,
)  # fmt: skip


def test_the_tables_hold_more_than_two_hundred_spellings_and_look_alikes() -> None:
    spellings = {text for text, _ in (*PROSE, *FIELDS)}

    assert len(spellings) + len({*LOOK_ALIKES, *NOT_IN_FIELDS}) >= 200
    assert len(LOOK_ALIKES) + len(NOT_IN_FIELDS) >= 80


@pytest.mark.parametrize(("text", "digits"), PROSE)
def test_a_spelling_in_prose_is_found_once_with_its_nine_digits(text: str, digits: str) -> None:
    sentence = f"Counsel writes: {text} and asks for a stay."

    found = find_a_numbers(sentence)

    assert [sighting.digits for sighting in found] == [digits]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_a_look_alike_in_prose_is_never_taken(text: str) -> None:
    assert find_a_numbers(f"Counsel writes: {text} and asks for a stay.") == ()
    assert find_a_numbers(text) == ()


@pytest.mark.parametrize(("text", "digits"), FIELDS)
def test_a_spelling_in_the_field_is_read(text: str, digits: str) -> None:
    assert read_a_number(text) == digits


@pytest.mark.parametrize("text", NOT_IN_FIELDS)
def test_what_is_no_a_number_in_the_field_is_not_read(text: str) -> None:
    assert read_a_number(text) is None


def test_a_list_after_a_plural_cue_counts_whole_and_ends_at_the_next_word() -> None:
    text = "Their A-numbers are 215-847-093, 76 543 218 and 215847095; SSN 215847099."

    found = find_a_numbers(text)

    assert [sighting.digits for sighting in found] == ["215847093", "076543218", "215847095"]


def test_a_number_after_a_singular_cue_does_not_make_the_next_one_an_a_number() -> None:
    found = find_a_numbers("A# 215847093, 987654321")

    assert [sighting.digits for sighting in found] == ["215847093"]


def test_a_sighting_says_where_it_stands_in_the_text_as_given() -> None:
    text = "Re: número de extranjero A\u00a0012\u2013345\u2013678 (cliente)"

    found = find_a_numbers(text)

    assert found == (Sighting(digits="012345678", text="A\u00a0012\u2013345\u2013678", start=25, end=38),)
    assert text[found[0].start : found[0].end] == found[0].text


def test_every_a_number_of_a_family_is_found_in_order() -> None:
    found = find_a_numbers("A215847093 (mother), A215-847-094 (son) / A215847095")

    assert [sighting.digits for sighting in found] == ["215847093", "215847094", "215847095"]


@pytest.mark.parametrize(
    "unit", ["A", "A ", "A-number ", "1 ", "A 1 1 1 1", "Alien registration number (", "número de ", "((((", "A# 1-", "passport "]
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * (300_000 // len(unit))

    found = find_a_numbers(text)

    assert all(len(sighting.digits) == 9 for sighting in found)


@pytest.mark.parametrize(("digits", "shown"), [("012345678", "A012-345-678"), ("", ""), ("12345", "12345"), ("٠١٢٣٤٥٦٧٨", "٠١٢٣٤٥٦٧٨")])
def test_an_a_number_is_shown_in_three_groups(digits: str, shown: str) -> None:
    assert show_a_number(digits) == shown


def test_what_is_shown_is_read_again() -> None:
    for digits in (NINE, EIGHT.zfill(9), SEVEN.zfill(9)):
        assert read_a_number(show_a_number(digits)) == digits
