"""One pass over one inbox: kept before it is told, told apart by content, never more than once."""

from datetime import UTC, datetime

import pytest

from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.memory_mailbox import MemoryMailbox
from pdinbox.adapters.memory_objects import MemoryObjects
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.model.plan import Tray
from pdinbox.ports import Unavailable
from pdinbox.worker.poll import Poller

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def a_mail(place: int = 1, *, trace: str = "") -> bytes:
    return f"{trace}From: a{place}@example.com\r\nSubject: Request {place}\r\nMessage-ID: <{place}@example.com>\r\n\r\nWe ask.\r\n".encode()


class FullDisk(MemoryObjects):
    """No room for another object."""

    is_full = True

    def begin(self):
        if self.is_full:
            raise Unavailable("the disk is full")
        return super().begin()


def a_poller(mailbox, *, store=None, objects=None, largest=10_000):
    store = store or MemoryStore()
    return Poller(
        mailbox=mailbox,
        ledger=store,
        records=store,
        objects=objects or MemoryObjects(),
        clock=MemoryClock(NOW),
        log=MemoryLog(),
        largest=largest,
    )


def test_everything_in_the_inbox_is_kept_once():
    mailbox = MemoryMailbox("national")
    for place in range(45):
        mailbox.deliver(a_mail(place))
    poller = a_poller(mailbox)

    first, second = poller.poll(), poller.poll()

    assert (first.new, second.new) == (45, 0)
    assert poller.ledger.counts()["messages.waiting"] == 45


def test_the_same_mail_through_an_alias_is_another_copy():
    mailbox = MemoryMailbox("national")
    mailbox.deliver(a_mail())
    mailbox.deliver(a_mail(trace="Delivered-To: other@example.com\r\n"))

    done = a_poller(mailbox).poll()

    assert (done.new, done.copies) == (1, 1)


def test_a_renumbered_folder_brings_nothing_new():
    mailbox = MemoryMailbox("national")
    mailbox.deliver(a_mail())
    poller = a_poller(mailbox)
    poller.poll()
    mailbox.renumber()

    done = poller.poll()

    assert (done.new, done.copies) == (0, 1)


def test_octets_are_kept_before_the_row_names_them():
    mailbox = MemoryMailbox("national")
    mailbox.deliver(a_mail())
    poller = a_poller(mailbox)

    poller.poll()

    assert poller.objects.read(poller.ledger.next_waiting().digest) == a_mail()


def test_a_full_disk_leaves_the_mail_in_the_inbox_and_loses_nothing():
    mailbox = MemoryMailbox("national")
    mailbox.deliver(a_mail())
    objects = FullDisk()
    poller = a_poller(mailbox, objects=objects)
    with pytest.raises(Unavailable):
        poller.poll()
    objects.is_full = False

    done = poller.poll()

    assert done.new == 1


def test_a_mail_that_the_server_lists_but_does_not_give_is_counted_and_taken_later():
    mailbox = MemoryMailbox("national")
    key = mailbox.deliver(a_mail(1))
    mailbox.deliver(a_mail(2))
    mailbox.withhold(key)
    poller = a_poller(mailbox)

    first = [poller.poll() for _ in range(5)]
    mailbox.withhold()
    last = poller.poll()

    assert [done.new for done in first] == [1, 0, 0, 0, 0] and first[0].missed == 1 and last.new == 1
    assert ("message-not-given-warning", {"mailbox": "national", "key": key, "times": 5}) in poller.log.said


def test_of_a_mail_over_the_limit_only_the_header_is_fetched():
    mailbox = MemoryMailbox("national")
    mailbox.deliver(a_mail() + b"x" * 50_000)
    poller = a_poller(mailbox)

    poller.poll()

    waiting = poller.ledger.next_waiting()
    assert waiting.oversize and waiting.size > 50_000
    assert len(poller.objects.read(waiting.digest)) < 1000


def test_only_what_is_settled_or_held_is_filed_and_only_once():
    mailbox = MemoryMailbox("national")
    mailbox.deliver(a_mail(1))
    mailbox.deliver(a_mail(2))
    poller = a_poller(mailbox)
    poller.poll()
    poller.ledger.hold(poller.ledger.next_waiting().digest, reason="for a person", at=NOW)

    filed = (poller.file(), poller.file())

    assert filed == (1, 0)
    assert len(mailbox.filed(Tray.HELD)) == 1 and len(mailbox.keys()) == 1


def test_a_mailbox_that_breaks_while_filing_is_filed_the_next_time():
    mailbox = MemoryMailbox("national")
    mailbox.deliver(a_mail())
    poller = a_poller(mailbox)
    poller.poll()
    poller.ledger.hold(poller.ledger.next_waiting().digest, reason="for a person", at=NOW)
    mailbox.fail(Unavailable("gone"))
    with pytest.raises(Unavailable):
        poller.file()
    mailbox.fail(None)

    assert poller.file() == 1
