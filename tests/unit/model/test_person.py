"""Names folded and compared: what is the same name, and what is only alike."""

import pytest

from pdinbox.model.person import NameTokens, fold, name_tokens, same_name_exactly, sound_pairs, sounds


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("GARCÍA-López", "garcia lopez"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("  Núñez \t Peña ", "nunez pena"),
        ("Łukasz Sørensen", "lukasz sorensen"),
        ("Straße", "strasse"),
        ("ＷＡＮＧ, Li", "wang li"),
        ("N\u0303ame", "name"),
        ("J. R. Ejemplo", "j r ejemplo"),
        ("", ""),
        ("--", ""),
    ],
)
def test_a_name_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_twice_changes_nothing() -> None:
    for text in ("GARCÍA-López", "O'Brien", "Łukasz Sørensen", "Ngọc Nguyễn"):
        assert fold(fold(text)) == fold(text)


SAME = [
    (("García", "José"), ("GARCIA", "jose")),
    (("Ejemplo-López", "Ana"), ("Ejemplo Lopez", "Ana")),
    (("Ejemplo López", "Ana"), ("López Ejemplo", "Ana")),
    (("Ejemplo", "Ana"), ("Ana", "Ejemplo")),
    (("Ejemplo López", "Ana María"), ("Ejemplo", "Ana María")),
    (("López", "Ana"), ("Ejemplo López", "Ana")),
    (("Ana", "Ejemplo"), ("Ejemplo López", "Ana")),
    (("de la Cruz", "Eva"), ("Delacruz", "Eva")),
    (("de la Cruz", "Eva"), ("Cruz", "Eva")),
    (("O'Brien", "Pat"), ("O Brien", "Pat")),
    (("Ejemplo", "Ana María"), ("Ejemplo", "María Ana")),
    (("", "Ana Ejemplo"), ("Ejemplo", "Ana")),
]
DIFFERENT = [
    (("Ejemplo", "Ana"), ("Ejemplo", "Eva")),
    (("Ejemplo", "Ana"), ("Ejemplar", "Ana")),
    (("Ejemplo", "Ana"), ("Ejemplo", "Ana María")),
    (("Ejemplo", "Ana"), ("López", "Ana")),
    (("Ejemplo López", "Ana"), ("Ejemplo Ruiz", "Ana")),
    (("Ejemplo López Ruiz", "Ana"), ("Ejemplo", "Ana")),
    (("", ""), ("", "")),
    (("Ejemplo", ""), ("", "")),
    (("Cruz", "Ana"), ("Santa Cruz Paz", "Ana")),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_a_name_is_the_same_under_folding_order_and_one_of_two_surnames(a: tuple[str, str], b: tuple[str, str]) -> None:
    assert same_name_exactly(name_tokens(*a), name_tokens(*b))
    assert same_name_exactly(name_tokens(*b), name_tokens(*a))


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_a_name_that_is_only_alike_is_another(a: tuple[str, str], b: tuple[str, str]) -> None:
    assert not same_name_exactly(name_tokens(*a), name_tokens(*b))
    assert not same_name_exactly(name_tokens(*b), name_tokens(*a))


def test_tokens_keep_the_order_written() -> None:
    assert name_tokens("de la Cruz Pérez", "Ana María") == NameTokens(family=("de", "la", "cruz", "perez"), given=("ana", "maria"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hernández", "Hernandes"),
        ("Diallo", "Dialo"),
        ("Zelaya", "Selaya"),
        ("Nguyễn", "NGUYEN"),
        ("Jiménez", "Gimenes"),
        ("Thomas", "Tomas"),
        ("Yousef", "Youssef"),
        ("Vásquez", "Basques"),
    ],
)
def test_spellings_that_are_confused_sound_alike(one, other):
    assert sounds(one) == sounds(other) != ()


def test_particles_and_initials_have_no_sound():
    assert sounds("de la Cruz", "J.") == sounds("Cruz")


def test_an_order_of_names_makes_no_other_sounds():
    assert set(sounds("García López", "Juan")) == set(sounds("Juan", "López García")) and len(sounds("García López", "Juan")) == 3


def test_pairs_of_sounds_are_the_same_in_any_order_and_one_sound_alone_makes_none():
    assert set(sound_pairs("García López", "Juan")) == set(sound_pairs("Juan", "López García"))
    assert len(sound_pairs("García López", "Juan")) == 3 and sound_pairs("de la Cruz") == ()
