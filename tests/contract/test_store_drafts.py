"""`ports.Drafts` over every store: kept until deleted or sent, and of sent and taken back exactly one is true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.draft import Draft, DraftKind
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.letter import Delivered, Delivery, Letter, LetterState
from pdinbox.model.plan import Plan
from pdinbox.ports import Changed, Refused, Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_dossier_of, a_letter_of, arrive, known_to, open_inquiry
from tests.contract.test_store_together import at_once

KEY = "draft:1"


def a_draft(inquiry: Inquiry, **changes: object) -> Draft:
    made = Draft(
        key=KEY,
        inquiry=inquiry.number,
        kind=DraftKind.ASK,
        language="es",
        words="¿Dónde está?\n\n- aquí",
        author="ann",
        at=NOW,
        version=inquiry.version,
        items=("one", "two"),
    )
    return replace(made, **changes)


def saved(store: Store, *drafts: Draft) -> None:
    store.carry_out(Plan(at=NOW, drafts=drafts))


def sent(store: Store, inquiry: Inquiry, key: str = "ask:1") -> tuple[Letter, Draft]:
    """A letter that waits until LATER, and the draft behind it."""
    letter = a_letter_of(inquiry, key=key, not_before=LATER)
    draft = a_draft(inquiry, key=f"draft of {key}", letter=key)
    store.carry_out(Plan(at=NOW, letters=(letter,), drafts=(draft,)))
    return letter, draft


def undo(store: Store, letter: Letter, draft: Draft) -> bool:
    """Whether it was taken back."""
    try:
        store.carry_out(Plan(at=LATER, undone=(letter.key,), drafts=(replace(draft, letter=""),)))
    except Changed:
        return False
    return True


def state_of(store: Store, letter: Letter) -> LetterState:
    return next(event.letter.state for event in store.history(letter.inquiry) if event.letter and event.letter.key == letter.key)


def test_a_draft_comes_back_whole_and_the_oldest_first(store: Store) -> None:
    inquiry = open_inquiry(store)
    second = a_draft(inquiry, key="draft:0", at=LATER, author="bob", kind=DraftKind.RESOLUTION, outcome="granted", items=())
    saved(store, second, a_draft(inquiry))

    assert store.drafts(inquiry.number) == (a_draft(inquiry), second)
    assert store.drafts("PD-2026-000009-X") == ()


def test_new_words_take_the_place_of_those_before(store: Store) -> None:
    inquiry = open_inquiry(store)
    saved(store, a_draft(inquiry))
    saved(store, a_draft(inquiry, words="new", at=LATER))

    assert store.drafts(inquiry.number) == (a_draft(inquiry, words="new", at=LATER),)


def test_a_deleted_draft_is_gone_and_not_deleted_twice(store: Store) -> None:
    inquiry = open_inquiry(store)
    saved(store, a_draft(inquiry))
    store.carry_out(Plan(at=NOW, dropped_drafts=(KEY,)))

    assert store.drafts(inquiry.number) == ()
    with pytest.raises(Changed):
        store.carry_out(Plan(at=NOW, dropped_drafts=(KEY,)))


def test_words_that_changed_meanwhile_are_not_thrown_away(store: Store) -> None:
    inquiry = open_inquiry(store)
    seen = a_draft(inquiry)
    saved(store, seen)
    moving = Plan(at=LATER, drafts=(a_draft(inquiry, key="draft:2", words="moved"),), dropped_drafts=(KEY,), seen_drafts=(seen,))
    saved(store, newer := a_draft(inquiry, words="newer", at=LATER))

    with pytest.raises(Changed):
        store.carry_out(moving)
    assert store.drafts(inquiry.number) == (newer,)

    store.carry_out(replace(moving, seen_drafts=(newer,)))
    assert [one.words for one in store.drafts(inquiry.number)] == ["moved"]
    with pytest.raises(Changed):
        store.carry_out(replace(moving, dropped_drafts=(), seen_drafts=(newer,)))


def test_of_two_who_take_the_same_words_further_one_is_told_and_no_words_go(store: Store) -> None:
    inquiry = open_inquiry(store)
    seen = a_draft(inquiry)
    saved(store, seen)

    def move(to: str) -> bool:
        try:
            store.carry_out(Plan(at=LATER, drafts=(a_draft(inquiry, key=to, words=to),), dropped_drafts=(KEY,), seen_drafts=(seen,)))
        except Changed:
            return False
        return True

    assert sorted(at_once(lambda: move("a"), lambda: move("b"))) == [False, True]
    assert len(store.drafts(inquiry.number)) == 1


def test_a_draft_outlives_every_change_of_its_inquiry(store: Store) -> None:
    inquiry = open_inquiry(store)
    saved(store, a_draft(inquiry))
    store.carry_out(Plan(at=LATER, inquiries=(replace(inquiry, version=2, assignee="bob", state=State.DUPLICATE),)))

    assert store.drafts(inquiry.number) == (a_draft(inquiry),)


def test_a_draft_that_became_a_letter_is_no_draft_and_is_found_behind_it(store: Store) -> None:
    inquiry = open_inquiry(store)
    letter, draft = sent(store, inquiry)

    assert store.drafts(inquiry.number) == ()
    assert store.draft_of(letter.key) == draft
    assert store.draft_of("") is None
    assert store.draft_of("nothing") is None


def test_words_saved_by_somebody_slow_do_not_come_behind_a_letter(store: Store) -> None:
    inquiry = open_inquiry(store)
    letter, draft = sent(store, inquiry)

    for plan in (Plan(at=NOW, drafts=(replace(draft, letter="", words="slow"),)), Plan(at=NOW, dropped_drafts=(draft.key,))):
        with pytest.raises(Changed):
            store.carry_out(plan)
    assert store.draft_of(letter.key) == draft


def test_what_is_taken_back_never_goes_out(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    letter, draft = sent(store, inquiry)

    assert undo(store, letter, draft)

    assert state_of(store, letter) is LetterState.UNDONE
    assert store.next_letter(LATER + timedelta(days=9)) is None
    assert not store.sending(letter.key, LATER)
    assert store.drafts(inquiry.number) == (replace(draft, letter=""),)
    assert store.counts()["letters.undone"] == 1
    assert store.recover(LATER) == 0
    assert not undo(store, letter, draft), "only once"


def test_what_is_taken_back_counts_for_nobody_as_a_letter(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    letter, draft = sent(store, inquiry)
    arrive(store, "reply")
    before = known_to(store, a_dossier_of("reply")).letters_to_sender

    undo(store, letter, draft)

    assert (before, known_to(store, a_dossier_of("reply")).letters_to_sender) == (1, 0)


def test_what_was_handed_over_is_not_taken_back_and_nothing_else_of_the_plan_happens(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    letter, draft = sent(store, inquiry)
    assert store.sending(letter.key, LATER)

    with pytest.raises(Changed):
        store.carry_out(Plan(at=LATER, inquiries=(replace(inquiry, version=2, assignee="ann"),), undone=(letter.key,), drafts=(draft,)))

    assert state_of(store, letter) is LetterState.SENDING
    assert store.inquiry(inquiry.number) == inquiry
    assert store.draft_of(letter.key) == draft


def test_what_the_server_put_off_is_taken_back(store: Store) -> None:
    letter, draft = sent(store, open_inquiry(store, letters=False))
    assert store.sending(letter.key, LATER)
    store.settle(letter.key, Delivered(outcome=Delivery.LATER, words="busy"), at=LATER, retry_at=LATER + timedelta(hours=1))

    assert undo(store, letter, draft)
    assert store.next_letter(LATER + timedelta(days=9)) is None


def test_a_plan_with_an_inquiry_that_is_not_there_writes_no_draft(store: Store) -> None:
    inquiry = open_inquiry(store)

    with pytest.raises(Refused):
        saved(store, replace(a_draft(inquiry), inquiry="PD-2026-000009-X"))


def test_of_the_sender_and_the_author_exactly_one_wins_each_letter(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    pairs = [sent(store, inquiry, key=f"ask:{number}") for number in range(30)]

    def take(letters: list[Letter]) -> list[bool]:
        return [store.sending(letter.key, LATER) for letter in letters]

    def take_back(both: list[tuple[Letter, Draft]]) -> list[bool]:
        return [undo(store, letter, draft) for letter, draft in both]

    steps: tuple[Callable[[], list[bool]], ...] = (lambda: take([letter for letter, _ in pairs]), lambda: take_back(pairs[::-1])[::-1])
    handed, undone = at_once(*steps)

    assert [one != other for one, other in zip(handed, undone, strict=True)] == [True] * 30
    assert [state_of(store, letter) is LetterState.UNDONE for letter, _ in pairs] == undone


def test_the_queue_of_one_reviewer_and_of_nobody(store: Store) -> None:
    mine = open_inquiry(store, "first", assignee="ann")
    nobodys = open_inquiry(store, "second", serial=2)
    open_inquiry(store, "third", serial=3, assignee="bob")

    assert [one.number for one in store.queue(assignee="ann")] == [mine.number]
    assert [one.number for one in store.queue(assignee="")] == [nobodys.number]
    assert len(store.queue()) == 3


def test_of_two_who_claim_at_once_one_is_told_that_it_has_moved_on(store: Store) -> None:
    inquiry = open_inquiry(store)

    def claim(name: str) -> bool:
        try:
            store.carry_out(Plan(at=LATER, inquiries=(replace(inquiry, version=2, assignee=name),)))
        except Changed:
            return False
        return True

    assert sorted(at_once(lambda: claim("ann"), lambda: claim("bob"))) == [False, True]
