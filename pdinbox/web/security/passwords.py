"""Whether a new password is good enough: its length, and that nobody guesses it. No rules about kinds of characters (NIST SP 800-63B)."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from zxcvbn import zxcvbn  # type: ignore[import-untyped]

from pdinbox.model.staff import Account

MOST: Final = 256
_LOOKED_AT: Final = 72
"""Characters that are looked at: what makes the first of them hard to guess is not undone by the rest."""
_FEW_GUESSES: Final = 10**8
_WORD: Final = re.compile(r"[^\W\d_]{3,}|\d{3,}")


def normal(password: str) -> str:
    """The password in one spelling, whatever keyboard it was typed on (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def weakness(password: str, *, account: Account, least: int, words: Iterable[str]) -> str:
    """What is wrong with it, for the field of the form; '' for a good one. `words` are the site's own."""
    if len(password) < least:
        return f"Use {least} characters or more. Several words in a row are easy to remember."
    if len(password) > MOST:
        return f"Use {MOST} characters or fewer."
    known = [account.name, account.shown_name, account.email, *words]
    judged: dict[str, Any] = zxcvbn(password[:_LOOKED_AT], user_inputs=[part for text in known for part in (text, *_WORD.findall(text))])
    if judged["guesses"] >= _FEW_GUESSES:
        return ""
    why = str(judged["feedback"]["warning"]).rstrip(".")
    return f"This password is among the first that are tried{': ' + why if why else ''}. Choose words that do not belong together."
