"""A reviewer's letter: drafted, looked at, sent after the hold time, taken back; and what it may say to whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.review import Refusal
from pdinbox.flows.review_drafts import Typed, drafted, drop_draft, own_draft, save_draft
from pdinbox.flows.review_letters import letter_of, names_case, paragraphs, send_draft, undo
from pdinbox.flows.timing import begun
from pdinbox.inquiries.deadlines import due_of, time_left
from pdinbox.model.clock import Awaited
from pdinbox.model.draft import DraftKind
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from tests.builders import NOW, a_verdict
from tests.journeys.rig import book
from tests.unit.flows.test_review import ANN, BOB, BOSS, LATER
from tests.unit.flows.values import complete, thread

HOLD = timedelta(seconds=30)
GRANTED = Typed(outcome="granted", words="All of it.")
ASKED = Typed(items=("The birth certificate of the child.",), words="Thank you for the school records.")
OUTCOMES = [one.id for one in book().policy.outcomes]


def in_review(*, dossiers=None, **changes):
    """A thread that ann has."""
    one = thread(*(dossiers if dossiers is not None else (complete(),)), **({"state": State.IN_REVIEW, "assignee": "ann"} | changes))
    return replace(one, inquiry=begun(one.inquiry, at=NOW, book=book()))


def sent(typed=GRANTED, *, one=None, by=ANN, at=LATER, **options):
    one = one or in_review()
    draft = drafted(one.inquiry, typed, by=ANN, at=NOW)
    return send_draft(one, options.pop("draft", draft), by=by, at=at, hold=HOLD, book=book(), **options)


def words(decided) -> str:
    assert isinstance(decided, Refusal), decided
    return decided.words


def taken_back(plan, *, by=ANN, inquiry=None, **letter):
    return undo(inquiry or plan.inquiries[0], replace(plan.letters[0], **letter), plan.drafts[0], by=by, at=LATER, book=book())


def test_a_resolution_waits_for_the_hold_time_and_says_what_the_preview_said():
    one = in_review()
    seen = letter_of(one, drafted(one.inquiry, GRANTED, by=ANN, at=NOW), at=LATER, book=book())

    plan = sent(one=one)

    (letter,), (inquiry,) = plan.letters, plan.inquiries
    assert letter == replace(seen, not_before=LATER + HOLD) and letter.to == one.inquiry.representative
    assert (inquiry.state, inquiry.outcome, inquiry.clock.stopped_at) == (State.RESOLVED, "granted", LATER)
    assert plan.drafts[0].letter == letter.key and [(line.event, line.actor) for line in plan.log] == [("resolved", "ann")]
    assert "All of it." in letter.text and "Ana Ejemplo" in letter.text


def test_asking_for_more_waits_for_the_sender_with_the_clock_at_rest():
    (inquiry,), (letter,) = (plan := sent(ASKED)).inquiries, plan.letters

    assert inquiry.state is State.WAITING_FOR_DOCUMENTS and inquiry.clock.wait.awaited is Awaited.SENDER and inquiry.due_at is None
    assert "1. The birth certificate of the child." in letter.text and letter.kind == "ask"


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_outcome_has_its_letter_in_both_languages_and_its_own_end(outcome, language):
    plan = sent(Typed(outcome=outcome, words="See the field office."), one=in_review(language=language))

    said, (letter,) = book().policy.outcome(outcome), plan.letters
    for spoken in {language, "en"}:
        assert said.said_in(spoken).says in " ".join(letter.text.split()) and said.said_in(spoken).next in " ".join(letter.text.split())
    assert plan.inquiries[0].state.value == said.ends and plan.inquiries[0].outcome == outcome


@pytest.mark.parametrize("verdict", ["deficient", "unverified", "needs_person"])
def test_an_answer_on_the_case_goes_to_nobody_whose_authority_is_not_shown(verdict):
    one = in_review(verdict=a_verdict(verdict))

    assert "nobody's authority to hear it is shown" in words(sent(one=one))
    told = sent(Typed(outcome="no-jurisdiction"), one=one).letters[0]
    assert "Ana" not in told.text and "678" not in told.text


@pytest.mark.parametrize("said", ["Ana Ejemplo may stay.", "For A 012-345-678: nothing.", "EJEMPLO, Ana"])
def test_words_that_name_the_client_are_stopped_where_authority_is_not_shown(said):
    one = in_review(verdict=a_verdict("unverified"))

    for typed in (Typed(words=said), Typed(outcome="no-jurisdiction", words=said)):
        assert "leave out what concerns the case" in words(sent(typed, one=one))
        assert not isinstance(sent(typed), Refusal)


def test_a_sister_of_the_same_name_can_be_greeted():
    assert not names_case("Dear Ms. Ejemplo,", in_review().inquiry)


def test_a_restriction_by_a_reviewer_keeps_the_letter_silent():
    assert "Ejemplo" not in sent(one=in_review(restricted=("by_reviewer",))).letters[0].text


def test_a_persons_letter_does_not_call_itself_a_machines():
    head = sent().letters[0].octets.partition(b"\r\n\r\n")[0].lower()

    assert not any(name in head for name in (b"auto-submitted", b"precedence", b"x-auto-response-suppress"))


def test_what_changed_since_the_draft_was_written_is_looked_at_first():
    one = in_review()
    draft = drafted(one.inquiry, GRANTED, by=ANN, at=NOW)
    moved = replace(one, inquiry=replace(one.inquiry, version=one.inquiry.version + 1))

    assert "has changed since the draft was written: it is now in review, assigned to ann" in words(sent(one=moved, draft=draft))
    assert not isinstance(sent(one=moved, draft=draft, has_looked=True), Refusal)


def test_another_reviewer_sends_nothing_and_a_supervisor_may():
    assert "that reviewer or a supervisor" in words(sent(by=BOB))
    assert not isinstance(sent(by=BOSS), Refusal)


@pytest.mark.parametrize(
    ("typed", "state", "said"),
    [
        (GRANTED, State.READY_FOR_REVIEW, "claim it first"),
        (Typed(words="x"), State.RESOLVED, "is resolved"),
        (Typed(), State.IN_REVIEW, "say what you ask for"),
        (Typed(outcome="granted-in-part"), State.IN_REVIEW, "add words of your own"),
        (Typed(outcome="grnated"), State.IN_REVIEW, "did you mean 'granted'?"),
    ],
)
def test_what_can_not_be_sent_is_refused_in_words(typed, state, said):
    assert said in words(sent(typed, one=in_review(state=state)))


def test_a_thread_without_a_mail_has_nobody_to_write_to():
    assert "nobody's address is known" in words(sent(one=in_review(dossiers=())))


@pytest.mark.parametrize("typed", [GRANTED, ASKED, Typed(outcome="withdrawn"), Typed(outcome="closed_without_answer")])
def test_what_is_taken_back_is_a_draft_again_and_the_clock_runs_as_if_nothing_had_been(typed):
    one = in_review()
    plan = sent(typed, one=one)

    back = taken_back(plan)

    (inquiry,) = back.inquiries
    assert (inquiry.state, inquiry.outcome, inquiry.assignee) == (State.IN_REVIEW, "", "ann")
    assert time_left(inquiry.clock, now=LATER + HOLD) == time_left(one.inquiry.clock, now=LATER + HOLD)
    assert inquiry.due_at == due_of(one.inquiry.clock) and inquiry.next_event_at == one.inquiry.next_event_at
    assert back.undone == (plan.letters[0].key,) and (back.drafts[0].letter, back.drafts[0].version) == ("", inquiry.version)
    again = sent(one=replace(one, inquiry=inquiry), draft=back.drafts[0])
    assert again.letters[0].key != plan.letters[0].key


@pytest.mark.parametrize("state", [state for state in LetterState if state is not LetterState.READY])
def test_what_has_left_is_not_taken_back(state):
    said = words(taken_back(sent(), state=state))

    assert ("was not sent" in said) == (state is LetterState.UNDONE) and ("too late" in said) == (state is not LetterState.UNDONE)


def test_a_letter_that_the_server_has_put_off_has_not_left_and_is_taken_back():
    assert taken_back(sent(), attempts=1).undone


def test_only_its_author_or_a_supervisor_takes_a_letter_back():
    assert "only its author" in words(taken_back(sent(), by=BOB))
    assert not isinstance(taken_back(sent(), by=BOSS), Refusal)


def test_where_a_reply_came_meanwhile_only_the_letter_is_taken_back():
    plan = sent()
    replied = replace(plan.inquiries[0], version=9, state=State.READY_FOR_REVIEW)

    back = taken_back(plan, inquiry=replied)

    assert back.inquiries == () and back.undone and back.drafts[0].version == 9 and "moved on" in back.log[0].words


def test_a_draft_replaces_no_other_words_unless_it_is_asked_to():
    inquiry = in_review().inquiry
    first = save_draft(inquiry, GRANTED, by=ANN, at=NOW, book=book()).drafts[0]
    facts = {"before": first, "by": ANN, "at": LATER, "book": book()}

    assert "you have a draft" in words(save_draft(inquiry, Typed(outcome="declined"), **facts))
    (second,) = save_draft(inquiry, Typed(outcome="declined"), replaces=True, **facts).drafts
    assert (second.key, second.outcome, second.at) == (first.key, "declined", LATER)


@pytest.mark.parametrize("typed", [Typed(), Typed(words=" ", items=(" ",)), Typed(outcome="won")])
def test_nothing_and_an_unknown_outcome_are_no_draft(typed):
    assert isinstance(save_draft(in_review().inquiry, typed, by=ANN, at=NOW, book=book()), Refusal)


def test_a_draft_is_its_authors_to_find_and_to_delete():
    inquiry = in_review().inquiry
    ask, answer = (drafted(inquiry, typed, by=ANN, at=at) for typed, at in ((ASKED, NOW), (GRANTED, LATER)))

    assert own_draft((ask, answer), by=ANN) == answer and own_draft((ask, answer), by=ANN, kind=DraftKind.ASK) == ask
    assert own_draft((ask, answer), by=BOB) is None
    assert "only its author" in words(drop_draft(inquiry, ask, by=BOB, at=LATER))
    assert drop_draft(inquiry, ask, by=ANN, at=LATER).dropped_drafts == (ask.key,)


def test_the_log_of_a_draft_says_nothing_of_its_words():
    assert save_draft(in_review().inquiry, GRANTED, by=ANN, at=NOW, book=book()).log[0].words == "Draft saved: resolution, granted"


def test_the_language_of_the_words_is_found_and_said_to_whoever_reads_the_other():
    typed = Typed(outcome="declined", words="Gracias por su carta. No podemos decir más por este medio.")

    text = sent(typed, one=in_review(language="es")).letters[0].text

    assert text.count("Gracias por su carta") == 2 and text.count("written in Spanish") == 1 and "en inglés" not in text


def test_wrapped_lines_are_one_paragraph_and_listed_lines_are_their_own():
    typed = "Please send\nall of these:\n- one\n- two\n\nThank\nyou.\n1. first\n2) second"

    assert paragraphs(typed) == ("Please send all of these:", "- one", "- two", "Thank you.", "1. first", "2) second")
