"""text -> 'en' or 'es', the two languages the desk writes. Clear cases by the small words every sentence has, the others by py3langid."""

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

_ENGLISH = frozenset(
    {
        *("the", "and", "of", "to", "is", "for", "my", "this", "that", "with", "are", "you", "your", "please", "have", "has", "was", "be"),
        *("we", "our", "his", "her", "from", "will", "an", "by", "it", "as", "attached", "dear", "thank", "thanks", "regards", "client"),
    }
)
_SPANISH = frozenset(
    {
        *("y", "que", "es", "por", "para", "con", "mi", "su", "sus", "una", "un", "este", "esta", "se", "lo", "al", "ha", "está", "son"),
        *("nuestro", "nuestra", "adjunto", "adjunta", "anexo", "favor", "estimado", "estimada", "estimados", "gracias", "señor", "señora"),
        *("hola", "buenos", "buenas", "saludos", "atentamente", "cliente", "yo", "mucho", "muchas", "envío", "asunto", "urgente", "ver"),
        *("esposo", "esposa", "hijo", "hija", "caso", "abogado", "abogada", "detenido", "detenida", "solicitud", "formulario", "ayuda"),
    }
)
"""Without 'de', 'la', 'los', 'el', 'del': they stand in the names of people and cities of an English mail."""
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 4_000
"""Characters: the language shows in the first paragraphs."""
_CLEAR = 4
"""So many small words more than the other language's, and three times as many, need no second opinion."""
_LONG = 400
"""Characters from which py3langid is worth asking: a shorter text shows its language in its small words, or gives chance guesses."""


def language_of(text: str) -> Literal["en", "es"]:
    """The language of the text; 'en' where it does not show."""
    english, spanish = _small_words(text)
    if not spanish or (english >= spanish + _CLEAR and english >= 3 * spanish):
        return "en"
    if spanish >= english + _CLEAR and spanish >= 3 * english:
        return "es"
    if len(text.strip()) >= _LONG:
        return "es" if _identifier().classify(text[:_LOOKED_AT])[0] == "es" else "en"
    return "es" if spanish > english else "en"


def shown_language(text: str) -> Literal["en", "es", ""]:
    """The language of the text; '' where it does not show."""
    english, spanish = _small_words(text)
    return "" if english == spanish else language_of(text)


def _small_words(text: str) -> tuple[int, int]:
    """How many English ones, how many Spanish ones."""
    words = [word.lower() for word in _WORD.findall(text[:_LOOKED_AT])]
    return sum(word in _ENGLISH for word in words), sum(word in _SPANISH for word in words)


@cache
def _identifier() -> "LanguageIdentifier":
    """Loading the library and its model takes about a second and 80 MB, so it waits for the first text that needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "es"])
    return identifier
