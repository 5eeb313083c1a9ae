"""mailbox -> ledger -> mailbox: one pass over one inbox. Octets are kept, then the row is committed, then the server is told.

The ledger of (mailbox, epoch, key) is the truth; flags on the server are never read. What is new is a set difference, never
"greater than the last". A pass may be cut anywhere and is then simply done again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from pdinbox.model.ledger import Arrival, Listed
from pdinbox.ports import Clock, Ledger, Log, Mailbox, Objects, Records, Refused, Unavailable
from pdinbox.spooling import spool

BATCH = 20
"""Mails a transaction. Larger ones gain nothing (domain measurements: throughput is flat from 5 to 1,000) and lose more when cut."""
FILE_AT_ONCE = 200
OLD = timedelta(days=3)
"""Mail that waited so long before the desk was there is not answered without asking."""
MISSES_BEFORE_ALARM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What one pass did: messages listed on the server, kept anew, other copies, not given by the server, moved to their trays."""

    listed: int = 0
    new: int = 0
    copies: int = 0
    missed: int = 0
    filed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Polls one mailbox. `largest` is the limit in octets above which only the header is fetched.

    With `asks_first` a first connect to an inbox with old mail is refused until somebody says from when on letters are written.
    """

    mailbox: Mailbox
    ledger: Ledger
    records: Records
    objects: Objects
    clock: Clock
    log: Log
    largest: int
    asks_first: bool = False

    def poll(self) -> Polled:
        """Keep everything the ledger does not know. Raises Unavailable or Refused; what was committed before stays."""
        epoch = self.mailbox.open()
        keys = self.mailbox.keys()
        unseen = self.ledger.unseen(self.mailbox.name, epoch, keys)
        listed = self._listed(unseen)
        if self.asks_first and not self.ledger.has_seen(self.mailbox.name):
            self._ask_about_old(listed)
        new = copies = missed = 0
        for batch in _batches(listed):
            kept = self._keep(epoch, batch)
            new += kept[0]
            copies += kept[1]
            missed += len(batch) - sum(kept)
        if unseen:
            self.log.say("polled", mailbox=self.mailbox.name, unseen=len(unseen), new=new, copies=copies, missed=missed)
        return Polled(listed=len(keys), new=new, copies=copies, missed=missed)

    def file(self) -> int:
        """Move what is settled or held to its tray; returns how many. Raises Unavailable or Refused."""
        epoch = self.mailbox.open()
        done = 0
        while unfiled := self.ledger.unfiled(self.mailbox.name, epoch, FILE_AT_ONCE):
            moved = 0
            for tray in dict.fromkeys(one.tray for one in unfiled):
                gone = self.mailbox.file([one.key for one in unfiled if one.tray is tray], tray)
                self.ledger.filed(self.mailbox.name, epoch, gone, self.clock.now())
                moved += len(gone)
            done += moved
            if not moved:
                break
        return done

    def _ask_about_old(self, listed: tuple[Listed, ...]) -> None:
        before = self.clock.now() - OLD
        old = sum(one.received_at is not None and one.received_at < before for one in listed)
        if old:
            raise Refused(
                f"mailbox {self.mailbox.name} holds {old} mails older than {OLD.days} days and was never read before: set "
                "desk.letters_since to the day from which on letters are to be written; older mail is then recorded without letters"
            )

    def _listed(self, unseen: frozenset[str]) -> tuple[Listed, ...]:
        return self.mailbox.listed(sorted(unseen, key=lambda key: (len(key), key))) if unseen else ()

    def _keep(self, epoch: str, batch: tuple[Listed, ...]) -> tuple[int, int]:
        arrivals: list[Arrival] = []
        try:
            for one, chunks in self._fetched(batch):
                arrivals.append(self._spool(epoch, one, chunks))
        except Unavailable:
            # what came whole before the break is kept all the same
            self._commit(arrivals)
            raise
        for key in {one.key for one in batch} - {arrival.key for arrival in arrivals}:
            self._miss(epoch, key)
        return self._commit(arrivals)

    def _commit(self, arrivals: list[Arrival]) -> tuple[int, int]:
        kept = self.ledger.keep(arrivals, self.clock.now()) if arrivals else ()
        for ours in kept:
            if ours.reused_message_id:
                self.log.say("message-id-reused-warning", mailbox=self.mailbox.name, digest=ours.message[:12])
        new = sum(ours.is_new for ours in kept)
        return new, len(kept) - new

    def _fetched(self, batch: tuple[Listed, ...]) -> Iterator[tuple[Listed, Iterator[bytes]]]:
        """The octets of each mail; of one over the limit the header alone."""
        by_key = {one.key: one for one in batch}
        whole = tuple(one for one in batch if one.size <= self.largest)
        for key, chunks in self.mailbox.fetch(whole) if whole else ():
            yield by_key[key], chunks
        for one in batch:
            if one.size > self.largest and (header := self.mailbox.fetch_header(one.key)):
                yield one, iter((header,))

    def _spool(self, epoch: str, listed: Listed, chunks: Iterator[bytes]) -> Arrival:
        kept = spool(self.objects, chunks)
        return Arrival(
            mailbox=self.mailbox.name,
            epoch=epoch,
            key=listed.key,
            digest=kept.digest,
            content_digest=kept.content_digest,
            size=listed.size,
            message_id=kept.message_id,
            answers=kept.answers,
            received_at=listed.received_at,
            oversize=listed.size > self.largest,
        )

    def _miss(self, epoch: str, key: str) -> None:
        count = self.ledger.missed(self.mailbox.name, epoch, key, error="the server lists it but does not give it", at=self.clock.now())
        if count == MISSES_BEFORE_ALARM:
            self.log.say("message-not-given-warning", mailbox=self.mailbox.name, key=key, times=count)


def _batches(listed: tuple[Listed, ...]) -> Iterator[tuple[Listed, ...]]:
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
