"""One mail about several people: linked inquiries, each judged by the papers about that person, one letter, one reply for all."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from fixtures.mails import Attachment, Writer, write_bounce
from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.pens import Pen
from fixtures.papers.waiver import Recipient, draw_waiver
from fixtures.people import Client, person
from pdinbox.cli.paint_queue import QueueView
from pdinbox.cli.paint_thread import inquiry_view
from pdinbox.flows.kin import family_of, kin_of
from pdinbox.flows.replay import rejudged
from pdinbox.flows.review import Move, Reviewer
from pdinbox.flows.thread_view import thread_view
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.model.inquiry import Custody, State
from pdinbox.model.letter import LetterState
from pdinbox.model.packet import PacketLimits, PartKind
from pdinbox.model.plan import Plan, Role
from pdinbox.model.sight import Sight
from pdinbox.reviewing import ReviewDesk
from tests.builders import NOW
from tests.journeys.people import LAWYER, MALLORY, by, g28, plain, reply, request
from tests.journeys.rig import DESK, OWN, as_mail
from tests.journeys.test_packet import binder
from tests.unit.flows.packets import text_of

MOTHER: Client = replace(person(2), family_name="Zelaya Ruiz", given_name="Noemí", middle_name="", a_number="911111111", zip="60602")
SON: Client = replace(person(3), family_name="Zelaya Ruiz", given_name="Tadeo", middle_name="", a_number="922222222")
AUNT: Client = replace(person(4), family_name="Ruiz Mejía", given_name="Olga", middle_name="", a_number="933333333")
UTC_ZONE = ZoneInfo("UTC")
UNSIGNED = Filling(client_signature=Pen.NONE)


def shown(client: Client) -> str:
    return f"A{client.a_number[:3]}-{client.a_number[3:6]}-{client.a_number[6:]}"


BOTH = f"I represent {MOTHER.full_name}, {shown(MOTHER)}, and her son {SON.full_name}, {shown(SON)}.\nWe ask for discretion for both.\n"


def family(*papers: Attachment, text: str = BOTH, **changes) -> bytes:
    return request(text=f"{text}\n{LAWYER.full_name}\n", attachments=papers, **changes)


def verdicts(rig) -> list[tuple[str, str]]:
    return [(one.a_number, one.verdict.outcome.value) for one in rig.inquiries]


def test_a_mail_about_two_people_opens_two_linked_inquiries_with_one_letter(rig):
    (letter,) = rig.turn(family(g28(MOTHER), g28(SON)))

    one, two = rig.inquiries
    assert verdicts(rig) == [(MOTHER.a_number, "authorised"), (SON.a_number, "authorised")]
    assert (one.related, two.related) == ((two.number,), (one.number,))
    assert one.number in letter.text and two.number in letter.text and letter.inquiry == one.number and letter.also == (two.number,)
    assert MOTHER.given_name in letter.text and SON.given_name in letter.text
    assert one.token != two.token and one.token not in two.token and rig.roles(two.number) == (Role.OPENING,)
    assert [one.due_at is not None, one.state, two.state] == [True, State.READY_FOR_REVIEW, State.READY_FOR_REVIEW]


def test_the_packet_of_each_has_the_form_of_that_person_alone(rig):
    rig.turn(family(g28(MOTHER), g28(SON)))

    for who, other in zip(rig.inquiries, reversed(rig.inquiries), strict=True):
        made = binder(rig).packet(who.number, limits=PacketLimits())
        bound = binder(rig).bound(made)
        (form,) = [part for part in bound.parts if part.kind is PartKind.FORM]
        pages = " ".join(text_of(bound, page) for page in range(form.first, form.last + 1))
        cover = text_of(bound, 1)
        assert who.client_given_name in pages and other.client_given_name not in pages
        assert "1 form about another person of this mail is left out" in " ".join(cover.split())
        assert [part.kind for part in bound.parts] == [PartKind.MAIL, PartKind.FORM] and who.verdict.outcome.value == "authorised"


def test_a_form_for_the_mother_authorises_nothing_about_the_son(rig):
    (letter,) = rig.turn(family(g28(MOTHER)))

    one, two = rig.inquiries
    assert verdicts(rig) == [(MOTHER.a_number, "authorised"), (SON.a_number, "unverified")]
    assert (one.state, two.state) == (State.READY_FOR_REVIEW, State.WAITING_FOR_DOCUMENTS)
    assert MOTHER.given_name in letter.text and SON.given_name not in letter.text and SON.a_number[-3:] not in letter.text
    assert f"{two.number}: person 2 in your e-mail" in letter.text


def test_each_deficient_paper_is_asked_for_under_its_own_number(rig):
    (letter,) = rig.turn(family(g28(MOTHER), g28(SON, filling=UNSIGNED)))

    one, two = rig.inquiries
    head, tail = letter.text.split(f"{two.number}:")
    assert verdicts(rig) == [(MOTHER.a_number, "authorised"), (SON.a_number, "deficient")]
    assert (
        "signature is missing" not in head
        and "signature is missing" in tail
        and SON.given_name not in tail.replace(f"G-28 {SON.family_name}", "")
    )
    assert one.number in head


def test_a_paper_with_the_mothers_name_and_the_sons_number_authorises_neither(rig):
    mixed = Attachment(name="form.pdf", octets=draw_g28(MOTHER, LAWYER, Filling(a_number=SON.a_number)))

    rig.turn(family(mixed))

    assert "authorised" not in [one.verdict.outcome.value for one in rig.inquiries]
    assert [one.client for one in rig.inquiries] == [MOTHER.full_name, SON.full_name]


def test_one_reply_brings_what_is_missing_for_any_of_them(rig):
    text = f"{BOTH}Also for {AUNT.full_name}, {shown(AUNT)}.\n"
    (first,) = rig.turn(family(g28(MOTHER, filling=UNSIGNED), text=text))
    before = rig.inquiries

    (answer,) = rig.turn(reply(first, "Both forms.", attachments=(g28(SON), g28(MOTHER))))

    one, two, three = rig.inquiries
    assert [each.verdict.outcome.value for each in (one, two, three)] == ["authorised", "authorised", "unverified"]
    assert (one.version, two.version) == (2, 2) and three == before[2]
    assert (
        answer.kind == "documents_complete" and one.number in answer.text and two.number in answer.text and three.number not in answer.text
    )
    assert rig.roles(one.number) == rig.roles(two.number) == (Role.OPENING, Role.FOLLOW_UP) and rig.roles(three.number) == (Role.OPENING,)


def test_a_reply_with_the_sons_form_leaves_the_mothers_inquiry_as_it_is(rig):
    (first,) = rig.turn(family(g28(MOTHER)))
    mothers = rig.inquiries[0]

    (answer,) = rig.turn(reply(first, "Here it is.", attachments=(g28(SON),)))

    assert rig.inquiries[0] == mothers and rig.inquiries[1].verdict.outcome.value == "authorised"
    assert answer.inquiry == rig.inquiries[1].number and "documents are complete" in answer.text and MOTHER.given_name not in answer.text


def test_the_next_reply_to_the_sons_letter_still_reaches_the_mother(rig):
    (first,) = rig.turn(family(g28(MOTHER, filling=UNSIGNED)))
    (second,) = rig.turn(reply(first, "For the son.", attachments=(g28(SON),)))

    rig.turn(reply(second, "And for the mother.", attachments=(g28(MOTHER),)))

    assert verdicts(rig) == [(MOTHER.a_number, "authorised"), (SON.a_number, "authorised")]


def test_a_reply_that_names_nobody_is_about_all_that_are_not_finished(rig):
    (first,) = rig.turn(family(g28(MOTHER), g28(SON)))
    rig.store.carry_out(Plan(at=rig.clock.now(), inquiries=(replace(rig.inquiries[1], state=State.RESOLVED, version=2),)))

    rig.turn(reply(first, "One more letter of support will follow."))

    assert [(one.version, one.state) for one in rig.inquiries] == [(2, State.READY_FOR_REVIEW), (2, State.RESOLVED)]


def test_a_question_about_a_family_is_answered_person_by_person_in_one_letter(rig):
    (first,) = rig.turn(family(g28(MOTHER), g28(SON, filling=UNSIGNED)))
    before = rig.inquiries

    (answer,) = rig.turn(reply(first, "Any news?"))

    own, _, other = answer.text.partition(f"{before[1].number}\n")
    assert answer.kind == "status" and answer.also == (before[1].number,) and rig.inquiries == before
    assert MOTHER.family_name in own and "in line for a person" in own and "1. " not in own
    assert "We are waiting for your reply" in other and "1. " in other and SON.given_name not in answer.text
    assert [rig.roles(one.number) for one in before] == [(Role.OPENING, Role.FOLLOW_UP)] * 2


def test_somebody_elses_papers_in_a_reply_open_one_more_inquiry(rig):
    (first,) = rig.turn(family(g28(MOTHER)))

    (answer,) = rig.turn(reply(first, "For the son, and now for his aunt too.", attachments=(g28(SON), g28(AUNT))))

    assert verdicts(rig) == [(one.a_number, "authorised") for one in (MOTHER, SON, AUNT)]
    assert rig.inquiries[2].number in answer.text and rig.roles(rig.inquiries[2].number) == (Role.OPENING,)
    assert rig.inquiries[2].number in rig.inquiries[1].related


def test_a_second_mail_about_the_family_joins_what_is_open_and_opens_what_is_not(rig):
    rig.turn(request(MOTHER))

    (letter,) = rig.turn(family(g28(MOTHER), g28(SON), subject="And her son"))

    one, two = rig.inquiries
    assert (one.version, two.version) == (2, 1) and rig.roles(one.number) == (Role.OPENING, Role.FOLLOW_UP)
    assert verdicts(rig) == [(MOTHER.a_number, "authorised"), (SON.a_number, "authorised")]
    assert two.number in one.related and one.number in two.related and letter.inquiry == two.number and letter.also == (one.number,)


def test_what_is_said_of_one_is_not_filed_with_the_other(rig):
    text = f"{BOTH}{MOTHER.given_name} is detained at Adelanto ICE Processing Center. {SON.given_name} goes to school.\n"

    rig.turn(family(g28(MOTHER), g28(SON), text=text))

    one, two = rig.inquiries
    assert (one.custody, one.route.office, two.custody) == (Custody.DETAINED, "LOS", Custody.UNKNOWN) and two.route.basis != "facility"


def test_a_bounced_family_letter_is_seen_with_each_of_them(rig):
    (letter,) = rig.turn(family(g28(MOTHER), g28(SON)))

    rig.turn(write_bounce(letter.octets, to=DESK, at=rig.clock.now(), recipient=letter.to.email))

    for one in rig.inquiries:
        events = rig.history(one.number)
        assert [event.letter.state for event in events if event.letter] == [LetterState.BOUNCED]
        assert "letter-bounced" in [event.log.event for event in events if event.log] and Role.BOUNCE in rig.roles(one.number)


def test_a_stranger_who_answers_the_familys_letter_is_held_and_shown(rig):
    (letter,) = rig.turn(family(g28(MOTHER), g28(SON)))
    before = rig.inquiries

    answers = rig.turn(reply(letter, "Send me everything.", writer=MALLORY))

    assert answers == () and rig.inquiries == before and len(rig.held) == 1


def test_a_person_puts_a_held_mail_with_the_one_it_belongs_to(rig):
    (letter,) = rig.turn(family(g28(MOTHER), g28(SON)))
    rig.turn(reply(letter, "Send me everything.", writer=MALLORY))

    rig.store.release(rig.held[0].digest, at=rig.clock.now(), ruling=rig.inquiries[1].number)
    answers = rig.turn()

    assert answers == () and [one.version for one in rig.inquiries] == [1, 2]


def test_a_waiver_a_person_authorises_its_recipient_for_that_person_alone(rig):
    writer = Writer(name="Ruth Amsel", email="ruth.amsel@lakeside-aid.example.org")
    recipient = Recipient(name=writer.name, organization="Lakeside Aid", email=writer.email)
    paper = Attachment(name="waiver.pdf", octets=draw_waiver(MOTHER, recipient))

    (letter,) = rig.turn(
        plain(writer, BOTH.replace("I represent", "I write for the family"), attachments=(paper,), subject="Deferred action")
    )

    assert verdicts(rig) == [(MOTHER.a_number, "authorised"), (SON.a_number, "unverified")] and SON.given_name not in letter.text


def test_a_family_in_spanish_is_answered_in_spanish(rig):
    text = (
        f"Estimados señores: represento a {MOTHER.full_name}, {shown(MOTHER)}, y a su hijo {SON.full_name}, {shown(SON)}. "
        "Solicitamos acción diferida para los dos. Viven aquí desde hace doce años y no tienen antecedentes penales.\n"
    )

    (letter,) = rig.turn(family(g28(MOTHER), text=text, subject="Solicitud de discreción procesal"))

    assert [one.language for one in rig.inquiries] == ["es", "es"] and "persona 2 de su correo" in letter.text


def test_a_mail_for_another_desk_is_not_divided(rig):
    text = f"What are the visiting hours for my brothers {MOTHER.full_name}, {shown(MOTHER)}, and {SON.full_name}, {shown(SON)}?\n"

    rig.turn(plain(Writer(name="Tomas Lind", email="tomas@example.net"), text, subject="visiting hours"))

    assert len(rig.inquiries) == 1 and rig.inquiry.state is State.REDIRECTED


def test_the_same_family_mail_after_a_crash_between_plan_and_fact_opens_them_once(rig):
    rig.turn(family(g28(MOTHER), g28(SON)))

    rig.turn(family(g28(MOTHER), g28(SON)))

    assert len(rig.inquiries) == 2 and len(rig.courier.sent) == 1


def test_the_letters_octets_name_the_first_token_and_no_secret(rig):
    (letter,) = rig.turn(family(g28(MOTHER), g28(SON)))

    one, two = rig.inquiries
    assert one.token in as_mail(letter)["Message-ID"] and two.token.encode() not in letter.octets


@pytest.mark.parametrize("kind", ["spouse", "petitioner"])
def test_a_relative_who_is_only_mentioned_gets_no_inquiry(rig, kind):
    said = {
        "spouse": f"Her husband {AUNT.full_name}, {shown(AUNT)}, was removed in 2019.",
        "petitioner": f"The petitioner is {AUNT.full_name}, {shown(AUNT)}.",
    }[kind]

    rig.turn(
        request(
            MOTHER,
            text=f"I represent {MOTHER.full_name}, {shown(MOTHER)}. {said} We ask for deferred action.\n",
            attachments=(g28(MOTHER),),
        )
    )

    assert rig.inquiry.a_number == MOTHER.a_number and rig.inquiry.verdict.outcome.value == "authorised"
    found = next(event.dossier for event in rig.history() if event.dossier)
    assert "case.mentioned" in [finding.rule for finding in found.findings]


def test_a_reply_over_the_size_limit_changes_none_of_them(rig):
    (letter,) = rig.turn(family(g28(MOTHER)))

    (answer,) = rig.turn(reply(letter, "The form.", attachments=(g28(SON),), at=NOW) + b"x" * 2_100_000)

    assert answer.kind == "too_large" and [one.version for one in rig.inquiries] == [1, 1]


def test_a_colleague_by_another_address_belongs_to_the_whole_family(rig):
    (letter,) = rig.turn(family(g28(MOTHER)))
    colleague = Writer(name="Nora Quist", email=f"nora@{LAWYER.email.partition('@')[2]}")

    rig.turn(reply(letter, "Here it is.", writer=colleague, attachments=(g28(SON),)))

    assert verdicts(rig)[1] == (SON.a_number, "authorised") and by().email == rig.inquiries[1].representative.email


def test_the_queue_and_the_inquiry_show_the_linked_numbers_and_each_persons_own_open_points(rig):
    rig.turn(family(g28(MOTHER, filling=UNSIGNED), g28(SON, filling=Filling(representative_signature=Pen.NONE))))
    one, two = rig.inquiries
    console = Console(width=200, record=True, file=StringIO())

    console.print(QueueView(inquiries=rig.inquiries, now=NOW, zone=UTC_ZONE))
    queue = console.export_text()
    events = rig.history(two.number)
    console.print(inquiry_view(thread_view(two, events, family=(one,)), zone=UTC_ZONE, full=False, kin=kin_of(events)))
    head, _, _ = console.export_text().partition("mail, opening")

    assert f"see {two.number.partition('-')[2]}" in queue and family_of(events) == (one.number,)
    assert f"{one.number} (one mail)" in head
    assert "attorney or representative is missing" in head and "client's signature is missing" not in head.lower()


def test_papers_of_nobody_in_the_family_are_shown_to_the_reviewer_and_count_for_nobody(rig):
    (first,) = rig.turn(family(g28(MOTHER)))
    nameless = Attachment(name="form.pdf", octets=draw_g28(AUNT, LAWYER, Filling(a_number="")))

    rig.turn(reply(first, "Both forms.", attachments=(g28(SON), nameless)))

    assert verdicts(rig) == [(MOTHER.a_number, "authorised"), (SON.a_number, "authorised")]
    assert "stray-papers" in [event.log.event for event in rig.history(rig.inquiries[1].number) if event.log]


def test_another_lawyers_family_mail_about_the_same_two_is_linked_and_told_to_nobody(rig):
    (first,) = rig.turn(family(g28(MOTHER), g28(SON)))
    other = replace(LAWYER, family_name="Brand", given_name="Karl", email="karl@brandlaw.example.net")

    (second,) = rig.turn(family(g28(MOTHER, other), g28(SON, other), lawyer=other))

    one, two, three, four = rig.inquiries
    assert set(three.related) == {one.number, four.number} and set(four.related) == {two.number, three.number}
    assert one.related == (two.number, three.number) and [each.version for each in (one, two)] == [1, 1]
    assert not any(each.number in second.text for each in (one, two)) and not any(each.number in first.text for each in (three, four))


def test_a_mail_that_tells_of_one_persons_petition_restricts_everybody_whom_it_is_about(rig):
    (letter,) = rig.turn(family(g28(MOTHER), g28(SON), text=f"{BOTH}{MOTHER.given_name} has a pending VAWA self-petition."))

    one, two = rig.inquiries
    assert (one.restricted, two.restricted) == (("vawa",), ("vawa",))
    head, _, tail = letter.text.partition(two.number + ":")
    assert MOTHER.given_name not in letter.text and "G-28 Zelaya" not in head and SON.given_name in tail


def test_a_reply_that_tells_of_one_persons_petition_restricts_the_whole_family(rig):
    (letter,) = rig.turn(family(g28(MOTHER), g28(SON)))
    rig.turn(reply(letter, f"{MOTHER.full_name}, {shown(MOTHER)}, has filed a VAWA self-petition."))

    assert [one.restricted for one in rig.inquiries] == [("vawa",), ("vawa",)]


def test_a_family_is_reminded_warned_and_closed_by_one_letter_each(rig):
    rig.turn(family(g28(MOTHER, filling=UNSIGNED), g28(SON, filling=UNSIGNED)))
    one, two = rig.inquiries

    sent = [letter for _ in range(90) for letter in next_day(rig)]

    assert [letter.kind for letter in sent] == ["reminder", "closing_soon", "closed_without_answer"]
    assert all((letter.inquiry, letter.also) == (one.number, (two.number,)) for letter in sent)
    assert all(letter.text.count(one.number) and letter.text.count(two.number) for letter in sent)
    assert [each.state for each in rig.inquiries] == [State.CLOSED, State.CLOSED]
    for number in (one.number, two.number):
        log = [event.log.event for event in rig.history(number) if event.log]
        assert [event for event in log if event.endswith("-written")] == ["reminder-written", "closing-soon-written", "close-written"]


def test_a_family_with_offices_in_two_zones_is_closed_by_one_letter_when_the_last_office_closes(rig):
    far = replace(SON, zip="90012", city="Los Angeles", state="CA")
    rig.turn(family(g28(MOTHER, filling=UNSIGNED), g28(far, filling=UNSIGNED)))
    zones = [one.clock.calendar.zone for one in rig.inquiries]

    sent = [letter for _ in range(12) for letter in next_moment(rig)]

    assert zones == ["America/New_York", "America/Los_Angeles"]
    assert [letter.kind for letter in sent] == ["reminder", "closing_soon", "closed_without_answer"]
    one, two = rig.inquiries
    closed = sent[-1]
    assert {closed.inquiry, *closed.also} == {one.number, two.number} and {one.state, two.state} == {State.CLOSED}
    assert closed.created_at.astimezone(ZoneInfo("America/Los_Angeles")).hour == 17


def test_a_family_that_is_withdrawn_is_asked_for_nothing(rig):
    (letter,) = rig.turn(family(g28(MOTHER, filling=UNSIGNED)))

    (answer,) = rig.turn(reply(letter, "We withdraw the request for both. Thank you."))

    assert [[point.kind for point in one.points] for one in rig.inquiries] == [["withdrawal"], ["withdrawal"]]
    assert answer.text.count("You do not need to send anything until we write to you.") == 2
    assert not any(words in answer.subject + answer.text for words in ("missing", "Send a complete", "until this is complete"))


def test_a_member_that_needs_nothing_is_in_no_reminder(rig):
    rig.turn(family(g28(MOTHER), g28(SON, filling=UNSIGNED)))
    one, two = rig.inquiries

    sent = [letter for _ in range(90) for letter in next_day(rig)]

    assert [letter.kind for letter in sent] == ["reminder", "closing_soon", "closed_without_answer"]
    assert all(letter.inquiry == two.number and one.number not in letter.text for letter in sent)


def test_a_family_is_not_closed_while_a_mail_that_may_be_its_answer_waits(rig):
    (letter,) = rig.turn(family(g28(MOTHER, filling=UNSIGNED), g28(SON, filling=UNSIGNED)))
    rig.turn(reply(letter, "Please see the form.", writer=MALLORY))

    sent = [letter.kind for _ in range(90) for letter in next_day(rig)]

    assert sent == ["reminder", "closing_soon"] and {one.state for one in rig.inquiries} == {State.HELD}


def next_day(rig):
    rig.clock.advance(timedelta(days=1))
    return rig.turn()


def next_moment(rig):
    """The desk wakes when something is due, as it does when nobody moves its clock; at the end a year later."""
    moments = [one.next_event_at for one in rig.inquiries if one.next_event_at]
    rig.clock.set(max(rig.clock.now(), min(moments, default=rig.clock.now() + timedelta(days=365))))
    return rig.turn()


def test_of_a_familys_mail_the_duplicates_part_counts_for_the_other_inquiry_until_the_mark_is_taken_back(rig):
    """She asked without a form, then for the mother and the son with both; the mother's second inquiry is the first one's duplicate."""
    rig.turn(request(text=f"I ask for a stay for my client.\n\n{LAWYER.full_name}\n", attachments=()))
    rig.turn(family(g28(MOTHER), g28(SON, filling=UNSIGNED)))
    desk = ReviewDesk(store=rig.store, books=lambda: {"national": rig.book}, own=OWN, clock=rig.clock, hold=timedelta(seconds=30))
    first, mothers, sons = rig.inquiries
    by = Reviewer(name="ann", role=Actor.REVIEWER)

    marked = desk.carry_out(mothers.number, lambda one: desk.step(one, Move(step=Step.MARK_DUPLICATE, other=first), by=by))

    assert isinstance(marked, Plan) and "your documents are complete" in marked.letters[0].text
    now = rig.inquiries[0]
    assert (now.a_number, now.verdict.outcome.value, now.state) == (MOTHER.a_number, "authorised", State.READY_FOR_REVIEW)
    assert rig.inquiries[2] == sons, "nothing changes for the son"
    (stored,) = [one for one in rig.store.stored_inquiries() if one.inquiry.number == first.number]
    anew = rejudged(stored, book_on=lambda mailbox, day: rig.book)
    assert anew is not None and anew.inquiry.verdict.outcome is now.verdict.outcome
    row = rig.store.queue_row(first.number, sight=Sight(person="ann", offices=None, restricted=True))
    assert row is not None and row.facts.must_fix == 0, "the son's unsigned form is no finding of hers"
    packet = binder(rig).packet(first.number, limits=PacketLimits())
    bound = binder(rig).bound(packet)
    assert not any(SON.given_name in text_of(bound, page) for part in bound.parts if part.kind is PartKind.FORM for page in [part.first])

    answer = rig.turn(reply(marked.letters[0], "The son's form, signed.", attachments=(g28(SON),)))[-1]
    assert (answer.inquiry, verdicts(rig)[2]) == (sons.number, (SON.a_number, "authorised")) and rig.inquiries[0] == now
    answer = rig.turn(reply(answer, f"{MOTHER.given_name} will be a nurse."))[-1]
    assert answer.inquiry == first.number and rig.inquiries[1].state is State.DUPLICATE, "what is said of her is said where work goes on"

    desk.carry_out(mothers.number, lambda one: desk.step(one, Move(step=Step.REOPEN, reason="another stay"), by=by))

    assert (rig.inquiries[0].a_number, rig.inquiries[0].verdict.outcome.value) == ("", "unverified")
    assert rig.inquiries[1].verdict == mothers.verdict
