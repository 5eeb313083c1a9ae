"""English or Spanish, English where it does not show."""

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


def test_a_long_text_without_a_clear_majority_is_decided_by_the_model() -> None:
    assert (
        language_of("Solicito: suspensión temporal de deportación. Detención actual: Florence. Documentos firmados: formulario completo")
        == "es"
    )
    assert (
        language_of("Detention: Florence. Requested relief: temporary stay. Documents signed: complete form, cliente detained, client pays")
        == "en"
    )


@given(st.text(max_size=200))
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text) in {"en", "es"}
