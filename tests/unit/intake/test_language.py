"""English or Spanish, English where it does not show."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.intake.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("Thank you", "en"),
        ("Gracias", "es"),
        ("Ver anexo", "es"),
        ("Asunto urgente: deportación", "es"),
        ("Hola, adjunto el formulario firmado.", "es"),
        ("Mi esposo fue detenido ayer y necesito ayuda con su caso.", "es"),
        ("G-28 Maria de la Cruz", "en"),
        ("Please see the attached G-28 for Maria de la Cruz de los Santos, held in El Paso.", "en"),
        ("Rosa Escobar, Los Angeles, A012-345-678", "en"),
        ("Estimados: Adjunto la forma G-28. Please confirm receipt.", "es"),
        ("日本語", "en"),
        ("The client asks for a stay of removal. " * 200 + "Gracias", "en"),
    ],
)
def test_the_language_of_a_mail_is_recognised(text: str, language: str) -> None:
    assert language_of(text) == language


SPANISH_NOTES = (
    "Solicito: suspensión temporal de deportación. Detención actual: Florence. Documentos firmados: formulario completo. Client "
)
ENGLISH_NOTES = "Detention: Florence. Requested relief: temporary stay. Documents signed: complete form, cliente detained, client pays. "


def test_a_long_text_without_a_clear_majority_is_decided_by_the_model() -> None:
    assert language_of(SPANISH_NOTES * 5) == "es"
    assert language_of(ENGLISH_NOTES * 5) == "en"


def test_a_short_mail_or_one_without_a_spanish_word_does_not_load_the_model() -> None:
    ask = """
import sys
from pdinbox.intake.language import language_of
print(language_of("Request\\nI represent Ana Ejemplo. We ask for a stay of removal."), language_of("Detained: Florence. " * 100),
      language_of("Adjunto G-28, please confirm"), "py3langid" in sys.modules)
"""
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["en", "en", "en", "False"]


@given(st.text(max_size=200))
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text) in {"en", "es"}
