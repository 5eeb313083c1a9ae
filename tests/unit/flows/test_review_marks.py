"""Notes, links, restrictions, the language: what changes, what is refused, and that none of it moves the inquiry."""

from dataclasses import replace

import pytest

from pdinbox.flows.review import Refusal
from pdinbox.flows.review_marks import fix_language, link, note, restrict, unrestrict
from tests.builders import NOW, an_inquiry
from tests.journeys.rig import book
from tests.unit.flows.test_review import ANN, BOSS

ONE, OTHER = an_inquiry(), an_inquiry(number="PD-2026-000002-A")


def restricting(inquiry=ONE, law="", reason="told on the telephone"):
    return restrict(inquiry, law, reason=reason, by=ANN, at=NOW, policy=book().policy)


def test_a_note_is_a_line_for_reviewers_and_collides_with_nothing():
    done = note(ONE, "  called the firm \n", by=ANN, at=NOW)

    assert (done.inquiries, done.log[0].event, done.log[0].words, done.log[0].actor) == ((), "note", "called the firm", "ann")


def test_a_link_is_said_on_both_sides():
    done = link(ONE, OTHER, reason="sisters", by=ANN, at=NOW)

    assert done.inquiries == () and [line.words for line in done.log] == [
        "Linked to PD-2026-000002-A: sisters",
        "Linked to PD-2026-000001-R: sisters",
    ]


@pytest.mark.parametrize(
    "refused",
    [
        note(ONE, " \n", by=ANN, at=NOW),
        link(ONE, ONE, by=ANN, at=NOW),
        link(replace(ONE, related=(OTHER.number,)), OTHER, by=ANN, at=NOW),
        restricting(law="gdpr"),
        restricting(reason=" "),
        unrestrict(ONE, reason="r", by=BOSS, at=NOW),
        unrestrict(replace(ONE, restricted=("vawa",)), reason="r", by=ANN, at=NOW),
        unrestrict(replace(ONE, restricted=("vawa",)), reason="", by=BOSS, at=NOW),
        fix_language(ONE, "fr", by=ANN, at=NOW),
        fix_language(ONE, "en", by=ANN, at=NOW),
    ],
)
def test_what_can_not_be_meant_is_refused_in_words(refused):
    assert isinstance(refused, Refusal) and refused.words.startswith("PD-2026-000001-R") and refused.words.endswith(".")


def test_a_restriction_is_a_persons_with_the_law_where_it_is_named_and_a_supervisor_lifts_it():
    (restricted,) = restricting(law="vawa").inquiries
    (lifted,) = unrestrict(restricted, reason="a mistake", by=BOSS, at=NOW).inquiries

    assert restricted.restricted == ("by_reviewer", "vawa") and isinstance(restricting(restricted, law="vawa"), Refusal)
    assert not lifted.is_restricted


def test_the_language_is_fixed():
    (spanish,) = fix_language(ONE, "es", by=ANN, at=NOW).inquiries

    assert (spanish.language, spanish.version) == ("es", ONE.version + 1)
