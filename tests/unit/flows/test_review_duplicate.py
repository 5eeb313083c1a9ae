"""A duplicate: who is told under which number it goes on, who never is, and where a reply to it belongs afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.review import Refusal, Reviewer
from pdinbox.flows.review_duplicate import duplicated, mark_of, reopened, undone
from pdinbox.flows.timing import begun, turned
from pdinbox.inquiries.steps import Actor
from pdinbox.model.family import member_of
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from pdinbox.model.message import Address, Dmarc
from pdinbox.model.plan import Join, Link, Role, Thread
from pdinbox.model.verdict import Authority
from tests.builders import NOW, a_letter, a_verdict
from tests.journeys.rig import book
from tests.unit.flows.test_review import ANN, LATER
from tests.unit.flows.values import complete, examined, linked, mail, planned, thread
from tests.unit.policy.rulebook import LENA

FIRST, SECOND, BETWEEN = "PD-2026-000001-Y", "PD-2026-000002-A", "PD-2026-000004-E"
HOLD = timedelta(seconds=30)
ELSEWHERE = Address(email="other@firm-two.example.com", name="Another lawyer")


def an_inquiry_of(number: str, *, answered: bool = True, dossiers=None, **changes) -> Thread:
    letters = (a_letter(key=f"acknowledgement:{number}", to=LENA, inquiry=number),) if answered else ()
    facts = {"number": number, "state": State.READY_FOR_REVIEW, "verdict": a_verdict("authorised")}
    return thread(*((complete(),) if dossiers is None else dossiers), letters=letters, **(facts | changes))


def marked(second=None, first=None, *, reason=""):
    one, other = second or an_inquiry_of(SECOND), first or an_inquiry_of(FIRST)
    return duplicated(one, other, reason=reason, by=ANN, at=LATER, hold=HOLD, book=book())


def test_who_speaks_for_both_is_told_in_the_duplicates_thread_where_it_goes_on():
    plan = marked()

    (after,), (letter,) = plan.inquiries, plan.letters
    assert (after.state, letter.kind, letter.inquiry, letter.to) == (State.DUPLICATE, "duplicate", SECOND, LENA)
    assert letter.subject == f"[{SECOND}] Your inquiry goes on under another number"
    assert f"It is about the same request as inquiry {FIRST}" in letter.text and "Ana Ejemplo" in letter.text
    assert "What you need to do\n-------------------\n\nNothing. " in letter.text
    assert [line.event for line in plan.log] == ["marked-duplicate", "marked-duplicate", "duplicate-written"]
    assert after.token in letter.message_id and plan.log[-1].facts[0] == ("letter", letter.key) and letter.not_before == LATER + HOLD


def test_a_spanish_inquiry_is_told_in_spanish_with_the_english_below():
    (letter,) = marked(an_inquiry_of(SECOND, language="es")).letters

    said, _, below = letter.text.partition("English")
    assert "Trata de la misma solicitud que la consulta" in said and "We go on under" in below


def test_where_the_other_waits_for_papers_the_letter_does_not_say_that_nothing_is_to_be_done():
    (letter,) = marked(first=an_inquiry_of(FIRST, state=State.WAITING_FOR_DOCUMENTS, verdict=a_verdict("deficient"))).letters

    assert f"Inquiry {FIRST} still waits for what we asked you to send" in letter.text and "Nothing. " not in letter.text


@pytest.mark.parametrize("verdicts", [("unverified", "authorised"), ("authorised", "deficient"), ("unverified", "unverified")])
def test_nothing_of_the_case_is_said_unless_both_are_authorised(verdicts):
    second, first = verdicts
    (letter,) = marked(an_inquiry_of(SECOND, verdict=a_verdict(second)), an_inquiry_of(FIRST, verdict=a_verdict(first))).letters

    assert FIRST in letter.text and "Ejemplo" not in letter.text and "678" not in letter.text


@pytest.mark.parametrize("which", [{"second": SECOND}, {"first": FIRST}])
def test_a_restriction_by_hand_on_either_side_keeps_the_case_out_of_it(which):
    (letter,) = marked(**{side: an_inquiry_of(number, restricted=("by_reviewer",)) for side, number in which.items()}).letters

    assert FIRST in letter.text and "Ejemplo" not in letter.text and "678" not in letter.text


NO_FORM = {"state": State.WAITING_FOR_DOCUMENTS, "verdict": a_verdict("unverified")}


def bare(**changes):
    """A mail without any paper."""
    return examined(mail(text="We ask for a stay of removal.", **({"digest": "f1" * 32} | changes)))


def test_the_form_of_the_duplicate_counts_for_the_other_and_the_letter_says_that_all_is_complete():
    plan = marked(first=an_inquiry_of(FIRST, dossiers=(bare(),), **NO_FORM))

    after, on = plan.inquiries
    assert (on.number, on.verdict.outcome, on.state) == (FIRST, Authority.AUTHORISED, State.READY_FOR_REVIEW)
    assert after.duplicate_of == FIRST and plan.joins == (Join(message="d1" * 32, inquiry=FIRST, role=Role.WITH_DUPLICATE),)
    assert "With what you sent under both numbers, your documents are complete" in plan.letters[0].text
    assert ("papers-changed", FIRST) in [(line.event, line.inquiry) for line in plan.log]


BROTHER = an_inquiry_of("PD-2026-000003-C", a_number="023456789", client_given_name="Luis")
UNLENT = {
    "another representative's": {"representative": ELSEWHERE},
    "of somebody who does not speak for it": {"dossiers": (complete(sender=Address(email="sister@mail.example.net", name="")),)},
    "perhaps forged": {"dossiers": (complete(dmarc=Dmarc.FAIL),)},
}


@pytest.mark.parametrize("whose", UNLENT)
def test_no_other_papers_of_a_duplicate_count(whose):
    plan = marked(an_inquiry_of(SECOND, **UNLENT[whose]), an_inquiry_of(FIRST, dossiers=(bare(),), **NO_FORM))

    assert plan.joins == () and [one.number for one in plan.inquiries] == [SECOND]


def test_of_a_mail_about_several_people_the_duplicates_part_counts():
    second = an_inquiry_of(SECOND)
    plan = marked(
        replace(second, family=(replace(BROTHER, dossiers=second.dossiers),)), an_inquiry_of(FIRST, dossiers=(bare(),), **NO_FORM)
    )

    (join,) = plan.joins
    assert (join.inquiry, join.dealt) == (FIRST, (member_of(second.inquiry), member_of(BROTHER.inquiry)))
    assert plan.inquiries[1].verdict.outcome is Authority.AUTHORISED


def test_papers_that_change_nothing_leave_the_other_as_it_is_and_still_count_there():
    first = an_inquiry_of(FIRST, dossiers=(complete(digest="f2" * 32),))
    plan = marked(first=replace(first, inquiry=marked(first=first).inquiries[1]))

    assert [one.number for one in plan.inquiries] == [SECOND] and [join.inquiry for join in plan.joins] == [FIRST]


def test_a_settled_inquiry_gets_the_papers_and_is_not_opened_by_them():
    plan = marked(first=an_inquiry_of(FIRST, dossiers=(bare(),), state=State.CLOSED, verdict=a_verdict("unverified")))

    assert [one.number for one in plan.inquiries] == [SECOND] and [join.inquiry for join in plan.joins] == [FIRST]


def test_what_the_law_protects_comes_along_with_the_papers():
    second = an_inquiry_of(SECOND, dossiers=(complete(text="Her asylum case is before the Board. We ask for a stay for Ana Ejemplo."),))
    plan = marked(second, an_inquiry_of(FIRST, dossiers=(bare(),), **NO_FORM))

    assert plan.inquiries[1].is_restricted and "Ejemplo" not in plan.letters[0].text


@pytest.mark.parametrize("state", [State.DUPLICATE, State.CLOSED])
def test_opened_again_it_takes_its_papers_back(state):
    second = an_inquiry_of(SECOND, state=state, duplicate_of=FIRST)
    first = an_inquiry_of(FIRST, dossiers=(bare(), *second.dossiers))
    one = replace(second, goes_on=first)
    plan = reopened(one, way=(BETWEEN, FIRST), reason="another stay", by=ANN, at=LATER, book=book())

    after, on = plan.inquiries
    unlent = tuple(Join(message="d1" * 32, inquiry=number, role=Role.WITH_DUPLICATE) for number in (BETWEEN, FIRST))
    assert (after.state, after.duplicate_of, plan.unlent) == (State.READY_FOR_REVIEW, "", unlent)
    assert on.verdict.outcome is Authority.UNVERIFIED and plan.log[-1].inquiry == FIRST
    assert (on.a_number, on.client) == ("", ""), "nothing is left of what the papers said of their client"


def test_what_one_mail_brought_to_both_is_not_taken_away():
    second = an_inquiry_of(SECOND, state=State.DUPLICATE, duplicate_of=FIRST)
    first = an_inquiry_of(FIRST, dossiers=second.dossiers)
    one = replace(second, goes_on=replace(first, family=(second,)))
    plan = reopened(one, way=(FIRST,), reason="another stay", by=ANN, at=LATER, book=book())

    assert plan.unlent == () and [one.number for one in plan.inquiries] == [SECOND]


def undoing(plan, *, second, first, by=ANN, **letter):
    """The mark of that plan taken back, half the hold time later."""
    after, *others = plan.inquiries
    (there,) = others or (first.inquiry,)
    letters = tuple(replace(one, **letter) for one in plan.letters)
    mark = mark_of((line for line in plan.log if line.inquiry == SECOND), letters)
    lent = tuple(one for one in second.dossiers if any(join.message == one.message.digest for join in plan.joins))
    on = replace(first, inquiry=there, dossiers=(*first.dossiers, *lent))
    return undone(replace(second, inquiry=after, goes_on=on), mark, way=(FIRST,), by=by, at=LATER + HOLD / 2, book=book())


ASKED = turned(
    begun(an_inquiry_of(FIRST, **NO_FORM, a_number="", client_given_name="", client_family_name="").inquiry, at=NOW, book=book()),
    before=thread().inquiry,
    at=NOW,
    book=book(),
    is_asked=True,
)


def test_taken_back_in_time_both_are_as_before_and_the_letter_never_leaves():
    second = an_inquiry_of(SECOND, state=State.IN_REVIEW, assignee="kim")
    second = replace(second, inquiry=begun(second.inquiry, at=NOW, book=book()))
    first = replace(an_inquiry_of(FIRST, dossiers=(bare(),)), inquiry=ASKED)
    plan = marked(second, first)
    back = undoing(plan, second=second, first=first)

    after, there = back.inquiries
    assert back.undone == (plan.letters[0].key,) and back.unlent and after.duplicate_of == ""
    for now, before in ((after, second.inquiry), (there, first.inquiry)):
        names = ("state", "assignee", "due_at", "next_event_at", "a_number", "client_family_name", "custody", "urgency")
        assert {name: getattr(now, name) for name in names} == {name: getattr(before, name) for name in names}
        assert now.clock.waits == before.clock.waits and now.clock.stopped_at is None
    assert {line.event for line in back.log} == {"mark-undone", "parted", "papers-changed"}


def test_where_nobody_was_told_the_mark_is_taken_back_as_long_as_nothing_else_was_done():
    sides = {"second": an_inquiry_of(SECOND), "first": an_inquiry_of(FIRST, representative=ELSEWHERE)}
    plan = marked(**sides)

    assert undoing(plan, **sides).inquiries[0].state is State.READY_FOR_REVIEW
    moved = replace(plan, inquiries=(replace(plan.inquiries[0], version=9, state=State.CLOSED),))
    assert "is closed: it has moved on" in undoing(moved, **sides).words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"by": Reviewer(name="bob", role=Actor.REVIEWER)}, "ann marked it; only that reviewer or a supervisor"),
        ({"state": LetterState.SENT}, "too late, the letter has left (it is sent). `reopen` takes it up again."),
        ({"state": LetterState.UNDONE}, "taken back already"),
    ],
)
def test_what_can_not_be_taken_back_is_refused_in_words(given, words):
    sides = {"second": an_inquiry_of(SECOND), "first": an_inquiry_of(FIRST)}
    refused = undoing(marked(**sides), **sides, **given)

    assert isinstance(refused, Refusal) and words in refused.words


BOUNCED = a_letter(key="returned", to=LENA, inquiry=FIRST, state=LetterState.BOUNCED)
NEVER = {
    "somebody else speaks for the other": ({"first": an_inquiry_of(FIRST, representative=ELSEWHERE)}, "somebody else speaks"),
    "a colleague speaks for the other": (
        {"first": an_inquiry_of(FIRST, representative=replace(LENA, email=f"colleague@{LENA.email.partition('@')[2]}"))},
        "somebody else speaks",
    ),
    "who may speak is not decided there": ({"first": an_inquiry_of(FIRST, verdict=a_verdict("needs_person"))}, "is not decided"),
    "who may speak is not decided here": ({"second": an_inquiry_of(SECOND, verdict=a_verdict("needs_person"))}, "is not decided"),
    "the other is settled": ({"first": an_inquiry_of(FIRST, state=State.RESOLVED)}, "nothing is open"),
    "its mail was only recorded": ({"second": an_inquiry_of(SECOND, answered=False)}, "never had a letter"),
    "the others mail was only recorded": ({"first": an_inquiry_of(FIRST, answered=False)}, "never had a letter"),
    "nobody can be answered": ({"second": an_inquiry_of(SECOND, dossiers=())}, "not the representative's"),
    "the answer would go elsewhere": (
        {"second": an_inquiry_of(SECOND, dossiers=(complete(reply_to=(ELSEWHERE,)),))},
        "not the representative's",
    ),
    "a letter about the other came back": (
        {"first": replace(an_inquiry_of(FIRST), letters=(*an_inquiry_of(FIRST).letters, BOUNCED))},
        "do not arrive",
    ),
}


@pytest.mark.parametrize("why", NEVER)
def test_nobody_else_is_told_anything_and_the_log_says_why(why):
    sides, words = NEVER[why]
    plan = marked(**sides)

    assert plan.inquiries[0].state is State.DUPLICATE and not plan.letters
    assert (plan.log[-1].event, plan.log[-1].inquiry) == ("no-letter", SECOND) and words in plan.log[-1].words


def test_what_can_not_be_a_duplicate_is_refused_and_nothing_is_written():
    refused = marked(first=an_inquiry_of(SECOND))

    assert isinstance(refused, Refusal) and "beside itself" in refused.words


def settled(on: Thread | None = None, **changes) -> Thread:
    """The duplicate, known to the lawyer and to whom she copied."""
    one = an_inquiry_of(SECOND, state=State.DUPLICATE, **changes)
    return replace(one, goes_on=on or an_inquiry_of(FIRST), correspondents=(LENA.email, "cousin@mail.example.net"))


def reply_to(one: Thread, message=None, *, link=Link.TOKEN, **facts):
    asking = message or mail(text="Any news?", digest="e1" * 32)
    return planned(examined(asking), threads=linked(one, link=link), **facts)


@pytest.mark.parametrize("link", [Link.TOKEN, Link.NUMBER])
def test_a_question_in_the_duplicates_thread_is_answered_for_the_other(link):
    plan = reply_to(settled(), link=link)

    (letter,), (join,) = plan.letters, plan.joins
    assert (letter.kind, letter.inquiry, join.inquiry) == ("status", FIRST, FIRST) and SECOND not in letter.text
    assert not plan.inquiries, "neither is opened again, and none moves by asking"
    assert [(line.event, line.inquiry) for line in plan.log] == [("status-asked", FIRST), ("went-on-elsewhere", SECOND)]


def test_a_reply_that_says_more_joins_the_other_and_leaves_the_duplicate_as_it_is():
    plan = reply_to(settled(), mail(text="Ana Ejemplo was moved to another room. Please note it.", digest="e2" * 32))

    assert [one.number for one in plan.inquiries] == [FIRST] and [one.inquiry for one in plan.joins] == [FIRST]
    assert [letter.inquiry for letter in plan.letters] == [FIRST]


@pytest.mark.parametrize(
    ("one", "sender"),
    [
        (settled(an_inquiry_of(FIRST, representative=ELSEWHERE)), LENA),
        (settled(), Address(email="cousin@mail.example.net", name="A cousin")),
    ],
    ids=["somebody else speaks for the other", "whom she copied here only"],
)
def test_who_may_not_know_of_the_other_learns_nothing_of_it(one, sender):
    plan = reply_to(one, mail(text="Any news?", digest="e3" * 32, sender=sender, reply_to=()))

    assert not any(line.event == "went-on-elsewhere" for line in plan.log) and FIRST not in {join.inquiry for join in plan.joins}
    assert all(FIRST not in letter.text and letter.inquiry != FIRST for letter in plan.letters)


def test_a_familys_reply_is_divided_and_the_duplicates_part_goes_on_with_the_other():
    brother = an_inquiry_of("PD-2026-000003-C", a_number="023456789", client_given_name="Luis")
    plan = reply_to(replace(settled(), family=(brother,)))

    assert {join.inquiry for join in plan.joins} == {FIRST, brother.inquiry.number}
    assert [line.inquiry for line in plan.log if line.event == "went-on-elsewhere"] == [SECOND]


def test_what_may_be_forged_is_held_and_what_a_person_ruled_stays_so():
    forged = reply_to(settled(), mail(text="Any news?", digest="e4" * 32, dmarc=Dmarc.FAIL))
    ruled = reply_to(settled(), ruling=SECOND)

    assert not forged.letters and {join.inquiry for join in forged.joins} == {SECOND}
    assert {join.inquiry for join in ruled.joins} == {SECOND}
