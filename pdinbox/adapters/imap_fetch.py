"""What to ask an IMAP server for, in which portions, and which of its answers count.

An answer counts when it holds octets: None, an empty body and a message without an answer are "not seen", never "empty". Flags and sequence
numbers in the answers are never looked at (unsolicited ones land on the wrong UID).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain

from pdinbox.adapters.imap_connection import Answers, Declined, ImapConnection, Selected
from pdinbox.model.ledger import Listed
from pdinbox.ports import Unavailable

MAILS_PER_COMMAND = 20
OCTETS_PER_COMMAND = 8_000_000
WHOLE_LIMIT = 25_000_000
"""Octets above which a mail is fetched in pieces, so that it never lies in memory whole."""
PIECE = 4_000_000
UIDS_PER_COMMAND = 100
"""Servers refuse longer lists ("Too long argument")."""
WINDOW = 50_000
"""Messages in one SEARCH answer: imaplib gives up on a line of 1,000,000 octets."""

_GONE_SINCE = datetime(1970, 1, 1, tzinfo=UTC)

Ask = Callable[[Callable[[ImapConnection], Answers]], Answers]
"""Runs one command on the connection of the moment."""


def all_uids(connection: ImapConnection, selected: Selected) -> frozenset[str]:
    """Every UID in the folder, as text."""
    found: set[int] = set()
    for low, high in _windows(selected):
        end = "*" if high is None else str(high)
        # 'n:*' always holds the last message, even where its UID is below n
        found.update(uid for uid in connection.search(f"UID {low}:{end}") if uid >= low)
    return frozenset(map(str, found))


def _windows(selected: Selected) -> Iterator[tuple[int, int | None]]:
    low = 1
    if selected.exists > WINDOW:
        for low in range(1, selected.uid_next, WINDOW):
            yield low, low + WINDOW - 1
        low = max(low + WINDOW, 1)
    yield low, None


def portions(keys: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """UIDs, so many as one command may name."""
    for start in range(0, len(keys), UIDS_PER_COMMAND):
        yield tuple(int(key) for key in keys[start : start + UIDS_PER_COMMAND])


def listed_of(answers: Answers) -> Iterator[Listed]:
    """Sizes and dates out of the answers, without messages that are gone."""
    for uid, answer in answers.items():
        size, date = answer.get(b"RFC822.SIZE"), answer.get(b"INTERNALDATE")
        received_at = date.astimezone(UTC) if isinstance(date, datetime) and date.tzinfo else None
        # Dovecot lists a message that another client expunged as of size 0 and of 1970
        if isinstance(size, int) and not (size == 0 and received_at in {None, _GONE_SINCE}):
            yield Listed(key=str(uid), size=size, received_at=received_at)


def sizes(connection: ImapConnection, uids: Sequence[int]) -> Answers:
    """Sizes and dates of these; where the server says NO, of each alone."""
    try:
        return connection.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
    except Declined:
        if len(uids) == 1:
            return {}
    return {uid: answer for one in uids for uid, answer in sizes(connection, (one,)).items()}


def header(connection: ImapConnection, uid: int) -> Answers:
    """The header block of one message; nothing where the server says NO."""
    try:
        return connection.fetch([uid], ["BODY.PEEK[HEADER]"])
    except Declined:
        return {}


def gone(connection: ImapConnection, uids: Collection[int]) -> set[int]:
    """Those of the UIDs that lie in the folder no more."""
    return set(uids) - set(connection.search("UID " + ",".join(map(str, uids))))


def batches(wanted: Sequence[Listed], *, tries: Mapping[str, int]) -> Iterator[tuple[Listed, ...]]:
    """Portions for one FETCH each. What broke the connection before comes last and alone, so that it keeps nothing else back.

    Mails that are to be fetched in pieces come alone, after the small ones.
    """
    batch: list[Listed] = []
    for one in sorted(wanted, key=lambda one: (tries.get(one.key, 0), one.size > WHOLE_LIMIT)):
        is_alone = one.key in tries or one.size > WHOLE_LIMIT
        is_full = len(batch) == MAILS_PER_COMMAND or sum(other.size for other in batch) + one.size > OCTETS_PER_COMMAND
        if batch and (is_alone or is_full):
            yield tuple(batch)
            batch = []
        batch.append(one)
        if is_alone:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


def bodies(connection: ImapConnection, batch: Sequence[Listed]) -> Answers:
    """Whole mails. Where the server says NO (one is gone, one is broken), each is asked for alone and those with NO are left out."""
    octets = sum(one.size for one in batch)
    try:
        return connection.fetch([int(one.key) for one in batch], ["BODY.PEEK[]"], octets=octets)
    except Declined:
        if len(batch) == 1:
            return {}
    answers: Answers = {}
    for one in batch:
        answers |= bodies(connection, (one,))
    return answers


def octets_of(answers: Answers, key: str, item: bytes) -> bytes | None:
    """That item of that message, or None when it was not given."""
    octets = answers.get(int(key), {}).get(item)
    return octets if isinstance(octets, bytes) and octets else None


def pieces(ask: Ask, one: Listed) -> Iterator[bytes] | None:
    """A big mail piece by piece, None when the server gives nothing. The iterator raises Unavailable when the mail goes away meanwhile."""
    first = _piece(ask, one.key, 0, PIECE)
    return chain((first,), _further(ask, one.key, len(first))) if first else None


def _further(ask: Ask, key: str, offset: int) -> Iterator[bytes]:
    while piece := _piece(ask, key, offset, PIECE):
        offset += len(piece)
        yield piece
    # an expunged mail ends like a finished one: only the last octet, asked for once more with its successor, shows the end
    last = _piece(ask, key, offset - 1, 2)
    if last is None or len(last) != 1:
        raise Unavailable(f"message {key} went away or changed while it was fetched")


def _piece(ask: Ask, key: str, offset: int, count: int) -> bytes | None:
    def command(connection: ImapConnection) -> Answers:
        try:
            return connection.fetch([int(key)], [f"BODY.PEEK[]<{offset}.{count}>"], octets=count)
        except Declined:
            return {}

    return octets_of(ask(command), key, b"BODY[]<%d>" % offset)
