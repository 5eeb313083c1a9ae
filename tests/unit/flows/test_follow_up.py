"""A reply: whether it joins, and the inquiry judged anew with all that the thread brought."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.follow_up import belonging, is_about_another
from pdinbox.flows.renewal import renewed
from pdinbox.intake.thread import JoinJudgement
from pdinbox.model.inquiry import Custody, State
from pdinbox.model.message import Address, Dmarc
from pdinbox.model.plan import Link, Role
from pdinbox.model.route import BY_PERSON, Route
from pdinbox.model.verdict import Authority
from tests.builders import NOW
from tests.journeys.rig import book
from tests.unit.flows.values import LATER, complete, examined, known, linked, mail, planned, thread
from tests.unit.policy.rulebook import LENA, a_g28

UNSIGNED = a_g28(marks={"client.signature": "none"})
OTHERS = {"client.family_name": "Zelaya", "client.given_name": "Noemí", "client.a_number": "098765431"}
STRANGER = Address(email="mallory@evil.example.net")


def judged(*dossiers, at=LATER, **changes):
    return renewed(thread(**changes).inquiry, dossiers=dossiers, at=at, book=book())


def judgement(message_changes, link=Link.TOKEN):
    found = belonging(complete(**message_changes), known(threads=linked(thread(), link=link)))
    return found[1]


@pytest.mark.parametrize(
    ("changes", "link"),
    [
        ({}, Link.NUMBER),
        ({"sender": STRANGER}, Link.TOKEN),
        ({"sender": STRANGER}, Link.REFERENCE),
        ({"sender": None}, Link.TOKEN),
        ({"dmarc": Dmarc.FAIL}, Link.TOKEN),
        ({"reply_to": (STRANGER,)}, Link.TOKEN),
    ],
)
def test_what_only_may_belong_is_not_joined(changes, link):
    assert judgement(changes, link) is JoinJudgement.POSSIBLE


@pytest.mark.parametrize("link", [Link.TOKEN, Link.REFERENCE])
@pytest.mark.parametrize("dmarc", [Dmarc.PASS, Dmarc.NONE, Dmarc.UNKNOWN])
def test_the_lawyers_answer_joins(link, dmarc):
    assert judgement({"dmarc": dmarc}, link) is JoinJudgement.JOIN


def test_of_several_inquiries_the_one_that_may_be_joined_is_taken():
    mine = thread(number="PD-2026-000002-V")
    theirs = thread(representative=STRANGER)

    found = belonging(complete(), known(threads=linked(theirs) + linked(mine, link=Link.REFERENCE)))

    assert found[0].thread.inquiry.number == mine.inquiry.number


def test_a_possible_follow_up_is_held_with_the_way_to_decide_and_changes_nothing():
    plan = planned(complete(sender=STRANGER), threads=linked(thread()))

    assert plan.inquiries == plan.letters == () and plan.joins[0].role is Role.POSSIBLE_FOLLOW_UP
    assert "pdinbox held release" in plan.filing.reason and STRANGER.email not in plan.log[0].words


def test_the_signed_form_cures():
    after = judged(examined(mail(), UNSIGNED), complete(), state=State.WAITING_FOR_DOCUMENTS)

    assert (after.verdict.outcome, after.state, after.version) == (Authority.AUTHORISED, State.READY_FOR_REVIEW, 2)


def test_an_unsigned_form_after_the_signed_one_takes_nothing_back():
    assert judged(complete(), examined(mail(), UNSIGNED)).verdict.outcome is Authority.AUTHORISED


@pytest.mark.parametrize("state", [State.REDIRECTED, State.RESOLVED, State.CLOSED])
def test_a_finished_inquiry_opens_again_with_a_date_of_its_own(state):
    after = judged(complete(), examined(mail("News.")), at=NOW + timedelta(days=90), state=state)

    assert after.state is State.READY_FOR_REVIEW and after.due_at > NOW + timedelta(days=90)


def test_an_overdue_review_is_not_put_off_by_a_reply():
    after = judged(complete(), examined(mail("News.")), at=NOW + timedelta(days=90))

    assert after.due_at == thread().inquiry.due_at


def test_an_overdue_wait_for_the_sender_is_counted_anew():
    after = judged(examined(mail(), UNSIGNED), complete(), at=NOW + timedelta(days=90), state=State.WAITING_FOR_DOCUMENTS)

    assert after.due_at > NOW + timedelta(days=90)


def test_custody_and_place_stay_where_a_reply_is_silent():
    first = complete(text="My client is detained at Adelanto ICE Processing Center. We ask for a stay.")

    after = judged(first, examined(mail("One more letter.")), custody=Custody.DETAINED)

    assert (after.custody, after.route.office, after.route.basis) == (Custody.DETAINED, "LOS", "facility")


def test_the_newest_mail_that_speaks_of_a_place_counts():
    first = complete(text="My client is detained at Adelanto ICE Processing Center.")
    moved = examined(mail("My client is detained at Stewart Detention Center now."))

    assert judged(first, moved, examined(mail("Thank you.")), custody=Custody.DETAINED).route.office == "ATL"


def test_an_office_found_before_stays_when_nothing_is_said_at_all():
    before = thread().inquiry.route

    assert judged(examined(mail("Please help.")), examined(mail("Thank you."))).route == before


def test_an_office_that_a_reviewer_chose_stays_whatever_a_mail_says():
    chosen = Route(office="NYC", basis=BY_PERSON, confidence=1.0, may_be_told=False)
    moved = complete(text="My client is detained at Adelanto ICE Processing Center.")

    assert judged(moved, route=chosen).route == chosen


def test_an_inquiry_that_a_reply_opens_again_has_no_outcome_and_stays_with_its_reviewer():
    after = judged(complete(), state=State.RESOLVED, outcome="granted", assignee="ann")

    assert (after.state, after.outcome, after.assignee) == (State.READY_FOR_REVIEW, "", "ann")


def test_a_number_in_the_text_replaces_none_and_a_form_does():
    assert judged(examined(mail("For A098765431.")), a_number="012345678").a_number == "012345678"
    assert judged(examined(mail("For A098765431.")), a_number="").a_number == "098765431"
    assert judged(complete(), a_number="011111111").a_number == "012345678"


def test_requests_add_up():
    after = judged(complete(), examined(mail("We also ask for release on parole.")), requests=("stay-of-removal",))

    assert after.requests[0] == "stay-of-removal" and "parole" in after.requests


def test_a_reply_that_asks_for_discretion_makes_it_ours_and_one_about_visits_does_not_make_it_anothers():
    assert judged(examined(mail("I do ask for prosecutorial discretion.")), topic="detention").topic == "pd"
    assert judged(examined(mail("What are the visiting hours?")), topic="pd").topic == "pd"


def test_the_papers_of_another_person_begin_another_matter():
    assert is_about_another(examined(mail(), a_g28(marks=OTHERS)), thread=thread(complete()), known=known(), book=book())


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {"client.a_number": "098765431"},
        {"client.family_name": "Ejemplo López", "client.a_number": "098765431"},
        {"client.a_number": None},
    ],
    ids=["the same", "a number corrected", "a second surname", "no number"],
)
def test_the_papers_of_the_same_person_do_not(marks):
    assert not is_about_another(examined(mail("See the form."), a_g28(marks=marks)), thread=thread(complete()), known=known(), book=book())


def test_a_person_whom_the_thread_named_before_is_no_other():
    first = examined(mail("I represent Noemí Zelaya, A098-765-431."), a_g28())

    assert not is_about_another(examined(mail(), a_g28(marks=OTHERS)), thread=thread(first), known=known(), book=book())


def test_a_reply_over_the_limit_changes_nothing_and_its_sender_is_told():
    plan = planned(examined(mail("")), oversize=True, size=61_000_000, threads=linked(thread()))

    assert plan.inquiries == () and [letter.kind for letter in plan.letters] == ["too_large"] and plan.joins[0].role is Role.FOLLOW_UP


@pytest.mark.parametrize("facts", [{}, {"oversize": True}], ids=["read", "over the limit"])
def test_a_stranger_whom_a_person_let_in_gets_no_letter(facts):
    plan = planned(examined(mail(sender=STRANGER)), threads=linked(thread()), ruling=thread().inquiry.number, **facts)

    assert plan.joins[0].role is Role.FOLLOW_UP and plan.letters == ()


def test_only_whoever_speaks_for_the_client_is_told_of_the_case():
    expert = Address(email="ida@university.example.net")
    one = thread(complete(), people=(expert.email,))

    to_lawyer = planned(complete(digest="d2" * 32), threads=linked(one)).letters[0]
    to_expert = planned(examined(mail("My report.", sender=expert, digest="d3" * 32)), threads=linked(one)).letters[0]

    assert "Ana Ejemplo" in to_lawyer.text and "Ejemplo" not in to_expert.text and to_lawyer.to == LENA


def test_the_same_reply_makes_the_same_letter_and_another_reply_another():
    one = planned(complete(), threads=linked(thread())).letters[0]
    again = planned(complete(), threads=linked(thread(version=5))).letters[0]
    other = planned(complete(content_digest="ef" * 32), threads=linked(thread())).letters[0]

    assert one.key == again.key != other.key and replace(one, octets=b"") == replace(again, octets=b"")


def test_a_mail_about_too_many_people_stays_a_persons_after_a_reply_with_one_form():
    numbers = ", ".join(f"A9000000{place:02d}" for place in range(10, 23))
    first = examined(mail(f"We ask for a stay for the siblings {numbers}."))

    assert judged(first, complete(), a_number="900000010").verdict.because == ("case.too-many-people",)


def test_a_reply_that_speaks_for_somebody_else_too_says_so_to_the_reviewer():
    text = "We also represent Noemí Zelaya, A098-765-431; her form follows."

    plan = planned(examined(mail(text)), threads=linked(thread(complete())))

    assert [inquiry.number for inquiry in plan.inquiries] == [thread().inquiry.number]
    assert "431" in next(line.words for line in plan.log if line.event == "names-another")
