"""Which letter is proposed to a reviewer, with which items, and why. The lines of the rules have examples of their own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.composing import Composer
from pdinbox.flows.review import Reviewer
from pdinbox.flows.suggestion import suggestion
from pdinbox.inquiries.steps import Actor
from pdinbox.model.ledger import Event
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Join, Role
from pdinbox.policy.schema import PolicyError, compile_policy
from pdinbox.reviewing import ReviewDesk
from tests.builders import NOW, a_letter, a_verdict
from tests.journeys.people import g28
from tests.journeys.rig import OWN, book, open_rig
from tests.journeys.test_families import MOTHER, SON, UNSIGNED, family
from tests.unit.flows.values import LATER, complete, examined, mail, thread
from tests.unit.policy.rulebook import a_g28
from tests.unit.policy.test_periods import changed


def joined(dossier, role=Role.OPENING, at=NOW):
    return Event(at=at, dossier=dossier, join=Join(message=dossier.message.digest, inquiry="", role=role))


def unsigned(**changes):
    """The lawyer's mail with a form that the client did not sign."""
    return examined(mail(**changes), a_g28(marks={"client.signature": "none"}))


def proposed(*dossiers, events=(), **changes):
    one = thread(*dossiers, **changes)
    opened = tuple(joined(dossier) for dossier in dossiers)
    later = events(one.inquiry) if callable(events) else events
    return suggestion(one, (*opened, *later), at=LATER, book=book())


def letter(kind, *, at=LATER, state=LetterState.SENT):
    return lambda inquiry: (Event(at=at, letter=a_letter(kind=kind, inquiry=inquiry.number, created_at=at, state=state)),)


def test_a_form_without_a_signature_is_asked_for_again_with_what_to_do():
    found = proposed(unsigned(), verdict=a_verdict("deficient"))

    assert (found.letter, found.rule) == ("ask", "must-fix")
    assert any("signature is missing" in item and "sign Part 4 by hand" in item for item in found.items)
    assert "1 open point must be put right" in found.reason and found.asked_at is None


def test_the_items_are_in_the_language_of_the_inquiry():
    found = proposed(unsigned(), verdict=a_verdict("deficient"), language="es")

    assert any("Falta la firma del cliente" in item for item in found.items)


def test_what_the_sender_was_told_and_has_not_answered_is_said():
    assert proposed(unsigned(), verdict=a_verdict("deficient"), events=letter("received")).asked_at == LATER
    undone = letter("ask", state=LetterState.UNDONE)
    assert proposed(unsigned(), verdict=a_verdict("deficient"), events=undone).asked_at is None


def test_a_complete_inquiry_gets_no_letter_from_a_machine():
    found = proposed(complete())

    assert (found.letter, found.items) == ("", ())
    assert "deciding officer" in found.reason


def test_what_a_later_form_cured_is_not_asked_for():
    assert proposed(unsigned(), complete(digest="d2" * 32)).items == ()


def test_the_field_offices_answer_is_proposed_with_its_words_and_only_to_whom_may_be_told():
    answer = examined(mail("We grant the stay for six months.", digest="d3" * 32))
    quoted = replace(answer, message=replace(answer.message, new_text="Please look again.", quoted_text="We grant the stay."))

    found = proposed(complete(), events=(joined(answer, Role.OFFICE_REPLY, LATER),))
    assert (found.letter, "“We grant”" in found.reason) == ("granted", True)
    assert proposed(complete(), verdict=a_verdict("unverified"), events=(joined(answer, Role.OFFICE_REPLY, LATER),)).letter != "granted"
    assert proposed(complete(), events=(joined(quoted, Role.OFFICE_REPLY, LATER),)).letter == "", "what it quotes is not its answer"
    newer = examined(mail("It is denied.", digest="d4" * 32))
    both = (joined(answer, Role.OFFICE_REPLY, LATER), joined(newer, Role.OFFICE_REPLY, LATER + timedelta(days=1)))
    assert proposed(complete(), events=both).letter == "declined"


def test_a_mail_that_only_may_belong_to_the_thread_withdraws_nothing():
    away = examined(mail("We withdraw our request.", digest="d5" * 32))

    assert proposed(complete(), away).letter == "withdrawn"
    assert proposed(complete(), events=(joined(away, Role.POSSIBLE_FOLLOW_UP, LATER),)).letter == ""


def test_another_desks_matter_comes_with_its_contact():
    found = proposed(complete(), topic="uscis")

    assert found.letter == "referred-elsewhere" and "1-800-375-5283" in found.words
    assert "uscis.gov/es/contacto" in proposed(complete(), topic="uscis", language="es").words


def test_warned_and_silent_is_closed_and_a_mail_after_the_warning_is_not():
    assert proposed(unsigned(), verdict=a_verdict("deficient"), events=letter("closing_soon")).letter == "closed_without_answer"
    late = joined(unsigned(digest="d6" * 32), Role.FOLLOW_UP, LATER + timedelta(days=1))
    found = proposed(unsigned(), verdict=a_verdict("deficient"), events=lambda inquiry: (*letter("closing_soon")(inquiry), late))
    assert found.letter == "ask"


def test_of_a_family_each_is_asked_for_their_own_papers_alone(tmp_path):
    rig = open_rig(tmp_path)
    rig.turn(family(g28(MOTHER), g28(SON, filling=UNSIGNED)))
    desk = ReviewDesk(store=rig.store, books=lambda: {"national": rig.book}, own=OWN, clock=rig.clock, hold=timedelta(seconds=30))
    who = Reviewer(name="ann", role=Actor.REVIEWER)
    mother, son = (Composer(desk, one.number, who).suggestion(one) for one in rig.inquiries)
    rig.store.close()

    assert (mother.letter, mother.items) == ("", ())
    assert son.letter == "ask" and len(son.items) == 1 and "sign Part 4" in son.items[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("letter: withdrawn\n", "letter: withdrawnn\n", "did you mean 'withdrawn'"),
        ("letter: no-jurisdiction\n", "letter: declined\n", "only by the field office's own words"),
        ("says: The sender's newest mail says “{words}”.", "says: The mail says {words!r}.", "nothing that is known here"),
        ("says: The sender's newest mail says “{words}”.", "says: The mail says {client}.", "{client} is nothing that is known here"),
        ("      decided_by: [opla, uscis, eoir]\n", "      {}\n", "would fit everywhere"),
        ("changes: [withdrawal]", "changes: [withdrawl]", "did you mean 'withdrawal'"),
        ("- id: must-fix\n", "- id: to-check\n", "given twice"),
    ],
)
def test_a_mistake_in_a_line_is_named(old, new, said):
    with pytest.raises(PolicyError) as wrong:
        compile_policy(changed("suggestions.yaml", old, new))

    assert said in str(wrong.value)
