"""HTML becomes the text a reader sees, in time that grows with its size only."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.intake.html import to_text

TAGS = [
    "<div>",
    "</div>",
    "<p>",
    "<b>",
    "</b>",
    "<table>",
    "<td>",
    "</table>",
    "<ul>",
    "<li>",
    "<br>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
]
TAGS += [
    "<pre>",
    "</pre>",
    "<blockquote type=cite>",
    "</blockquote>",
    "<span hidden>",
    "</span>",
    "<",
    ">",
    "&",
    "&#0;",
    "\0",
    "\ud800",
    "<a href='",
    "'>",
]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>A123<!-- -->456789</p>", "A123456789"),
        ("<p>A123<b>456</b><i>789</i></p>", "A123456789"),
        ("<p>A123&shy;456&#8203;789</p>", "A123456789"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<table><tr><td>Name</td><td>Rosa</td></tr><tr><td>City</td><td>Reno</td></tr></table>", "Name Rosa\nCity Reno"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ('see <a href="https://example.org/x">our site</a> now', "see our site now"),
        ('a<span style="DISPLAY : none">b</span><span hidden>c</span><span style="visibility:hidden">d</span>e', "ae"),
        ("<style>p{}</style><script>var a = '<div>';</script><title>t</title>x", "x"),
        ("<script>if (a<b) x()</script>after", "after"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("&copy;&nbsp;&nbsp;x &amp; y &lt;z&gt;", "© x & y <z>"),
        ('<img src="data:image/png;base64,' + "A" * 50_000 + '">text', "text"),
        ("<blockquote>a statute</blockquote>", "a statute"),
        ("no markup", "no markup"),
        ("", ""),
    ],
)
def test_html_reads_as_a_reader_sees_it(html: str, text: str) -> None:
    assert to_text(html) == text


def test_the_mail_that_is_answered_keeps_its_quote_marks() -> None:
    html = 'My answer<div class="gmail_attr">Ana wrote:</div><blockquote class="gmail_quote"><div>one</div><div>two</div></blockquote>end'

    assert to_text(html) == "My answer\nAna wrote:\n\n> one\n> two\n\nend"


def test_text_below_very_many_tags_is_not_lost() -> None:
    html = "<div>" * 5_000 + "deep" + "</div>" * 5_000 + "after"

    assert to_text(html).split() == ["deep", "after"]


@given(st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=5)), max_size=60))
def test_no_html_raises_or_leaves_a_nul_or_a_lone_surrogate(pieces: list[str]) -> None:
    text = to_text("".join(pieces))

    text.encode("utf-8")
    assert "\0" not in text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "x",
        "<div></x>" * 50_000 + "x",
        "<ul><li>" * 20_000 + "x",
        "".join(f"<font color={number}>x<p>" for number in range(20_000)),
        "<p>" + "".join(f"<font color={number}>" for number in range(300)) + "<p>x" * 50_000,
        "<a " + " ".join(f"x{number}=1" for number in range(20_000)) + ">x",
        "<!--" * 200_000,
        "<" * 200_000,
        "<a" * 200_000,
        "<script>" * 100_000,
        "<table><b>x" * 20_000,
        "<blockquote type=cite>" * 20_000 + "x",
        "x\n" * 200_000,
    ],
    ids=[
        "divs",
        "false ends",
        "lists",
        "fonts",
        "reopened fonts",
        "attributes",
        "comments",
        "less",
        "open tags",
        "scripts",
        "tables",
        "quotes",
        "lines",
    ],
)
def test_hostile_html_takes_no_seconds(html: str) -> None:
    began = time.process_time()

    to_text(html)

    assert time.process_time() - began < 2
