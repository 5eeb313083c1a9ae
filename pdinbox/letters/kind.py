"""A kind of letter: what the registry (`letters.kinds`) is made of."""

from dataclasses import dataclass

from pdinbox.letters.contexts import Context

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of letter: its folder's name, the value it may say, and samples that every template must render.

    The first line of the context's docstring says what the letter is for; `pdinbox letters list` shows it. Letters that stay within the
    agency are in English alone, and `in_subject` are the fields that their subjects may put in: dates, counts, offices.
    """

    name: str
    context: type[Context]
    samples: tuple[Context, ...]
    languages: tuple[str, ...] = LANGUAGES
    in_subject: tuple[str, ...] = ()
    is_about_inquiry: bool = True
    """Whether its subject carries an inquiry's number; a digest is about many and carries none."""
