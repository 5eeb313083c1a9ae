"""`words.yaml`: lists of words that phrases name."""

from pdinbox.policy.parse import read_texts
from pdinbox.policy.word_lists import by_name, with_lists
from tests.unit.policy.rulebook import texts

LISTS = {"kin": ("husband", "wife"), "him": ("him", "her")}


def test_a_phrase_that_names_a_list_stands_for_every_word_of_it():
    content = {"any": ["where is my <kin>", "let <him> go"], "weight": 2}

    assert with_lists(content, LISTS) == {"any": ["where is my husband|wife", "let him|her go"], "weight": 2}


def test_people_are_shown_the_name_and_not_the_list():
    assert by_name("where is my husband|wife, let him|her go", LISTS) == "where is my <kin>, let <him> go"


def _mistakes(file: str, old: str, new: str) -> list[str]:
    assert old in texts()[file]
    return [str(mistake) for mistake in read_texts({**texts(), file: texts()[file].replace(old, new, 1)})[1]]


def test_a_name_of_no_list_is_a_mistake_with_its_place():
    (mistake,) = _mistakes("topics.yaml", "[my <kin>, ", "[my <kinn>, ")

    assert "topics.yaml: line" in mistake and "'<kinn>'" in mistake and "no list of words.yaml" in mistake


def test_an_entry_of_two_words_is_a_mistake():
    (mistake,) = _mistakes("words.yaml", "[husband, ", "[my husband, ")

    assert "words.yaml" in mistake and "is not one word" in mistake
