"""settings -> what it takes to make packets: the store to look into, the kept mails, the rules for the words, and the sandbox."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pdinbox.bootstrap.doors import open_reader, own_of
from pdinbox.bootstrap.objects import open_objects
from pdinbox.bootstrap.records import open_records
from pdinbox.bootstrap.rules_now import Warn, rules_now
from pdinbox.flows.book import Book
from pdinbox.flows.originals import Original, originals
from pdinbox.flows.packet import packet_of
from pdinbox.flows.thread_view import thread_of
from pdinbox.intake.own import Own
from pdinbox.model.inquiry import RESTRICTED_VIEW
from pdinbox.model.ledger import Event
from pdinbox.model.packet import BoundPacket, Packet, PacketLimits
from pdinbox.ports import Objects, Reader, Refused, Store
from pdinbox.reviewing import family_threads
from pdinbox.settings import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Binder:
    """Makes packets until the block that opened it ends."""

    store: Store
    objects: Objects
    reader: Reader
    books: dict[str, Book]
    own: Own

    def packet(self, number: str, *, limits: PacketLimits) -> Packet | None:
        """What would go in, as of the last thing that happened; None where there is no such inquiry."""
        inquiry = self.store.inquiry(number)
        if inquiry is None:
            return None
        events = self.store.history(number)
        at = max((event.at for event in events if not _is_look(event)), default=inquiry.opened_at)
        family = family_threads(number, events, store=self.store)
        thread = replace(thread_of(inquiry, events, own=self.own), family=family)
        return packet_of(thread, at=at, book=self.book(inquiry.mailbox), limits=limits)

    def original(self, number: str, beginning: str) -> Original:
        """The one thing of that inquiry whose SHA-256 begins so, as it came or was made. Raises Refused where there is none or several."""
        found = {one.digest: one for one in originals(self.store.history(number)) if one.digest.startswith(beginning.lower())}
        if len(found) != 1:
            said = f"{len(found)} originals of it begin so; give more characters" if found else "nothing of it begins so"
            raise Refused(f"{number}: {beginning}: {said}")
        return next(iter(found.values()))

    def octets(self, one: Original) -> bytes:
        """Its octets, verified. A file is taken out of its mail in the sandbox. Raises Refused and Unavailable."""
        if one.file is None:
            return self.objects.read(one.digest)
        octets = self.reader.extract(self.objects.path(one.mail), file=one.file)
        if hashlib.sha256(octets).hexdigest() != one.digest:
            raise Refused(f"the file that was taken out is not {one.digest[:12]}: its mail was read otherwise when it came in")
        return octets

    def book(self, mailbox: str) -> Book:
        """That mailbox's book, or the first one's where it is no longer configured."""
        return self.books.get(mailbox) or next(iter(self.books.values()))

    def bound(self, packet: Packet) -> BoundPacket:
        """The same as a PDF. Raises Refused and Unavailable."""
        paths: dict[str, Path] = {digest: self.objects.path(digest) for digest in packet.mails}
        return self.reader.packet(paths, packet=packet)


def _is_look(event: Event) -> bool:
    """A logged look at a restricted inquiry: it must not make another packet of the same inquiry."""
    return event.log is not None and event.log.event == RESTRICTED_VIEW


@contextmanager
def open_binder(configuration: Configuration, *, warn: Warn) -> Iterator[Binder]:
    """By the rules in force. Raises Refused, Unavailable, and Unusable with every mistake."""
    rules = rules_now(configuration, warn=warn)
    objects = open_objects(configuration)
    with open_records(configuration) as store:
        reader = open_reader(configuration, forms=(), accept_samples=False, processes=1)
        try:
            yield Binder(store=store, objects=objects, reader=reader, books=dict(rules.books), own=own_of(configuration))
        finally:
            reader.close()
