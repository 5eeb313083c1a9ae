"""Phrases in a sender's words: endings, gaps, sentences, negations, labels."""

import pytest

from pdinbox.policy.phrases import NO_PHRASES, Cue, phrases_of, read_phrase
from pdinbox.policy.words import hear, own_words, words_of
from tests.builders import a_message

NEGATIONS = phrases_of(("not", "no", "never", "without", "no longer", "sin"))


def _hears(text: str, phrase: str, **changes) -> bool:
    cue = Cue(phrases=phrases_of([phrase]), weight=1.0, **changes)
    return hear(words_of(text), cue, negations=NEGATIONS) is not None


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Stay of Removal", "stay of removal"),
        ("una SUSPENSIÓN de la deportación", "suspension de la deportacion"),
        ("a stay\nof removal that we need", "stay of removal"),
        ("the client’s release", "client's release"),
        ("Form G-28 is here", "g-28"),
        ("he was deported", "deport*"),
        ("request his immediate release", "request .. release"),
        ("request release", "request .. release"),
        ("he is a U.S. citizen", "u.s. citizen"),
        ("let her go", "let him|her|them go"),
        ("at his check-in tomorrow", "his report|check-in"),
        ("he was deported", "was remov*|deport*"),
    ],
)
def test_a_phrase_is_found(text, phrase):
    assert _hears(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("a stay. Of removal we say nothing", "stay of removal"),
        ("request that he be given a long and careful release", "request .. release"),
        ("I request papers. He was given his release", "request .. release"),
        ("reported", "deport*"),
        ("the stayed removal", "stay"),
        ("Stay\n\nof removal", "stay of removal"),
    ],
)
def test_a_phrase_is_not_found_where_other_words_stand(text, phrase):
    assert not _hears(text, phrase)


@pytest.mark.parametrize(
    "text",
    [
        "He is not detained.",
        "He was never detained.",
        "He is not currently being detained.",
        "Detained: no",
        "Detained? No.",
        "He is no longer detained",
    ],
)
def test_a_denied_cue_is_not_heard(text):
    assert not _hears(text, "detained")


@pytest.mark.parametrize(
    "text",
    [
        "He has no criminal record and is detained.",
        "He has no record, detained as he is.",
        "He did not resist. Detained he is.",
        "We do not understand why he is still detained.",
        "He is not only detained but ill.",
        "He is detained. No bond was set.",
        "Why is he detained? No one tells us.",
    ],
)
def test_a_negation_of_something_else_does_not_deny(text):
    assert _hears(text, "detained")


def test_a_cue_that_can_not_be_denied_is_heard_after_a_negation():
    assert _hears("they will not let him see a doctor", "see a doctor", is_deniable=False)


def test_a_cue_is_taken_back_by_its_unless_phrases():
    assert not _hears("see the press release and ask for release", "ask .. release", unless=phrases_of(["press release"]))


def test_a_hit_quotes_the_senders_own_words():
    cue = Cue(phrases=phrases_of(["suspension de deportacion"]), weight=1.0)

    hit = hear(words_of("Pido la Suspensión de Deportación hoy"), cue, negations=NO_PHRASES)

    assert hit is not None and hit.words == "Suspensión de Deportación"


@pytest.mark.parametrize("text", ["we did ask for no stay", "We ask you not to grant a release"])
def test_a_negation_between_the_words_of_a_cue_denies_it(text):
    assert not _hears(text, "ask .. stay|release")


def test_a_list_that_words_yaml_does_not_have_is_refused():
    with pytest.raises(ValueError, match="is no list of words"):
        read_phrase("my <kinn>")


@pytest.mark.parametrize("text", ["", "..", "stay ..", ".. removal", "*"])
def test_a_phrase_without_words_or_with_a_gap_at_its_end_is_refused(text):
    with pytest.raises(ValueError, match="is no phrase"):
        read_phrase(text)


def test_the_quoted_text_is_not_the_senders_own():
    message = a_message(subject="Re: x", text="Thanks.\n> report a crime", new_text="Thanks.", quoted_text="> report a crime")

    assert own_words(message) == "Re: x\n\nThanks."


def test_a_forward_speaks_through_what_it_forwards():
    message = a_message(subject="Fwd: stay", text="See below.\n> stay of removal", new_text="See below.", quoted_text="> stay of removal")

    assert "stay of removal" in own_words(message)


def test_a_very_long_mail_takes_no_longer_than_its_first_words():
    words = words_of("stay of removal " * 100_000)

    assert len(words.words) <= 6003
