"""A finding that a reviewer sets aside, from the mail to the letter: judged anew, told so, taken back, and agreed to by a second person."""

import io
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest

from fixtures.papers.g28 import Filling
from fixtures.papers.pens import Pen
from pdinbox.flows.override import approve, decline, found_in, restore, set_aside
from pdinbox.flows.pieces import origin_of, with_wholes
from pdinbox.flows.replay import rejudged
from pdinbox.flows.review import Move, Refusal, Reviewer, take_step
from pdinbox.flows.thread_view import thread_view
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.model.finding import Outcome
from pdinbox.model.inquiry import State
from pdinbox.model.override import OverrideState
from pdinbox.model.plan import Plan
from pdinbox.model.verdict import Authority
from pdinbox.reviewing import ReviewDesk
from tests.journeys.people import g28, reply, request
from tests.journeys.rig import OWN, Rig, book, open_rig

ANN, BOB = Reviewer(name="ann", role=Actor.REVIEWER), Reviewer(name="bob", role=Actor.REVIEWER)
MIA, ZOE = Reviewer(name="mia", role=Actor.SUPERVISOR), Reviewer(name="zoe", role=Actor.SUPERVISOR)
WORDS = "The signature is in the lower corner of the page."
UNSIGNED = g28(filling=Filling(client_signature=Pen.NONE))


