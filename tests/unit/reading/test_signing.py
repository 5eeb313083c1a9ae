"""Where a letter is signed, by its lines."""

from pdinbox.reading.signing import place_to_sign, signing_line


def lines(*texts, top=600.0):
    return [(text, (72.0, top + 20 * number, 400.0, top + 12 + 20 * number)) for number, text in enumerate(texts)]


def test_one_signs_beside_and_above_the_lowest_line_that_asks():
    printed = lines("I declare under penalty of perjury that this is true.", "Signature: ____________", "Date: 09/30/2026")

    assert signing_line(printed) == 1
    assert place_to_sign(printed, width=612) == (52, 580, 582, 642)


def test_a_misread_label_is_understood():
    assert signing_line(lines("Slgnature:", "Date:")) == 0
    assert signing_line(lines("Firma:", "Fecha:")) == 0
    assert signing_line(lines("X ______________")) == 0


def test_a_sentence_about_signing_is_no_place_to_sign():
    printed = lines("My signature on this paper means that I let the agency tell my sister everything about my case.", "Sincerely,")

    assert signing_line(printed) is None
    assert place_to_sign(printed, width=612) == (52, 620, 582, 702)


def test_the_person_signs_and_not_the_witness_or_the_interpreter():
    printed = lines("Signature:", "Signature of witness:", "Interpreter's signature:")

    assert signing_line(printed) == 0


def test_a_page_on_which_only_a_witness_signs_still_shows_that_place():
    assert signing_line(lines("Dear officer,", "Signature of witness:")) == 1


def test_nobody_signs_where_nothing_asks_for_it():
    assert place_to_sign(lines("To whom it may concern:", "Ana is a good neighbour."), width=612) is None
    assert place_to_sign([], width=612) is None


def test_the_place_lies_on_the_page():
    assert place_to_sign([("Signature", (5.0, 10.0, 60.0, 20.0))], width=612) == (0, 0, 582, 30)
