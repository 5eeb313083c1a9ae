"""A new inquiry: number, verdict, route, dates, and its one acknowledgement."""

from dataclasses import replace

import pytest

from pdinbox.flows.arrival import respond
from pdinbox.flows.opening import route_of
from pdinbox.model.case import CaseFacts
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Custody, State
from pdinbox.model.message import Address
from pdinbox.model.plan import Role, Tray
from pdinbox.model.verdict import Authority
from tests.builders import NOW
from tests.journeys.rig import book
from tests.unit.flows.values import LATER, complete, examined, known, linked, mail, planned, thread
from tests.unit.policy.rulebook import LENA, a_g28

UNSIGNED = {"client.signature": "none"}


def opened(dossier, **facts):
    return planned(dossier, **facts).inquiries[0]


def test_a_complete_form_is_authorised_and_waits_for_a_reviewer():
    inquiry = opened(complete())

    assert (inquiry.verdict.outcome, inquiry.state, inquiry.version) == (Authority.AUTHORISED, State.READY_FOR_REVIEW, 1)
    assert (inquiry.a_number, inquiry.client, inquiry.representative) == ("012345678", "Ana Ejemplo", LENA)
    assert inquiry.route.office == "CHI" and inquiry.requests and inquiry.due_at > LATER


@pytest.mark.parametrize(
    ("dossier", "outcome"),
    [(examined(mail(), a_g28(marks=UNSIGNED)), Authority.DEFICIENT), (examined(mail()), Authority.UNVERIFIED)],
    ids=["unsigned", "no form"],
)
def test_what_lacks_papers_waits_for_the_sender(dossier, outcome):
    inquiry = opened(dossier)

    assert (inquiry.verdict.outcome, inquiry.state) == (outcome, State.WAITING_FOR_DOCUMENTS)


def test_the_acknowledgements_key_is_the_inquirys_number():
    plan = planned(complete())

    assert [letter.key for letter in plan.letters] == [f"acknowledgement:{plan.inquiries[0].number}"]
    assert plan.letters[0].inquiry == plan.inquiries[0].number and plan.letters[0].answers == mail().digest


def test_another_desks_matter_is_redirected():
    plan = planned(examined(mail("What are the visiting hours and how do I send money to the commissary?")))

    assert plan.inquiries[0].state is State.REDIRECTED and plan.letters[0].kind == "other_desk"


def test_a_redirected_matter_is_closed_at_once_only_where_the_rules_say_so():
    dossier = examined(mail("What are the visiting hours and how do I send money to the commissary?"))
    topics = replace(book().policy.topics, confirm_redirects=False)

    unconfirmed = respond(dossier, known=known(), book=replace(book(), policy=replace(book().policy, topics=topics)))

    assert unconfirmed.inquiries[0].state is State.CLOSED and "We will do nothing more about your e-mail" in unconfirmed.letters[0].text
    assert "A person here will still look at your e-mail" in planned(dossier).letters[0].text


def test_a_file_that_nobody_could_read_may_be_our_form_and_keeps_a_mail_here():
    locked = Finding(rule="reading.encrypted", outcome=Outcome.TO_CHECK, message="It is locked.", cure="Send it open.", file="2")
    dossier = examined(mail("When is my next hearing before the immigration judge?"))

    plan = planned(replace(dossier, findings=(*dossier.findings, locked)))

    assert planned(dossier).inquiries[0].state is State.REDIRECTED
    assert plan.inquiries[0].state is State.READY_FOR_REVIEW and plan.letters[0].kind == "unreadable"


def test_abuse_goes_to_a_person_at_once_with_the_line_that_helps_now():
    plan = planned(examined(mail("My brother is detained at Otero. Three guards beat him in his cell.")))

    (inquiry,), (letter,) = plan.inquiries, plan.letters
    assert inquiry.state is State.READY_FOR_REVIEW and inquiry.due_at < planned(complete()).inquiries[0].due_at
    assert letter.kind == "other_desk" and "before other mail, by November 25, 2026" in letter.text and "1-888-351-4024" in letter.text
    assert "person-at-once" in [line.event for line in plan.log]


def test_abuse_beside_a_request_of_ours_is_both():
    plan = planned(complete(text="We request his release. Two guards beat him in his cell at Otero."))

    assert plan.inquiries[0].state is State.READY_FOR_REVIEW and plan.letters[0].kind == "received"
    text = plan.letters[0].text
    assert "Your e-mail is also about an assault" in text and "read your e-mail before other mail" in text
    assert text.count("1-888-351-4024") == 1 and "We could not tell" not in text


def test_a_removal_that_is_near_pulls_the_due_day_before_it():
    opened_on_tuesday = opened(complete(text="His removal is set for November 25. We ask for a stay."))

    assert opened_on_tuesday.due_at.date() == LATER.date()


def test_the_letter_says_whether_the_line_is_open_when_it_is_written():
    dossier = examined(mail("What are the visiting hours and how do I send money to the commissary?"))

    by_day = planned(dossier).letters[0].text
    on_thanksgiving = planned(dossier, now=NOW.replace(day=26)).letters[0].text

    assert "the line was open until 8 p.m. Eastern" in by_day
    assert "the line was closed; it opens on Friday, November 27, at 8 a.m. Eastern" in on_thanksgiving


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Your e-mail does not say whether you have asked the field office"),
        (" We have not contacted the field office.", "You wrote that you have not asked it yet"),
        (" We called the field office twice.", None),
    ],
)
def test_who_has_not_asked_the_field_office_is_told_how_and_that_nothing_waits_for_it(words, said):
    text = planned(complete(text=f"We ask for a stay of removal for Ana Ejemplo, A012-345-678.{words}")).letters[0].text

    assert ("That office knows the case best" in text) == (said is not None)
    assert said is None or (said in text and "- Chicago" in text and "Your inquiry goes on even if you do not" in text)


