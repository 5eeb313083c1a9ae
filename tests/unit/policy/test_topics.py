"""What a topic carries beside its id: words, texts, and what it is mixed with."""

import pytest

from pdinbox.model.message import Address, Dmarc
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


def test_who_writes_from_congress_is_recognised_by_the_address_too():
    address = Address(email="casework@mail.house.gov")

    topic = recognise_topic(a_mail("We write about Mr. Ejemplo.", sender=address), (), policy=policy())

    assert (topic.id, topic.disposition, topic.words) == ("congressional", Disposition.PERSON, ("mail.house.gov",))


def test_an_address_that_was_forged_is_no_cue():
    address = Address(email="casework@mail.house.gov")

    assert recognise_topic(a_mail("Hello.", sender=address, dmarc=Dmarc.FAIL), (), policy=policy()).id == "not_understood"


def test_an_address_is_no_proof_and_what_is_asked_of_us_stays_here():
    address = Address(email="aide@senate.gov")

    topic = recognise_topic(a_mail("We request a stay of removal for my brother.", sender=address), (), policy=policy())

    assert topic.disposition is Disposition.PERSON and "pd" in (topic.id, *topic.mixed_with)


@pytest.mark.parametrize(
    "trace", ["He was released in May.", "His deportation was in 2004.", "We filed for parole once.", "Is there a detainer?"]
)
def test_any_word_of_ours_keeps_a_mail_from_being_sent_away_by_the_machine(trace):
    assert _topic("When is his next hearing?").is_elsewhere
    assert _topic(f"When is his next hearing? {trace}").disposition is Disposition.PERSON


def test_so_do_a_form_of_ours_and_a_number_of_this_desk():
    assert _topic("When is his next hearing?", "g-28").disposition is Disposition.PERSON
    assert _topic("When is his next hearing? PD-2026-004196-P").disposition is Disposition.PERSON


def test_two_other_desks_in_one_mail_are_a_persons_to_tell_apart():
    assert _topic("When is my court date? I also want to report a smuggler.").disposition is Disposition.PERSON


def test_the_announcement_of_a_second_matter_leaves_a_mail_to_a_person():
    passing = _topic("We request a stay of removal for our client. His I-130 is with USCIS.")
    second = _topic("We request a stay of removal for our client. In addition, his I-130 is with USCIS.")

    assert (passing.disposition, second.disposition) == (Disposition.OURS, Disposition.PERSON)


def test_an_advertisement_is_nobodys_case_and_a_request_that_sounds_like_one_is():
    advertisement = _topic("Join our webinar on visiting hours and commissary services.")
    request = _topic("We request a stay of removal and release; the newsletter about him is attached.")

    assert (advertisement.id, request.id) == ("not_understood", "pd")


@pytest.mark.parametrize(
    "text", ["Two guards beat him.", "She says she wants to die.", "It is a PREA report.", "She is a victim of labor trafficking."]
)
def test_abuse_and_danger_are_a_persons_at_once_and_never_redirected(text):
    for whole in (text, f"{text} What are the visiting hours?", f"{text} We request her release."):
        topic = _topic(whole)
        assert topic.is_at_once and topic.disposition is Disposition.PERSON


@pytest.mark.parametrize(
    "text",
    [
        "A stay of removal and his release were requested, the sources say.",
        "We are the human resources office. We ask for a stay of removal for our employee, on behalf of him.",
        "We request a stay of removal for our client. Two matters: this is the first.",
        "For our client: (1) a stay of removal; (2) the officer lied.",
        "Our client asked for a stay of removal. This is not a request for one.",
    ],
    ids=["nobody who speaks for the client", "an employer", "a second matter", "a list", "narrowed"],
)
def test_our_words_do_not_make_a_mail_ours_where_something_beside_them_speaks_against_it(text):
    topic = _topic(text)

    assert "pd" in (topic.id, *topic.mixed_with) and topic.disposition is Disposition.PERSON


