"""A duplicate's thread names the one on which work goes on, as long as it is a duplicate."""

from dataclasses import replace

from pdinbox.model.events import DUPLICATE
from pdinbox.model.family import Member
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.plan import Join, Plan, Role, Thread
from pdinbox.model.sight import Sight
from pdinbox.ports import Store
from tests.contract.store_values import LATER, a_dossier_of, a_joining, arrive, known_to, open_inquiry


def mark(store: Store, one: Inquiry, *, of: Inquiry, lends: tuple[str, ...] = ()) -> Inquiry:
    """As the flow does: a line on both sides, and mails that count for the other too."""
    after = replace(one, state=State.DUPLICATE, duplicate_of=of.number, version=one.version + 1)
    lines = tuple(
        LogEntry(at=LATER, actor="ann", event=DUPLICATE, inquiry=said.number, words="Marked", facts=(("related", beside.number),))
        for said, beside in ((one, of), (of, one))
    )
    joins = tuple(Join(message=digest, inquiry=of.number, role=Role.WITH_DUPLICATE) for digest in lends)
    store.carry_out(Plan(at=LATER, inquiries=(after,), log=lines, joins=joins))
    return after


def pointed_to(store: Store, name: str) -> Thread:
    """What a reply to the mail of that name points to."""
    (found,) = known_to(store, a_dossier_of("reply", references=(f"{name}@firm.example.com",))).threads
    return found.thread


def on(thread: Thread) -> str:
    return thread.goes_on.inquiry.number if thread.goes_on else ""


def test_a_duplicate_knows_where_work_goes_on_and_the_other_knows_of_nothing(store: Store) -> None:
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    mark(store, two, of=one)

    found = pointed_to(store, "second")

    assert on(found) == one.number and found.goes_on is not None and found.goes_on.dossiers and found.goes_on.letters
    assert found.family == () and on(pointed_to(store, "first")) == ""


def test_work_goes_on_at_the_end_of_the_chain(store: Store) -> None:
    one, two, three = (open_inquiry(store, name, serial=place) for place, name in enumerate(("first", "second", "third"), 1))
    mark(store, three, of=two)
    mark(store, two, of=one)

    assert on(pointed_to(store, "third")) == on(pointed_to(store, "second")) == one.number


def test_two_that_were_marked_as_each_others_at_once_lead_nowhere(store: Store) -> None:
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    mark(store, two, of=one)
    mark(store, one, of=two)

    assert on(pointed_to(store, "first")) == on(pointed_to(store, "second")) == ""


def test_what_was_opened_again_goes_on_by_itself(store: Store) -> None:
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    after = mark(store, two, of=one)
    opened = replace(after, state=State.READY_FOR_REVIEW, duplicate_of="", version=after.version + 1)
    store.carry_out(Plan(at=LATER, inquiries=(opened,)))

    assert on(pointed_to(store, "second")) == ""


def test_a_duplicate_that_a_person_closed_still_knows_where_work_goes_on(store: Store) -> None:
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    after = mark(store, two, of=one)
    store.carry_out(Plan(at=LATER, inquiries=(replace(after, state=State.CLOSED, version=after.version + 1),)))

    assert on(pointed_to(store, "second")) == one.number


def test_mails_that_came_with_a_duplicate_are_evidence_and_make_nobody_a_correspondent_and_no_family(store: Store) -> None:
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    before, mail = pointed_to(store, "first"), pointed_to(store, "second").dossiers[0].message
    mark(store, two, of=one, lends=(mail.digest,))

    found = pointed_to(store, "first")

    assert [one.message.digest for one in found.dossiers][-1] == mail.digest and len(found.dossiers) == len(before.dossiers) + 1
    assert found.family == () and found.correspondents == before.correspondents
    assert {event.join.role for event in store.history(one.number) if event.join} == {Role.OPENING, Role.WITH_DUPLICATE}
    (stored,) = [inquiry for inquiry in store.stored_inquiries() if inquiry.inquiry.number == one.number]
    assert [mail.role for mail in stored.mails] == [Role.OPENING, Role.WITH_DUPLICATE]


def test_what_is_no_duplicate_any_more_takes_its_mails_back_and_the_queue_follows(store: Store) -> None:
    finding = Finding(rule="a", outcome=Outcome.MUST_FIX, message="So.")
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    arrive(store, "reply", at=LATER)
    store.carry_out(replace(a_joining("reply", two), dossier=a_dossier_of("reply", findings=(finding,))))
    mail = pointed_to(store, "reply").dossiers[-1].message
    mark(store, two, of=one, lends=(mail.digest,))
    lent = must_fix(store, one)
    store.carry_out(Plan(at=LATER, unlent=(Join(message=mail.digest, inquiry=one.number, role=Role.WITH_DUPLICATE),)))

    assert (lent, must_fix(store, one), must_fix(store, two)) == (1, 0, 1)
    assert (len(pointed_to(store, "first").dossiers), len(pointed_to(store, "second").dossiers)) == (1, 2)


def test_among_whom_a_lent_mail_is_divided_comes_back_wherever_it_is_read(store: Store) -> None:
    one = open_inquiry(store, "first", serial=1)
    open_inquiry(store, "second", serial=2)
    mail, people = pointed_to(store, "second").dossiers[0].message, (Member(a_number="011111111"), Member(family_name="Ruiz"))
    store.carry_out(Plan(at=LATER, joins=(Join(message=mail.digest, inquiry=one.number, role=Role.WITH_DUPLICATE, dealt=people),)))

    (event,) = [event for event in store.history(one.number) if event.join and event.join.role is Role.WITH_DUPLICATE]
    (stored,) = [found for found in store.stored_inquiries() if found.inquiry.number == one.number]
    read = (event.join, event.dossier, pointed_to(store, "first").dossiers[-1], stored.mails[-1].dossier)
    assert [found.dealt for found in read if found] == [people] * 4
    assert pointed_to(store, "second").dossiers[0].dealt == ()


def test_each_of_a_family_knows_where_it_goes_on(store: Store) -> None:
    one, two, three = (open_inquiry(store, name, serial=place) for place, name in enumerate(("first", "second", "third"), 1))
    arrive(store, "reply", at=LATER)
    plan = a_joining("reply", three)
    store.carry_out(replace(plan, joins=(*plan.joins, replace(plan.joins[0], inquiry=two.number))))
    mark(store, replace(two, version=store.inquiry(two.number).version), of=one)  # type: ignore[union-attr]

    (kin,) = pointed_to(store, "third").family
    assert kin.inquiry.number == two.number and on(kin) == one.number


def must_fix(store: Store, one: Inquiry) -> int:
    row = store.queue_row(one.number, sight=Sight(person="ann", offices=None, restricted=True))
    assert row is not None
    return row.facts.must_fix
