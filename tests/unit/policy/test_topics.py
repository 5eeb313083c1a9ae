"""What a topic carries beside its id: words, texts, and what it is mixed with."""

from pdinbox.policy.topics import Disposition, recognise_topic
from tests.unit.policy.rulebook import a_document, a_mail, policy


def _topic(text: str, *forms: str):
    return recognise_topic(a_mail(text), tuple(a_document(form) for form in forms), policy=policy())


def test_another_desks_topic_says_whom_to_turn_to_in_both_languages():
    topic = _topic("What are the visiting hours?")

    assert topic.lines == ("dril",) and "grievance" in topic.said_in("en")[2] and "queja" in topic.said_in("es")[2]
    assert topic.said_in("fr") == topic.said_in("en")


def test_a_topic_quotes_the_senders_own_words():
    assert _topic("Can you tell me the Visiting Hours?").words == ("Visiting Hours",)


def test_a_mixed_mail_says_with_what():
    topic = _topic("We request a stay of removal. When is his next hearing?")

    assert (topic.id, topic.mixed_with, topic.disposition) == ("pd", ("court-date",), Disposition.PERSON)


def test_a_clear_mail_is_surer_than_a_mixed_one():
    clear = _topic("We request prosecutorial discretion: a stay of removal.")
    mixed = _topic("We request a stay of removal. When is his next hearing? The food is spoiled.")

    assert clear.confidence > mixed.confidence > 0


def test_what_is_not_understood_has_no_confidence_and_names_nothing():
    topic = _topic("Thank you.")

    assert (topic.id, topic.confidence, topic.said_in("en")) == ("not_understood", 0.0, ("", "", ""))


def test_a_wrong_form_does_not_make_a_mail_ours():
    assert _topic("When is my next hearing?", "eoir-28").id == "court-date"
