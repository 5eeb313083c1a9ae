"""Five ways to build an ingest that loses or doubles mail, each a part of the real desk replaced: the chaos test must catch every one.

main(NAME, CONFIG)     runs the daemon with that mutant
"""

import hashlib
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pdinbox.adapters.imap import ImapMailbox
from pdinbox.bootstrap.desk import OpenDesk, open_desk
from pdinbox.model.ledger import Arrival, Kept, Listed
from pdinbox.settings import read_configuration
from pdinbox.store.open import SqlStore
from pdinbox.worker.poll import Poller


class CursorLedger:
    """Only what is above the highest number ever listed is new, and that number is all that is remembered."""

    def __init__(self, store: SqlStore, folder: Path) -> None:
        self._store, self._file = store, folder / "cursor"

    def unseen(self, mailbox: str, epoch: str, keys: frozenset[str]) -> frozenset[str]:
        cursor = int(self._file.read_text() or 0) if self._file.exists() else 0
        self._file.write_text(str(max([cursor, *(int(key) for key in keys)])))
        return frozenset(key for key in keys if int(key) > cursor)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class EpochlessMailbox:
    """One epoch for ever: UIDVALIDITY is not looked at."""

    def __init__(self, mailbox: ImapMailbox) -> None:
        self._mailbox = mailbox

    def open(self) -> str:
        self._mailbox.open()
        return "INBOX"

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mailbox, name)


class SeenFlagMailbox:
    """What has no \\Seen flag is new, and fetching sets the flag: the server's flag is the ledger."""

    def __init__(self, mailbox: ImapMailbox) -> None:
        self._mailbox = mailbox

    def keys(self) -> frozenset[str]:
        self._mailbox.open()
        connection = self._mailbox._connected()
        return frozenset(str(uid) for uid in connection.search("UNSEEN"))

    def fetch(self, wanted: Sequence[Listed]) -> Iterator[tuple[str, Iterator[bytes]]]:
        connection = self._mailbox._connected()
        connection.add_flags([int(one.key) for one in wanted], ["\\Seen"])
        yield from self._mailbox.fetch(wanted)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mailbox, name)


class RenamingLedger:
    """Another idea of what makes two mails the same."""

    def __init__(self, store: SqlStore, name: Callable[[Arrival], str]) -> None:
        self._store, self._name = store, name

    def keep(self, arrivals: Sequence[Arrival], at: datetime) -> tuple[Kept, ...]:
        return self._store.keep([replace(one, content_digest=self._name(one)) for one in arrivals], at)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def by_message_id(arrival: Arrival) -> str:
    return hashlib.sha256(arrival.message_id.encode()).hexdigest()


def by_octets(arrival: Arrival) -> str:
    return arrival.digest


def mutated(name: str, poller: Poller, *, desk: OpenDesk) -> Poller:
    match name:
        case "none":
            return poller
        case "cursor":
            return replace(poller, ledger=CursorLedger(desk.store, desk.configuration.base))
        case "no-uidvalidity":
            return replace(poller, mailbox=EpochlessMailbox(poller.mailbox))
        case "seen-flag":
            return replace(poller, mailbox=SeenFlagMailbox(poller.mailbox))
        case "message-id":
            return replace(poller, ledger=RenamingLedger(desk.store, by_message_id))
        case "octets":
            return replace(poller, ledger=RenamingLedger(desk.store, by_octets))
        case _:
            raise SystemExit(f"there is no mutant {name}")


def main(name: str, config: str) -> None:
    with open_desk(read_configuration(Path(config))) as desk:
        daemon = replace(desk.daemon, pollers=tuple(mutated(name, poller, desk=desk) for poller in desk.pollers))
        signal.signal(signal.SIGTERM, lambda _number, _frame: daemon.stop())
        daemon.run()
