"""`ports.Ledger` over every store: what came in is kept once, by content, and filed when its message is settled."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from pdinbox.model.ledger import Kept, Unfiled
from pdinbox.model.plan import Filing, Plan, Tray
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_dossier_of, an_arrival, arrive, digest_of, open_inquiry


def events(store: Store) -> list[str]:
    return [line.event for line in store.operator_lines(NOW - timedelta(days=1))]


def test_a_new_mail_becomes_a_message(store: Store) -> None:
    kept = store.keep([an_arrival()], NOW)

    assert kept == (Kept(key="first", message=digest_of("first"), is_new=True, reused_message_id=False),)
    assert store.counts()["messages"] == 1
    assert events(store) == []


def test_an_empty_batch_is_no_work(store: Store) -> None:
    assert store.keep([], NOW) == ()


def test_keeping_the_same_sighting_again_changes_nothing(store: Store) -> None:
    batch = [an_arrival("first"), an_arrival("second", message_id="first@firm.example.com")]
    store.keep(batch, NOW)
    before = (store.counts(), store.operator_lines(NOW), store.next_waiting())

    kept = store.keep(batch, LATER)

    assert [(one.message, one.is_new, one.reused_message_id) for one in kept] == [(one.digest, False, False) for one in batch]
    assert (store.counts(), store.operator_lines(NOW), store.next_waiting()) == before


def test_the_same_content_through_an_alias_is_one_message_and_a_line_for_the_operator(store: Store) -> None:
    arrive(store, "first")
    copy = an_arrival(mailbox="chicago", key="7", digest=digest_of("other Received lines"))

    kept = store.keep([copy], LATER)

    assert kept == (Kept(key="7", message=digest_of("first"), is_new=False, reused_message_id=False),)
    assert store.counts()["messages"] == 1
    assert [(line.at, line.event, dict(line.facts)["mailbox"]) for line in store.operator_lines(NOW)] == [
        (LATER, "another-copy", "chicago")
    ]


def test_two_copies_in_one_batch_are_one_message(store: Store) -> None:
    kept = store.keep([an_arrival(key="1"), an_arrival(key="2"), an_arrival(key="3", digest=digest_of("third copy"))], NOW)

    assert [one.is_new for one in kept] == [True, False, False]
    assert {one.message for one in kept} == {digest_of("first")}
    assert events(store) == ["another-copy", "another-copy"]


def test_known_octets_are_the_known_message_even_when_their_content_is_digested_otherwise(store: Store) -> None:
    arrive(store, "first")

    kept = store.keep([an_arrival(key="2", content_digest=digest_of("by another rule"))], NOW)

    assert (kept[0].message, kept[0].is_new) == (digest_of("first"), False)


def test_a_reused_message_id_with_other_content_is_a_new_message(store: Store) -> None:
    arrive(store, "first")

    kept = store.keep([an_arrival("second", message_id="first@firm.example.com")], LATER)

    assert kept == (Kept(key="second", message=digest_of("second"), is_new=True, reused_message_id=True),)
    assert store.counts()["messages"] == 2
    assert events(store) == ["reused-message-id"]


def test_of_two_mails_with_one_message_id_in_a_batch_the_later_reuses_it(store: Store) -> None:
    kept = store.keep([an_arrival("first", message_id="same@x.test"), an_arrival("second", message_id="same@x.test")], NOW)

    assert [one.reused_message_id for one in kept] == [False, True]


def test_mails_without_message_id_reuse_none(store: Store) -> None:
    kept = store.keep([an_arrival("first", message_id=""), an_arrival("second", message_id="")], NOW)

    assert [(one.is_new, one.reused_message_id) for one in kept] == [(True, False), (True, False)]


def test_a_message_id_too_long_for_any_index_is_kept_and_recognised(store: Store) -> None:
    endless = "é" * 5000
    store.keep([an_arrival("first", message_id=endless)], NOW)

    kept = store.keep([an_arrival("second", message_id=endless)], NOW)

    assert kept[0].reused_message_id


def test_a_renumbered_folder_makes_no_new_messages_and_no_lines(store: Store) -> None:
    store.keep([an_arrival(str(number)) for number in range(3)], NOW)

    kept = store.keep([an_arrival(str(number), epoch="INBOX/2", key=f"9{number}") for number in range(3)], LATER)

    assert [one.is_new for one in kept] == [False, False, False]
    assert store.counts()["messages"] == 3
    assert events(store) == []


def test_a_size_beyond_32_bits_is_kept(store: Store) -> None:
    store.keep([an_arrival(size=99_000_000_000)], NOW)

    waiting = store.next_waiting()

    assert waiting is not None
    assert waiting.size == 99_000_000_000


def test_unseen_is_a_set_difference_within_the_epoch_and_mailbox(store: Store) -> None:
    arrive(store, "5", "7")

    assert store.unseen("national", "INBOX/1", frozenset({"3", "5", "7", "9"})) == {"3", "9"}
    assert store.unseen("national", "INBOX/2", frozenset({"5"})) == {"5"}
    assert store.unseen("chicago", "INBOX/1", frozenset({"5"})) == {"5"}
    assert store.unseen("national", "INBOX/1", frozenset()) == frozenset()


def test_unseen_takes_thousands_of_keys(store: Store) -> None:
    arrive(store, *(str(number) for number in range(0, 1500, 3)))

    unseen = store.unseen("national", "INBOX/1", frozenset(str(number) for number in range(1500)))

    assert unseen == {str(number) for number in range(1500) if number % 3}


def test_failed_fetches_are_counted_for_each_key(store: Store) -> None:
    counts = [store.missed("national", "INBOX/1", key, "nothing came", NOW) for key in ("5", "5", "7", "5")]

    assert counts == [1, 2, 1, 3]


def test_nothing_is_filed_before_its_message_is_settled(store: Store) -> None:
    arrive(store, "first")

    assert store.unfiled("national", "INBOX/1", 10) == ()


def test_every_sighting_of_a_settled_message_is_filed_in_its_own_mailbox_and_epoch(store: Store) -> None:
    open_inquiry(store)
    store.keep([an_arrival(mailbox="chicago", key="7"), an_arrival(key="first", epoch="INBOX/2")], LATER)

    assert store.unfiled("national", "INBOX/1", 10) == (Unfiled(epoch="INBOX/1", key="first", tray=Tray.PROCESSED),)
    assert store.unfiled("national", "INBOX/2", 10) == (Unfiled(epoch="INBOX/2", key="first", tray=Tray.PROCESSED),)
    assert store.unfiled("chicago", "INBOX/1", 10) == (Unfiled(epoch="INBOX/1", key="7", tray=Tray.PROCESSED),)


def test_what_is_filed_is_not_filed_again(store: Store) -> None:
    for name in ("first", "second"):
        open_inquiry(store, name, serial=1 if name == "first" else 2)

    store.filed("national", "INBOX/1", iter(["first", "unknown"]), LATER)
    store.filed("national", "INBOX/1", [], LATER)

    assert [one.key for one in store.unfiled("national", "INBOX/1", 10)] == ["second"]


def test_the_oldest_sightings_are_filed_first_and_no_more_than_asked(store: Store) -> None:
    for serial, name in enumerate(("c", "b", "a"), 1):
        open_inquiry(store, name, serial=serial, at=NOW + timedelta(seconds=serial))

    assert [one.key for one in store.unfiled("national", "INBOX/1", 2)] == ["c", "b"]


def test_a_held_message_is_filed_in_the_held_tray_and_again_where_it_belongs_once_it_is_settled(store: Store) -> None:
    arrive(store, "first")
    store.hold(digest_of("first"), reason="it could not be read", at=NOW)
    held = store.unfiled("national", "INBOX/1", 10)
    store.filed("national", "INBOX/1", ["first"], NOW)
    store.release(digest_of("first"), at=LATER)
    released = store.unfiled("national", "INBOX/1", 10)
    filing = Filing(message=digest_of("first"), tray=Tray.AUTOMATIC, reason="a machine wrote")
    store.carry_out(Plan(at=LATER, dossier=a_dossier_of(), filing=filing))

    assert [one.tray for one in held] == [Tray.HELD]
    assert released == ()
    assert [one.tray for one in store.unfiled("national", "INBOX/1", 10)] == [Tray.AUTOMATIC]


def test_counts_name_every_state(store: Store) -> None:
    arrive(store, "first", "second", "third")
    store.hold(digest_of("second"), reason="why", at=NOW)
    open_inquiry(store, "third")

    counts: Mapping[str, int] = store.counts()

    assert {name: number for name, number in counts.items() if number} == {
        "messages": 3,
        "messages.waiting": 1,
        "messages.held": 1,
        "messages.settled": 1,
        "inquiries.ready_for_review": 1,
        "letters.ready": 1,
    }
    assert {"inquiries.closed", "letters.bounced"} <= set(counts)


def test_text_that_no_database_holds_does_not_stop_a_mail(store: Store) -> None:
    nasty = an_arrival(message_id="a\0b\ud800c@x.test")

    kept = store.keep([nasty, replace(nasty, key="2", digest=digest_of("2"), content_digest=digest_of("c2"))], NOW)

    assert [(one.is_new, one.reused_message_id) for one in kept] == [(True, False), (True, True)]


def test_a_mailbox_is_known_once_something_came_in_through_it(store: Store) -> None:
    before = store.has_seen("national")
    store.keep([an_arrival()], NOW)

    assert (before, store.has_seen("national"), store.has_seen("chicago")) == (False, True, False)
