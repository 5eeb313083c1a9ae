"""HTML of mails to look at: what could act, load or mislead is gone, the words are not."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from pdinbox.intake.html_shown import MOST, shown

ACTING = frozenset(
    ("script", "iframe", "form", "input", "button", "style", "link", "base", "meta", "object", "embed", "svg", "math", "img", "video", "a")
)
LOADING = frozenset({"href", "src", "style", "background", "action", "data", "poster", "srcset"})


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<iframe src=https://evil.example></iframe>",
        "<form action=https://evil.example><input name=a><button>",
        "<style>body{background:url(https://evil.example)}</style>",
        "<link rel=stylesheet href=https://evil.example>",
        "<base href=https://evil.example>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<object data=x></object><embed src=x>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<p style='background:url(https://evil.example)'>",
        "<a href='javascript:alert(1)'>",
        "<video src=https://evil.example autoplay>",
        "<table background=https://evil.example>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    ],
)
def test_nothing_acts_or_loads(hostile):
    clean = shown(f"<p>before</p>{hostile}<p>after</p>")
    tree = LexborHTMLParser(clean)

    assert "before" in clean and "after" in clean
    found = list(tree.body.traverse())
    assert {node.tag for node in found} & ACTING == set(), clean
    assert [name for node in found for name in node.attributes if name.startswith("on") or name in LOADING] == [], clean


def test_a_link_is_text_with_its_real_address():
    assert shown('<a href="https://evil.example/login">https://www.ice.gov</a>') == "https://www.ice.gov [https://evil.example/login]"
    assert shown('<a href="mailto:a@b.example">a@b.example</a>') == "a@b.example"
    assert shown('<a name="here">words</a>') == "words"


def test_a_picture_is_named():
    assert shown('<img src="https://tracker.example/1.gif" alt="our logo">') == "[picture: our logo]"


def test_tables_lists_and_emphasis_stay():
    html = '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table><ul><li><b>b</b></li></ul>'
    assert shown(html) == html


def test_what_is_too_long_is_cut_and_nothing_is_nothing():
    assert len(shown("<p>" + "x" * (MOST + 1000))) < MOST + 10
    assert shown("") == ""
