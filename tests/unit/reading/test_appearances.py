import pytest

from pdinbox.reading.appearances import plain_text

SIZE = (200.0, 20.0)


def drawn(text: str) -> str:
    return f"/Tx BMC q BT /Helv 10 Tf 0 g 2 5 Td ({text}) Tj ET Q EMC"


def test_fields_that_are_drawn_alike_show_each_its_own_text() -> None:
    assert [plain_text(drawn(text), size=SIZE) for text in ("Escobar", "O\\(k\\)", "", "\\101", "Escobar")] == [
        "Escobar",
        "O(k)",
        "",
        "A",
        "Escobar",
    ]
    assert plain_text(drawn("one) Tj 90 0 Td (two"), size=SIZE) == "one two"


@pytest.mark.parametrize(
    ("operators", "shown"),
    [
        (drawn("Name").replace("q BT", "q % (no\n BT"), "Name"),
        (drawn("\ue0000;"), "\ue0000;"),
        (drawn("(Name"), None),
        (drawn("Name").replace("0 g", "1 g"), None),
    ],
    ids=["a comment with half a text", "the mark of a text", "a text without an end", "in white"],
)
def test_what_stands_where_a_text_is_looked_for_is_no_text(operators: str, shown: str | None) -> None:
    assert plain_text(drawn("Name"), size=SIZE) == "Name"
    assert plain_text(operators, size=SIZE) == shown
