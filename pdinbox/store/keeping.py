"""A batch of arrivals -> message rows, sightings, and lines for the operator: one transaction.

Two workers that keep the same mail meet at the unique keys, and only one of them is told that it is new. Rows are inserted in the
order of their keys, so that two batches never wait for each other in a circle.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, or_, select

from pdinbox.flows.ledger_lines import another_copy, reused_message_id
from pdinbox.flows.work import job_of_message
from pdinbox.model.ledger import Arrival, Kept
from pdinbox.store.database import Database
from pdinbox.store.jobs import defer
from pdinbox.store.log import write_log
from pdinbox.store.tables import letter, message, sighting
from pdinbox.store.types import as_key

CHUNK: Final = 500
"""Keys in one question: few enough for every database's limits, and the statement is compiled once."""

Place = tuple[str, str, str]
"""mailbox, epoch, key"""

OF_EPOCH = and_(sighting.c.mailbox == bindparam("in_mailbox"), sighting.c.epoch == bindparam("in_epoch"))
AMONG_KEYS = sighting.c.key.in_(bindparam("keys", expanding=True))
SEEN = select(sighting.c.key, sighting.c.message).where(OF_EPOCH, AMONG_KEYS)
_MESSAGES = select(message.c.digest, message.c.content_digest).where(
    or_(message.c.content_digest.in_(bindparam("contents", expanding=True)), message.c.digest.in_(bindparam("digests", expanding=True)))
)
_WITH_MESSAGE_ID = select(message.c.message_id, message.c.digest).where(message.c.message_id.in_(bindparam("ids", expanding=True)))
_LETTERS = select(letter.c.message_id, letter.c.inquiry).where(letter.c.message_id.in_(bindparam("ids", expanding=True)))
_SIGHTINGS = select(sighting.c.mailbox, sighting.c.epoch, sighting.c.message).where(
    sighting.c.message.in_(bindparam("messages", expanding=True))
)


