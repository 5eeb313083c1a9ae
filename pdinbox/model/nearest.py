"""A word that nobody knows -> the known word that was probably meant, for messages about what people wrote."""

import difflib
from collections.abc import Iterable

_LIKE = 0.6


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ "; did you mean 'pages'?" for 'paegs', '' where no known word is like it. To be put behind a message."""
    near = difflib.get_close_matches(word, [*known], n=1, cutoff=_LIKE)
    return f"; did you mean '{near[0]}'?" if near else ""
