"""What every page must be, seen in a real browser: no axe violation, no message on the console, no sideways scroll, no lost focus."""

import lzma
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent / "axe.min.js.xz"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SPACING = (
    "* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important} p {margin-bottom: 2em !important}"
)


@cache
def _axe() -> str:
    return lzma.decompress(AXE.read_bytes()).decode("utf-8")


class Watched:
    """A page with its console: `messages` are errors and warnings, those about the content security policy too."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.messages: list[str] = []
        page.on("console", lambda one: self.messages.append(one.text) if one.type in {"error", "warning"} else None)
        page.on("pageerror", lambda wrong: self.messages.append(str(wrong)))


def violations(page: Page) -> list[str]:
    """What axe finds, a line each."""
    page.evaluate(_axe())
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", STANDARDS)
    return [f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes']][:4]}" for one in found["violations"]]


def scrolls_sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


def assert_well_made(watched: Watched) -> None:
    """Everything at once, at the size it has now and at 320 pixels, and with text at 200 percent and wide spacing."""
    page = watched.page
    assert not (found := violations(page)), found
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert scrolls_sideways(page) <= 0, f"{page.url} scrolls sideways at 320 px by {scrolls_sideways(page)}"
    assert not (found := violations(page)), found
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate(
        """words => { const sheet = new CSSStyleSheet(); sheet.replaceSync(words + ' html {font-size: 200% !important}');
           document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        SPACING,
    )
    assert scrolls_sideways(page) <= 0, f"{page.url} scrolls sideways with large text by {scrolls_sideways(page)}"
    page.evaluate("() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1); }")
    if before:
        page.set_viewport_size(before)
    assert watched.messages == [], watched.messages