@dataclass(slots=True, kw_only=True)
class Keeping:
    """One batch on its way. `homes` is the message of each place, `born` the place that made a message, by digest."""

    database: Database
    connection: Connection
    at: datetime
    homes: dict[Place, str] = field(default_factory=dict)
    born: dict[str, Place] = field(default_factory=dict)

    def keep(self, arrivals: Sequence[Arrival]) -> tuple[Kept, ...]:
        """What became of each arrival, in their order."""
        self.homes.update(self._seen(arrivals))
        fresh: dict[Place, Arrival] = {}
        for arrival in arrivals:
            if place_of(arrival) not in self.homes:
                fresh.setdefault(place_of(arrival), arrival)
        reused: frozenset[str] = frozenset()
        if fresh:
            self._find_homes(fresh)
            reused = self._reused(fresh)
            written = self._sight(fresh)
            self._log([fresh[place] for place in fresh if place in written], reused=reused)
        return tuple(self._kept(arrival, is_first=fresh.get(place_of(arrival)) is arrival, reused=reused) for arrival in arrivals)

    def _seen(self, arrivals: Sequence[Arrival]) -> dict[Place, str]:
        seen: dict[Place, str] = {}
        for mailbox, epoch in dict.fromkeys((arrival.mailbox, arrival.epoch) for arrival in arrivals):
            for keys in chunks(arrival.key for arrival in arrivals if (arrival.mailbox, arrival.epoch) == (mailbox, epoch)):
                rows = self.connection.execute(SEEN, {"in_mailbox": mailbox, "in_epoch": epoch, "keys": keys})
                seen.update({(mailbox, epoch, row.key): row.message for row in rows})
        return seen

    def _find_homes(self, fresh: Mapping[Place, Arrival]) -> None:
        found = self._messages(fresh.values())
        missing: dict[str, dict[str, Any]] = {}
        for index, (place, arrival) in enumerate(fresh.items()):
            if arrival.content_digest not in found and arrival.digest not in found:
                found[arrival.content_digest] = found[arrival.digest] = arrival.digest
                self.born[arrival.digest] = place
                missing[arrival.content_digest] = _message_columns(arrival, at=self.at, place=index)
        made = self._insert_messages([missing[content] for content in sorted(missing)])
        self._defer([fresh[place] for digest, place in self.born.items() if digest in made])
        if len(made) < len(missing):  # somebody else kept one of them in the meantime
            self.born = {digest: place for digest, place in self.born.items() if digest in made}
            found |= self._messages(fresh.values())
        self.homes.update({place: found.get(arrival.content_digest) or found[arrival.digest] for place, arrival in fresh.items()})

    def _defer(self, arrivals: Sequence[Arrival]) -> None:
        """Their jobs. What answers a letter of an inquiry is examined while nothing else of that inquiry is done."""
        if self.database.is_sqlite:
            return
        answered = sorted({one for arrival in arrivals for one in arrival.answers})
        threads = {row.message_id: row.inquiry for row in self.connection.execute(_LETTERS, {"ids": answered})} if answered else {}
        jobs = (
            job_of_message(arrival.digest, thread=next((threads[one] for one in arrival.answers if threads.get(one)), ""))
            for arrival in arrivals
        )
        defer(self.database, self.connection, jobs)

    def _messages(self, arrivals: Iterable[Arrival]) -> dict[str, str]:
        """By content digest and by digest: octets that are known stay one message even when the rule of content has changed."""
        found: dict[str, str] = {}
        for some in chunks(arrivals):
            wanted = {"contents": [arrival.content_digest for arrival in some], "digests": [arrival.digest for arrival in some]}
            for row in self.connection.execute(_MESSAGES, wanted):
                found[row.content_digest] = found[row.digest] = row.digest
        return found

    def _insert_messages(self, rows: list[dict[str, Any]]) -> frozenset[str]:
        if not rows:
            return frozenset()
        insert = self.database.insert_absent(message).returning(message.c.digest)
        return frozenset(self.connection.execute(insert, rows).scalars())

    def _reused(self, fresh: Mapping[Place, Arrival]) -> frozenset[str]:
        """Digests of new messages whose Message-ID another message bears; of two in one batch it is the later one."""
        made = [fresh[place] for place in self.born.values() if fresh[place].message_id]
        taken: set[str] = set()
        for some in chunks(made):
            rows = self.connection.execute(_WITH_MESSAGE_ID, {"ids": [arrival.message_id for arrival in some]})
            taken.update(row.message_id for row in rows if row.digest not in self.born)
        reused: set[str] = set()
        for arrival in made:
            if as_key(arrival.message_id) in taken:
                reused.add(arrival.digest)
            taken.add(as_key(arrival.message_id))
        return frozenset(reused)

    def _sight(self, fresh: Mapping[Place, Arrival]) -> frozenset[Place]:
        """The places written now; the others were written by somebody else in the meantime."""
        rows = [
            {"mailbox": place[0], "epoch": place[1], "key": place[2], "message": self.homes[place], "digest": fresh[place].digest}
            for place in sorted(fresh)
        ]
        insert = self.database.insert_absent(sighting)
        places = insert.returning(sighting.c.mailbox, sighting.c.epoch, sighting.c.key)
        written = self.connection.execute(places, [{**row, "seen_at": self.at, "filed_at": None} for row in rows])
        return frozenset((row.mailbox, row.epoch, row.key) for row in written)

    def _log(self, written: Sequence[Arrival], *, reused: frozenset[str]) -> None:
        births = frozenset(self.born.values())
        copies = [arrival for arrival in written if place_of(arrival) not in births]
        elsewhere = self._epochs_before(copies)
        lines = [reused_message_id(arrival, at=self.at) for arrival in written if arrival.digest in reused and place_of(arrival) in births]
        for arrival in copies:
            home = self.homes[place_of(arrival)]
            if not elsewhere.get((arrival.mailbox, home), set()) - {arrival.epoch}:
                lines.append(another_copy(arrival, message=home, at=self.at))
        write_log(self.database, self.connection, tuple(lines))

    def _epochs_before(self, copies: Sequence[Arrival]) -> dict[tuple[str, str], set[str]]:
        """Where a message was seen in the same mailbox under another epoch the server has renumbered: nobody sent another copy."""
        epochs: dict[tuple[str, str], set[str]] = {}
        for some in chunks({self.homes[place_of(arrival)] for arrival in copies}):
            for row in self.connection.execute(_SIGHTINGS, {"messages": some}):
                epochs.setdefault((row.mailbox, row.message), set()).add(row.epoch)
        return epochs

    def _kept(self, arrival: Arrival, *, is_first: bool, reused: frozenset[str]) -> Kept:
        home = self.homes[place_of(arrival)]
        is_new = is_first and self.born.get(home) == place_of(arrival)
        return Kept(key=arrival.key, message=home, is_new=is_new, reused_message_id=is_new and home in reused)


def place_of(arrival: Arrival) -> Place:
    """Where it was seen."""
    return arrival.mailbox, arrival.epoch, arrival.key


def chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    """Lists of at most `CHUNK`."""
    rest = iter(items)
    while some := list(islice(rest, CHUNK)):
        yield some


def _message_columns(arrival: Arrival, *, at: datetime, place: int) -> dict[str, Any]:
    return {
        "digest": arrival.digest,
        "content_digest": arrival.content_digest,
        "size": arrival.size,
        "message_id": arrival.message_id,
        "mailbox": arrival.mailbox,
        "received_at": arrival.received_at,
        "kept_at": at,
        "place": place,
        "oversize": arrival.oversize,
        "attempts": 0,
        "held_reason": "",
        "ruling": "",
        "filing_reason": "",
        "sender": "",
        "subject": "",
    }