class Desk:
    """A rig with one inquiry whose form the client has not signed."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.review = ReviewDesk(
            store=rig.store, books=lambda: {"national": rig.book}, own=OWN, clock=rig.clock, hold=timedelta(seconds=30)
        )
        (self.letter,) = rig.turn(request(attachments=(UNSIGNED,)))

    def thread(self):
        return self.review.thread_as_examined(self.rig.inquiry)

    def open_findings(self):
        thread = self.thread()
        return [one for one in found_in(thread.dossiers, thread.overrides) if one.finding.outcome is Outcome.MUST_FIX]

    def decided(self, flow, *args, **given):
        given = {"by": ANN, "at": self.rig.clock.now(), "book": self.rig.book} | given
        return self.review.carry_out(self.rig.inquiry.number, lambda one: flow(self.review.thread_as_examined(one), *args, **given))

    def set_aside(self, found, **given):
        return self.decided(set_aside, found.key, **({"reason": "seen-on-paper", "words": WORDS} | given))

    def set_all_aside(self, **given):
        for found in self.open_findings():
            if not found.is_set_aside:
                done = self.set_aside(found, **given)
                assert isinstance(done, Plan), done.words

    def overrides(self):
        return self.thread().overrides


@pytest.fixture
def desk(tmp_path):
    rig = open_rig(tmp_path)
    yield Desk(rig)
    rig.store.close()


def refused(decided) -> str:
    assert isinstance(decided, Refusal)
    return decided.words


def test_without_the_finding_the_form_shows_authority_and_nobody_is_awaited(desk):
    before = desk.rig.inquiry
    assert (before.state, before.verdict.outcome) == (State.WAITING_FOR_DOCUMENTS, Authority.DEFICIENT)
    desk.set_all_aside()

    after = desk.rig.inquiry
    assert (after.state, after.verdict.outcome) == (State.READY_FOR_REVIEW, Authority.AUTHORISED)
    assert after.due_at is not None and after.clock.is_running
    assert desk.rig.turn() == (), "no reminder goes out for what is no longer missing"


def test_what_is_kept_says_who_when_why_and_about_what(desk):
    found = desk.open_findings()[0]
    desk.set_aside(found)
    (kept,) = desk.overrides()

    assert (kept.rule, kept.said, kept.box, kept.page) == (found.finding.rule, found.finding.message, found.finding.box, found.finding.page)
    assert (kept.by, kept.reason, kept.words, kept.state) == ("ann", "seen-on-paper", WORDS, OverrideState.IN_FORCE)
    assert kept.policy == book().policy.version and kept.at == desk.rig.clock.now()
    assert kept.octets == next(file.digest for file in found.dossier.files)
    lines = [event.log for event in desk.rig.history() if event.log and event.log.event == "finding-overridden"]
    assert [(line.actor, WORDS in line.words, dict(line.facts)["override"]) for line in lines] == [("ann", True, kept.key)]


def test_letters_follow(desk):
    assert "sign" in desk.letter.text.lower()
    desk.set_all_aside()
    (answer,) = desk.rig.turn(reply(desk.letter, "Here are the school records as well."))

    assert desk.rig.inquiry.verdict.outcome is Authority.AUTHORISED
    for found in desk.open_findings():
        assert found.finding.message not in answer.text and (not found.finding.cure or found.finding.cure not in answer.text)


def test_the_same_paper_sent_again_stays_set_aside(desk):
    desk.set_all_aside()
    desk.rig.turn(reply(desk.letter, "The form again.", attachments=(UNSIGNED,)))

    assert desk.rig.inquiry.verdict.outcome is Authority.AUTHORISED
    assert all(one.is_set_aside for one in desk.open_findings() if one.finding.document)


def test_what_was_set_aside_is_no_open_point_and_still_seen_in_the_thread(desk):
    desk.set_all_aside()
    view = thread_view(desk.rig.inquiry, desk.rig.history())

    assert [point for point in view.open_points if point.finding.outcome is Outcome.MUST_FIX] == []
    assert any(one.outcome is Outcome.MUST_FIX for entry in view.entries for one in entry.findings)


def test_taken_back_it_counts_again(desk):
    desk.set_all_aside()
    for one in desk.overrides():
        assert isinstance(desk.decided(restore, one.key), Plan)

    assert desk.rig.inquiry.verdict.outcome is Authority.DEFICIENT
    assert desk.rig.inquiry.state is State.READY_FOR_REVIEW, "a person has it in hand; nobody is asked by itself"
    assert {one.state for one in desk.overrides()} == {OverrideState.RESTORED}
    assert "does not stand there any more" in refused(desk.decided(restore, desk.overrides()[0].key))
    desk.set_all_aside()
    assert desk.rig.inquiry.verdict.outcome is Authority.AUTHORISED


def test_the_replay_knows_of_it(desk):
    desk.set_all_aside()
    (stored,) = desk.rig.store.stored_inquiries()
    anew = rejudged(stored, book_on=lambda _mailbox, _day: desk.rig.book)

    assert anew and anew.inquiry.verdict.outcome is Authority.AUTHORISED


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"words": "short"}, "at least 10 characters"),
        ({"words": "   spaces    "}, "at least 10 characters"),
        ({"reason": "because"}, "choose a reason: seen-on-paper"),
        ({"reason": "seen-on-papr"}, "did you mean"),
    ],
)
def test_a_reason_and_words_are_asked_for(desk, given, words):
    assert words in refused(desk.set_aside(desk.open_findings()[0], **given))
    assert desk.overrides() == ()


def test_a_finding_is_set_aside_once_and_only_one_that_is_open(desk):
    found = desk.open_findings()[0]
    desk.set_aside(found)
    assert "ann has set that finding aside already" in refused(desk.set_aside(found, by=BOB))
    thread = desk.thread()
    passed = next(one for one in found_in(thread.dossiers, ()) if one.finding.outcome is Outcome.PASSED)
    assert "that rule passed" in refused(desk.set_aside(passed))
    assert "does not stand there any more" in refused(desk.decided(set_aside, "0" * 12, reason="other", words=WORDS))


def test_what_another_reviewer_has_is_theirs(desk):
    desk.review.carry_out(
        desk.rig.inquiry.number,
        lambda one: take_step(one, Move(step=Step.CLAIM), by=BOB, at=desk.rig.clock.now(), book=desk.rig.book),
    )
    assert "assigned to bob" in refused(desk.set_aside(desk.open_findings()[0]))
    assert isinstance(desk.set_aside(desk.open_findings()[0], by=MIA), Plan)


def test_in_a_settled_inquiry_nothing_is_set_aside(desk):
    found = desk.open_findings()[0]
    desk.review.carry_out(
        desk.rig.inquiry.number,
        lambda one: take_step(one, Move(step=Step.WITHDRAW, reason="by phone"), by=ANN, at=desk.rig.clock.now(), book=desk.rig.book),
    )
    assert "is withdrawn" in refused(desk.set_aside(found))


def test_with_a_second_person_it_counts_until_a_supervisor_agrees(desk):
    found = desk.open_findings()[0]
    desk.set_aside(found, needs_second=True, by=MIA)
    (waiting,) = desk.overrides()

    assert waiting.state is OverrideState.PROPOSED
    assert desk.rig.inquiry.verdict.outcome is Authority.DEFICIENT
    assert "only a supervisor" in refused(desk.decided(approve, waiting.key, by=BOB))
    assert "another supervisor decides" in refused(desk.decided(approve, waiting.key, by=MIA))
    assert isinstance(desk.decided(approve, waiting.key, by=ZOE), Plan)
    assert [(one.state, one.by, one.decided_by) for one in desk.overrides()] == [(OverrideState.IN_FORCE, "mia", "zoe")]
    assert "does not stand there any more" in refused(desk.decided(approve, waiting.key, by=ZOE))


def test_what_is_declined_counts(desk):
    found = desk.open_findings()[0]
    desk.set_aside(found, needs_second=True)
    (waiting,) = desk.overrides()
    assert isinstance(desk.decided(decline, waiting.key, by=ZOE), Plan)

    assert desk.overrides()[0].state is OverrideState.DECLINED
    assert desk.rig.inquiry.verdict.outcome is Authority.DEFICIENT
    assert isinstance(desk.set_aside(found), Plan), "it can be asked for again"


def test_a_finding_about_a_form_that_came_in_pieces_is_set_aside_too(tmp_path):
    rig = open_rig(tmp_path)
    whole = UNSIGNED.octets
    first, last = replace(UNSIGNED, name="pages 1 and 2.pdf", octets=pages_of(whole, 1, 2)), replace(UNSIGNED, octets=pages_of(whole, 3))
    (letter,) = rig.turn(request(attachments=(first,)))
    rig.turn(reply(letter, "Here is page 3.", attachments=(last,)))
    review = ReviewDesk(store=rig.store, books=lambda: {"national": rig.book}, own=OWN, clock=rig.clock, hold=timedelta(seconds=30))
    thread = review.thread_as_examined(rig.inquiry)
    made = with_wholes(thread.dossiers, book=rig.book)
    together = [one for one in found_in(made, ()) if one.finding.outcome is Outcome.MUST_FIX and (one.finding.file or "").startswith("1:")]
    assert together and rig.inquiry.verdict.outcome is Authority.DEFICIENT

    def decide(inquiry):
        given = {"reason": "seen-on-paper", "words": WORDS, "by": ANN, "at": rig.clock.now(), "book": rig.book}
        return set_aside(review.thread_as_examined(inquiry), together[0].key, **given)

    assert isinstance(review.carry_out(rig.inquiry.number, decide), Plan)
    (kept,) = review.thread_as_examined(rig.inquiry).overrides
    assert kept.octets == next(file.digest for file in thread.dossiers[1].files), "the digest is that of the file in its own mail"
    assert rig.inquiry.verdict.outcome is Authority.AUTHORISED
    assert origin_of("1:2", made, dossier=made[0]) == (made[1].message.digest, "2")
    rig.store.close()


def pages_of(octets: bytes, *numbers: int) -> bytes:
    """Those pages of the form alone."""
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(octets)) as pdf, pikepdf.new() as made:
        for number in numbers:
            made.pages.append(pdf.pages[number - 1])
        made.save(held)
    return held.getvalue()
