"""The HTML of a mail -> HTML that a person may look at: no script, no form, nothing from elsewhere, and every link as its real address.

The door to nh3. It runs in the sandbox; the page that shows the result frames it without any rights as well.
"""

from typing import Final

import nh3
from selectolax.lexbor import LexborHTMLParser

MOST: Final = 1_000_000
"""Characters of source; what is longer is cut, and the words of the mail stand beside it anyway."""
_NAMES: Final = (
    "abbr b blockquote br caption center code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s "
    "small span strike strong sub sup table tbody td tfoot th thead tr tt u ul"
)
_TAGS: Final = frozenset(_NAMES.split())
_ATTRIBUTES: Final = {
    "*": {"align", "dir", "lang", "title", "valign"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start", "type"},
    "font": {"color", "size"},
}
_LONGEST_ADDRESS: Final = 300


def shown(html: str) -> str:
    """Clean HTML without a document around it; '' where nothing is left."""
    tree = LexborHTMLParser(html[:MOST].replace("\0", ""))
    for link in tree.css("a[href]"):
        address = (link.attributes.get("href") or "").strip()[:_LONGEST_ADDRESS]
        words = link.text().strip()
        link.replace_with(words if address in {words, f"mailto:{words}"} or not address else f"{words} [{address}]")
    for picture in tree.css("img"):
        words = (picture.attributes.get("alt") or "").strip()[:_LONGEST_ADDRESS]
        picture.replace_with(f"[picture: {words}]" if words else "[picture]")
    body = tree.body
    return nh3.clean(body.inner_html or "", tags=set(_TAGS), attributes=_ATTRIBUTES, link_rel=None).strip() if body is not None else ""
