"""The thread view over every store: the same entries in the same order, whoever keeps them."""

from dataclasses import replace

from pdinbox.flows.thread_view import thread_view
from pdinbox.model.inquiry import LogEntry
from pdinbox.model.plan import Plan, Role, Tray
from pdinbox.model.thread_view import EntryKind, ThreadView, Visibility
from pdinbox.ports import Store
from tests.contract.store_values import LATER, a_joining, arrive, open_inquiry


def the_view(store: Store, number: str) -> ThreadView:
    inquiry = store.inquiry(number)
    assert inquiry is not None
    return thread_view(inquiry, store.history(number))


def test_a_thread_is_seen_in_the_order_it_happened(store: Store) -> None:
    opened = open_inquiry(store)
    arrive(store, "second", "stranger", at=LATER)
    store.carry_out(a_joining("second", opened, text="new\n> old", new_text="new", quoted_text="> old"))
    store.carry_out(a_joining("stranger", opened, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD))
    moved = replace(opened, version=2)
    note = LogEntry(at=LATER, actor="t.boone", event="note", inquiry=opened.number, words="Call the facility.")
    store.carry_out(Plan(at=LATER, inquiries=(moved,), log=(note,)))

    seen = the_view(store, opened.number).entries

    assert [(one.kind, one.role) for one in seen] == [
        (EntryKind.MAIL, "opening"),
        (EntryKind.EVENT, "inquiry-opened"),
        (EntryKind.LETTER, "received"),
        (EntryKind.MAIL, "follow_up"),
        (EntryKind.MAIL, "possible_follow_up"),
        (EntryKind.NOTE, "note"),
    ]
    assert [one.at for one in seen] == sorted(one.at for one in seen)
    assert (seen[3].new_text, seen[3].quoted_text) == ("new", "> old")


def test_what_the_sender_may_see_is_the_same_in_every_store(store: Store) -> None:
    opened = open_inquiry(store)
    arrive(store, "stranger", at=LATER)
    store.carry_out(a_joining("stranger", opened, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD))

    seen = the_view(store, opened.number).for_sender().entries

    assert [one.kind for one in seen] == [EntryKind.MAIL, EntryKind.LETTER]
    assert {one.visibility for one in seen} == {Visibility.SENDER}
