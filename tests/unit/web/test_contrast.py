"""Colors of charts, computed from the table of tokens: an automatic checker can not see them, because they are inside SVG."""

import re

import pytest

from pdinbox.web.static_files import FOLDER

TOKENS = dict(re.findall(r"--([a-z]+):(#[0-9a-f]{6})", (FOLDER / "pdinbox.css").read_text(encoding="utf-8")))
RULES = (FOLDER / "dashboard.css").read_text(encoding="utf-8").partition("@media")[0]
PAPERS = (FOLDER / "inquiry.css").read_text(encoding="utf-8").partition("@media (forced")[0]
KINDS = ("must-fix", "to-check", "passed")
WHITE = "#ffffff"


def lightness(color: str) -> float:
    """Relative luminance as WCAG 2.1 has it."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    brighter, darker = sorted((lightness(one), lightness(two)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def painted(selector: str, what: str) -> str:
    """The color that a rule of the style sheet gives, by its token."""
    (body,) = re.findall(rf"^{re.escape(selector)}\{{([^}}]*)\}}", RULES, re.MULTILINE)
    (token,) = re.findall(rf"{what}:var\(--([a-z]+)\)", body)
    return TOKENS[token]


def test_the_formula_is_that_of_the_standard():
    assert contrast("#000000", WHITE) == pytest.approx(21) and contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("selector", [".tick"])
def test_text_in_a_chart_can_be_read(selector):
    assert contrast(painted(selector, "fill"), WHITE) >= 4.5


@pytest.mark.parametrize(("selector", "what"), [(".bar-fill", "fill"), (".line-1", "stroke"), (".line-2", "stroke")])
def test_what_is_drawn_stands_out(selector, what):
    assert contrast(painted(selector, what), WHITE) >= 3


def test_lines_are_told_apart_without_color():
    assert "stroke-dasharray" in re.findall(r"^\.line-2\{([^}]*)\}", RULES, re.MULTILINE)[0]
    assert "stroke-dasharray" not in re.findall(r"^\.line-1\{([^}]*)\}", RULES, re.MULTILINE)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_places_on_a_page_stand_out(kind):
    (box,) = re.findall(rf"^\.box\.{kind}\{{stroke:(#\w+)", PAPERS, re.MULTILINE)
    circle = next(iter(re.findall(rf"\.spot\.{kind} circle\{{fill:(#\w+)", PAPERS)), re.findall(r"\.spot circle\{fill:(#\w+)", PAPERS)[0])
    assert contrast(box, WHITE) >= 3 and contrast(circle, WHITE) >= 4.5, "the number in the circle is white"


def test_places_on_a_page_are_told_apart_without_color():
    dashes = [re.findall(rf"^\.box\.{kind}\{{([^}}]*)", PAPERS, re.MULTILINE)[0].partition("stroke-dasharray:")[2] for kind in KINDS]
    assert dashes[0] == "" and len(set(dashes)) == 3


def test_no_color_of_a_chart_is_beside_the_tokens():
    assert set(re.findall(r"(?:fill|stroke):(#\w+|rgb[^;}]*)", RULES)) == set()
