"""Every store with several threads at once: nothing lost, nothing twice, and whoever was late is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TypeVar

from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.letter import Delivered, Delivery
from pdinbox.model.plan import Plan
from pdinbox.ports import Changed, Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_dossier_of, a_letter_of, an_arrival, an_opening, arrive, digest_of, known_to, open_inquiry

Done = TypeVar("Done")


def at_once(*steps: Callable[[], Done]) -> list[Done]:
    start = Barrier(len(steps))

    def run(step: Callable[[], Done]) -> Done:
        start.wait(10)
        return step()

    with ThreadPoolExecutor(len(steps)) as threads:
        return [future.result(60) for future in [threads.submit(run, step) for step in steps]]


def test_two_threads_that_keep_the_same_mails_make_each_message_once(store: Store) -> None:
    rounds = 10
    forth = [[an_arrival(f"{batch}-{number}") for number in range(8)] for batch in range(rounds)]
    back = [list(reversed(batch)) for batch in forth]

    kept = at_once(*(lambda batches=batches: [one for batch in batches for one in store.keep(batch, NOW)] for batches in (forth, back)))

    assert store.counts()["messages"] == rounds * 8
    assert sum(one.is_new for side in kept for one in side) == rounds * 8
    assert store.operator_lines(NOW) == ()


def test_two_mailboxes_that_keep_the_same_content_at_once_share_one_message(store: Store) -> None:
    def keep_all(mailbox: str) -> list[str]:
        made = []
        for number in range(20):
            arrival = an_arrival(f"{number}", mailbox=mailbox, digest=digest_of(f"{mailbox} {number}"))
            made += [kept.message for kept in store.keep([arrival], NOW)]
        return made

    here, there = at_once(lambda: keep_all("national"), lambda: keep_all("chicago"))

    assert here == there
    assert store.counts()["messages"] == 20
    assert [line.event for line in store.operator_lines(NOW)] == ["another-copy"] * 20


def test_two_threads_that_answer_different_messages_never_give_one_number_twice(store: Store) -> None:
    names = [f"m{number}" for number in range(12)]
    arrive(store, *names)

    def answer(mine: list[str]) -> int:
        refused = 0
        for name in mine:
            while True:
                serial = known_to(store, a_dossier_of(name), at=NOW).next_serial[1]
                try:
                    store.carry_out(an_opening(name, serial=serial))
                    break
                except Changed:
                    refused += 1
        return refused

    at_once(lambda: answer(names[::2]), lambda: answer(names[1::2]))

    assert len({inquiry.number for inquiry in store.queue()}) == 12
    assert known_to(store, a_dossier_of("next"), at=NOW).next_serial == (2026, 13)
    assert store.counts()["letters.ready"] == 12


def test_of_two_plans_for_one_message_one_is_carried_out(store: Store) -> None:
    def carry_out(plan: Plan) -> bool:
        try:
            store.carry_out(plan)
        except Changed:
            return False
        return True

    for serial in range(1, 9):
        name = f"m{serial}"
        arrive(store, name)
        plan = an_opening(name, serial=serial)

        done = at_once(lambda plan=plan: carry_out(plan), lambda plan=plan: carry_out(plan))

        assert sorted(done) == [False, True]
    assert len(store.queue()) == 8


def test_of_two_changes_to_one_version_one_is_carried_out(store: Store) -> None:
    inquiry = open_inquiry(store)

    def move(current: Inquiry, state: State) -> bool:
        try:
            store.carry_out(Plan(at=LATER, inquiries=(replace(current, version=current.version + 1, state=state),)))
        except Changed:
            return False
        return True

    for _ in range(8):
        current = store.inquiry(inquiry.number)
        assert current is not None
        done = at_once(
            lambda current=current: move(current, State.IN_REVIEW),
            lambda current=current: move(current, State.CLOSED),
        )
        assert sorted(done) == [False, True]
    moved = store.inquiry(inquiry.number)
    assert moved is not None
    assert moved.version == 9


def test_of_two_senders_one_takes_a_letter(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    store.carry_out(Plan(at=NOW, letters=tuple(a_letter_of(inquiry, key=f"{number:02}") for number in range(12))))

    def send_all() -> list[str]:
        mine = []
        while letter := store.next_letter(NOW):
            if store.sending(letter.key, NOW):
                mine.append(letter.key)
                store.settle(letter.key, Delivered(outcome=Delivery.SENT), at=NOW, retry_at=None)
        return mine

    here, there = at_once(send_all, send_all)

    assert sorted(here + there) == [f"{number:02}" for number in range(12)]
