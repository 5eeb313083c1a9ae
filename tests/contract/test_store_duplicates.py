"""A duplicate's thread names the one on which work goes on, as long as it is a duplicate."""

from dataclasses import replace

from pdinbox.model.events import DUPLICATE
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.plan import Plan, Thread
from pdinbox.ports import Store
from tests.contract.store_values import LATER, a_dossier_of, known_to, open_inquiry


def mark(store: Store, one: Inquiry, *, of: Inquiry) -> Inquiry:
    """As the flow does: a line on both sides."""
    after = replace(one, state=State.DUPLICATE, version=one.version + 1)
    lines = tuple(
        LogEntry(at=LATER, actor="ann", event=DUPLICATE, inquiry=said.number, words="Marked", facts=(("related", beside.number),))
        for said, beside in ((one, of), (of, one))
    )
    store.carry_out(Plan(at=LATER, inquiries=(after,), log=lines))
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
    store.carry_out(Plan(at=LATER, inquiries=(replace(after, state=State.READY_FOR_REVIEW, version=after.version + 1),)))

    assert on(pointed_to(store, "second")) == ""
