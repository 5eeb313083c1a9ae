"""The text part of a letter <-> its parts by language. Without the templates, so that whoever only shows letters need not load them."""

from typing import Final

BETWEEN: Final = f"\n{'-' * 40}\n\nEnglish\n\n"
"""Stands between the languages in the text part: a line, and which begins."""
_NAMES: Final = {"en": "English", "es": "Spanish"}


def by_language(text: str, *, language: str) -> tuple[tuple[str, str], ...]:
    """The text part of a letter as the parts that `Letters.plain` joined, each with its language."""
    first, between, english = text.partition(BETWEEN)
    return ((language, first), ("en", english)) if between else ((language, first),)


def languages_in_words(parts: tuple[tuple[str, str], ...]) -> str:
    """'Spanish and English': the languages of such parts."""
    return " and ".join(_NAMES.get(language, language) for language, _ in parts)