def test_a_form_that_shows_authority_says_who_writes():
    assert _topic("A stay of removal is requested.", "g-28").disposition is Disposition.OURS


def test_a_long_letter_that_says_little_of_it_is_a_persons():
    life = "He came in the spring and worked for a baker, then for a farmer, and on Sundays he sang in the choir. "

    assert _topic("What are the visiting hours?").is_elsewhere
    assert not _topic(f"{life * 3} What are the visiting hours?").is_elsewhere


def test_a_word_is_evidence_once():
    once = _topic("Is there a laundry? What are the visiting hours?")

    assert once.words.count("laundry") == 1


def test_who_asks_in_the_first_person_speaks_for_a_client():
    text = "{} for a stay of removal, deferred action and favorable discretion in this case."

    assert _topic(text.format("I do ask")).disposition is Disposition.OURS
    assert _topic(text.format("They do ask")).disposition is Disposition.PERSON


def test_to_have_moved_is_no_second_matter_of_who_asks_for_a_court_date():
    assert _topic("When is my court date? I moved and got no letter from the court.").is_elsewhere
    assert _topic("I moved. When is my check-in?").id == "check-in"


def test_false_papers_are_no_hint_of_misconduct():
    assert _topic("I want to report a man who sells false papers.").is_elsewhere
    assert not _topic("I want to report a man who sells drugs. The agent wrote a false report.").is_elsewhere


STAY = "We request a stay of removal for our client."


@pytest.mark.parametrize(
    "second",
    ["Kindly end those recordings.", "Could the chart be sent along?", "Find him a room by the door."],
    ids=["asked politely", "a question", "a command"],
)
def test_a_sentence_that_asks_for_something_unknown_leaves_a_mail_of_ours_to_a_person(second):
    assert _topic(STAY).disposition is Disposition.OURS
    assert _topic(f"{STAY} {second}").disposition is Disposition.PERSON


@pytest.mark.parametrize("courtesy", ["Please see the attached papers.", "Would you let us know?", "Please help us."])
def test_a_courtesy_asks_for_nothing_of_its_own(courtesy):
    assert _topic(f"{STAY} {courtesy}").disposition is Disposition.OURS


def test_a_command_is_a_request_and_the_same_words_as_history_are_none():
    command = _topic("Let my husband go home. He sings, he builds, he mends the roofs of all of our street.")
    history = _topic("The judge let my husband go home in May. He sings, he builds, he mends the roofs of all of our street.")

    assert (command.disposition, history.disposition) == (Disposition.OURS, Disposition.PERSON)


def test_what_is_said_not_to_be_asked_is_no_second_matter_and_may_be_ours():
    assert _topic(f"{STAY} We are not asking for a work permit.").disposition is Disposition.OURS
    assert _topic(f"{STAY} We are not asking that he be released on parole.").disposition is Disposition.PERSON


def test_one_phrase_in_a_mail_of_some_length_sends_nothing_away():
    told = "She came with her cousin in the spring, and they have been sewing shirts for the same man since then, day after day after day."

    assert not _topic(f"{told} I do not know what the visiting hours are.").is_elsewhere
    assert _topic(f"{told} What are the visiting hours, and may I send money to his commissary and bring a book?").is_elsewhere


def test_who_sends_a_form_of_the_court_asks_no_discretion_of_ours():
    assert _topic("We request prosecutorial discretion for our client.", "eoir-28").disposition is Disposition.PERSON


def test_an_opponent_of_a_release_does_not_ask_for_it():
    assert (
        _topic("I have a protective order. If you release him on supervision, will he come to my house?").disposition is Disposition.PERSON
    )


def test_whoever_writes_may_ask_for_one_person_and_nobody_for_all():
    assert _topic("Please grant him a stay of removal and let him go home.").disposition is Disposition.OURS
    assert _topic("How does one request a stay of removal and a release?").disposition is Disposition.PERSON
