"""A duplicate: who is told under which number it goes on, who never is, and where a reply to it belongs afterwards."""

from dataclasses import replace

import pytest

from pdinbox.flows.review import Refusal
from pdinbox.flows.review_duplicate import duplicated, reopened
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from pdinbox.model.message import Address, Dmarc
from pdinbox.model.plan import Join, Link, Role, Thread
from pdinbox.model.verdict import Authority
from tests.builders import a_letter, a_verdict
from tests.journeys.rig import book
from tests.unit.flows.test_review import ANN, LATER
from tests.unit.flows.values import complete, examined, linked, mail, planned, thread
from tests.unit.policy.rulebook import LENA

FIRST, SECOND = "PD-2026-000001-Y", "PD-2026-000002-A"
ELSEWHERE = Address(email="other@firm-two.example.com", name="Another lawyer")


def an_inquiry_of(number: str, *, answered: bool = True, dossiers=None, **changes) -> Thread:
    letters = (a_letter(key=f"acknowledgement:{number}", to=LENA, inquiry=number),) if answered else ()
    facts = {"number": number, "state": State.READY_FOR_REVIEW, "verdict": a_verdict("authorised")}
    return thread(*((complete(),) if dossiers is None else dossiers), letters=letters, **(facts | changes))


def marked(second=None, first=None, *, reason=""):
    one, other = second or an_inquiry_of(SECOND), first or an_inquiry_of(FIRST)
    return duplicated(one, other, reason=reason, by=ANN, at=LATER, book=book())


def test_who_speaks_for_both_is_told_in_the_duplicates_thread_where_it_goes_on():
    plan = marked()

    (after,), (letter,) = plan.inquiries, plan.letters
    assert (after.state, letter.kind, letter.inquiry, letter.to) == (State.DUPLICATE, "duplicate", SECOND, LENA)
    assert letter.subject == f"[{SECOND}] Your inquiry goes on under another number"
    assert f"It is about the same request as inquiry {FIRST}" in letter.text and "Ana Ejemplo" in letter.text
    assert "What you need to do\n-------------------\n\nNothing. " in letter.text
    assert [line.event for line in plan.log] == ["marked-duplicate", "marked-duplicate", "duplicate-written"]
    assert after.token in letter.message_id and plan.log[-1].facts == (("letter", letter.key),)


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


def test_a_mail_about_several_people_counts_for_nobody_elses_inquiry():
    second = an_inquiry_of(SECOND)
    plan = marked(
        replace(second, family=(replace(BROTHER, dossiers=second.dossiers),)), an_inquiry_of(FIRST, dossiers=(bare(),), **NO_FORM)
    )

    assert plan.joins == () and [one.number for one in plan.inquiries] == [SECOND]


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
    plan = reopened(replace(second, goes_on=first), reason="another stay", by=ANN, at=LATER, book=book())

    after, on = plan.inquiries
    assert (after.state, after.duplicate_of, plan.unlent) == (State.READY_FOR_REVIEW, "", ("d1" * 32,))
    assert on.verdict.outcome is Authority.UNVERIFIED and plan.log[-1].inquiry == FIRST


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


def test_a_familys_reply_stays_with_the_family_while_another_of_it_is_open():
    brother = an_inquiry_of("PD-2026-000003-C", a_number="023456789", client_given_name="Luis")
    plan = reply_to(replace(settled(), family=(brother,)))

    assert {join.inquiry for join in plan.joins} == {SECOND, brother.inquiry.number}
    assert not any(line.event == "went-on-elsewhere" for line in plan.log)


def test_what_may_be_forged_is_held_and_what_a_person_ruled_stays_so():
    forged = reply_to(settled(), mail(text="Any news?", digest="e4" * 32, dmarc=Dmarc.FAIL))
    ruled = reply_to(settled(), ruling=SECOND)

    assert not forged.letters and {join.inquiry for join in forged.joins} == {SECOND}
    assert {join.inquiry for join in ruled.joins} == {SECOND}