def test_what_nobody_understands_goes_to_a_person_and_not_back_to_the_sender():
    inquiry = opened(examined(mail("Good day. Please call me back.")))

    assert (inquiry.topic, inquiry.state) == ("not_understood", State.READY_FOR_REVIEW)


def test_a_mail_over_the_limit_waits_for_its_parts():
    plan = planned(examined(mail("")), oversize=True, size=61_000_001)

    assert plan.inquiries[0].state is State.WAITING_FOR_DOCUMENTS and plan.letters[0].kind == "too_large"
    assert "62 MB" in plan.letters[0].text


def test_an_old_mail_is_recorded_without_a_letter_and_says_so():
    plan = planned(complete(), without_letters=True)

    assert plan.letters == () and "without-letters" in [line.event for line in plan.log]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("I represent Ana Ejemplo, A012345678. Please see A098765431.", "case.several-people"),
        ("I represent Ana Ejemplo, A012345678. The petitioner is Pedro Ruiz, A098765431.", "case.mentioned"),
    ],
    ids=["unclear", "mentioned"],
)
def test_a_mail_that_names_another_number_opens_one_inquiry_with_a_note_for_the_reviewer(text, rule):
    plan = planned(examined(mail(text), a_g28()))

    assert [inquiry.a_number for inquiry in plan.inquiries] == ["012345678"] and rule in [one.rule for one in plan.dossier.findings]
    assert plan.inquiries[0].verdict.outcome is Authority.AUTHORISED and "431" not in plan.letters[0].text


def test_a_mail_about_more_people_than_the_rules_divide_is_one_inquiry_for_a_person():
    numbers = ", ".join(f"A9000000{place:02d}" for place in range(10, 23))

    plan = planned(examined(mail(f"We ask for a stay for the siblings {numbers}.")))

    assert len(plan.inquiries) == 1 and plan.inquiries[0].verdict.because == ("case.too-many-people",)
    assert plan.inquiries[0].state is State.READY_FOR_REVIEW and [letter.kind for letter in plan.letters] == ["need_documents"]


def test_an_urgent_mail_is_due_sooner():
    calm, urgent = opened(complete()), opened(complete(text="My client is detained and will be removed tomorrow. We ask for a stay."))

    assert urgent.urgency and urgent.custody is Custody.DETAINED and urgent.due_at < calm.due_at


def test_every_inquiry_of_the_same_person_is_related():
    other = Address(email="other@elsewhere.example.net")

    assert opened(complete(sender=other), same_person=(thread(),)).related == ("PD-2026-000001-R",)


def test_an_offices_own_mailbox_is_the_last_basis():
    of_chicago = replace(book(), default_office="CHI")

    assert route_of(CaseFacts(), book=of_chicago).basis == "mailbox" and route_of(CaseFacts(), book=book()).office is None


def test_for_what_happens_before_the_office_opens_the_time_is_over_and_the_letter_names_the_day_it_opens():
    saturday = NOW.replace(day=21)
    dossier = complete(text="My client is detained and will be removed tomorrow. We ask for a stay.", sent_at=saturday)

    plan = planned(dossier, now=saturday)

    (inquiry,), (letter,) = plan.inquiries, plan.letters
    assert inquiry.due_at < saturday and inquiry.next_event_at < saturday
    assert "by November 23, 2026" in letter.text and "November 20" not in letter.text


def test_a_reporter_is_asked_for_no_form_whatever_words_of_ours_the_mail_has():
    reporter = Address(email="desk@tribune.example.net")
    text = "I am a reporter for the Example Tribune. We request comment on prosecutorial discretion and the stay of removal of Ana Ejemplo."

    plan = planned(examined(mail(text, sender=reporter)))

    assert [letter.kind for letter in plan.letters] == ["other_desk"] and "G-28" not in plan.letters[0].text
    assert plan.inquiries[0].state is State.READY_FOR_REVIEW


def test_mail_from_the_agency_itself_waits_for_a_person_and_is_answered_by_nobody():
    plan = planned(examined(mail(sender=Address(email="officer@ice.dhs.gov"))))

    assert (plan.inquiries, plan.letters) == ((), ()) and plan.filing and plan.filing.tray is Tray.HELD
    assert "agency-wrote" in [line.event for line in plan.log]


def test_who_looks_like_the_agency_is_not_the_agency():
    assert planned(examined(mail(sender=Address(email="officer@ice.dhs.gov.example.net")))).letters


def test_mail_from_the_agency_is_shown_beside_the_inquiry_it_answers_and_joins_where_the_agency_began_it():
    agent = Address(email="officer@ice.dhs.gov")
    dossier = examined(mail(sender=agent))

    beside = planned(dossier, threads=linked(thread()))
    own = planned(dossier, threads=linked(thread(representative=agent)))

    assert [join.role for join in beside.joins] == [Role.POSSIBLE_FOLLOW_UP] and [join.role for join in own.joins] == [Role.FOLLOW_UP]
    assert planned(dossier, ruling="new").inquiries
