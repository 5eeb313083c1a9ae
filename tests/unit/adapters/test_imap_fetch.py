"""Portions and answers, without a server."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.adapters.imap_connection import Answers, ImapConnection, Selected
from pdinbox.adapters.imap_fetch import (
    MAILS_PER_COMMAND,
    OCTETS_PER_COMMAND,
    WHOLE_LIMIT,
    all_uids,
    batches,
    listed_of,
    octets_of,
    pieces,
    portions,
)
from pdinbox.model.ledger import Listed
from pdinbox.ports import Unavailable


def a_listed(key: int, size: int) -> Listed:
    return Listed(key=str(key), size=size, received_at=None)


SIZES = st.one_of(
    st.integers(0, 10_000), st.integers(0, 2 * WHOLE_LIMIT), st.sampled_from([0, OCTETS_PER_COMMAND, WHOLE_LIMIT, WHOLE_LIMIT + 1])
)


@given(sizes=st.lists(SIZES, max_size=120), tried=st.sets(st.integers(0, 119), max_size=5))
def test_every_mail_is_in_exactly_one_batch_within_the_bounds(sizes: list[int], tried: set[int]) -> None:
    wanted = [a_listed(key, size) for key, size in enumerate(sizes)]
    found = list(batches(wanted, tries={str(key): 1 for key in tried}))
    assert sorted(int(one.key) for batch in found for one in batch) == list(range(len(sizes)))
    for batch in found:
        assert 1 <= len(batch) <= MAILS_PER_COMMAND
        assert len(batch) == 1 or sum(one.size for one in batch) <= OCTETS_PER_COMMAND
        assert len(batch) == 1 or not {int(one.key) for one in batch} & tried
        assert len(batch) == 1 or all(one.size <= WHOLE_LIMIT for one in batch)


@given(sizes=st.lists(SIZES, max_size=60), tries=st.dictionaries(st.integers(0, 59), st.integers(1, 9), max_size=8))
def test_what_broke_the_connection_oftener_comes_later(sizes: list[int], tries: dict[int, int]) -> None:
    wanted = [a_listed(key, size) for key, size in enumerate(sizes)]
    order = [int(one.key) for batch in batches(wanted, tries={str(key): count for key, count in tries.items()}) for one in batch]
    counts = [tries.get(key, 0) for key in order]
    assert counts == sorted(counts)


@given(st.lists(st.integers(1, 2**32 - 1), max_size=350, unique=True))
def test_no_command_names_more_than_a_hundred(uids: list[int]) -> None:
    found = list(portions([str(uid) for uid in uids]))
    assert [uid for portion in found for uid in portion] == uids
    assert all(1 <= len(portion) <= 100 for portion in found)


class Searched:
    """A connection that only searches, by the protocol: 'n:*' always holds the last message."""

    def __init__(self, uids: Sequence[int]) -> None:
        self.uids = sorted(uids)
        self.largest = 0
        self.commands = 0

    def search(self, criterion: str) -> list[int]:
        low, high = criterion.removeprefix("UID ").split(":")
        if high == "*":
            found = [uid for uid in self.uids if uid >= int(low)] or self.uids[-1:]
        else:
            found = [uid for uid in self.uids if int(low) <= uid <= int(high)]
        self.largest = max(self.largest, len(found))
        self.commands += 1
        return found


@pytest.mark.parametrize(
    ("uids", "late"),
    [
        ([], []),
        ([1], []),
        ([4_000_000_000], []),
        (range(1, 120_001), []),
        (range(1, 50_001), [50_001, 50_002]),
        (range(1, 100_001), [100_001]),
        (range(7, 700_000, 10), [700_001]),
    ],
    ids=lambda uids: f"{len(uids)}",
)
def test_all_uids_are_found_in_windows_and_those_that_came_after_select(uids: Sequence[int], late: Sequence[int]) -> None:
    server = Searched([*uids, *late])
    selected = Selected(uid_validity=1, uid_next=max(uids, default=0) + 1, exists=len(uids), keeps_keywords=True)
    found = all_uids(cast("ImapConnection", server), selected)
    assert found == {str(uid) for uid in server.uids}
    assert server.largest <= 50_010
    assert server.commands <= max(uids, default=0) // 50_000 + 2


def test_sizes_are_told_in_utc_and_a_message_that_is_gone_is_not_told() -> None:
    eastern = datetime(2026, 12, 1, 10, tzinfo=timezone(timedelta(hours=-5)))
    answers: Answers = {
        1: {b"RFC822.SIZE": 10, b"INTERNALDATE": eastern},
        2: {b"RFC822.SIZE": 0, b"INTERNALDATE": datetime(1970, 1, 1, tzinfo=UTC)},
        3: {b"FLAGS": ()},
        4: {b"RFC822.SIZE": 0, b"INTERNALDATE": eastern},
        5: {b"RFC822.SIZE": 7, b"INTERNALDATE": None},
        6: {b"RFC822.SIZE": None, b"INTERNALDATE": eastern},
    }
    found = {one.key: (one.size, one.received_at) for one in listed_of(answers)}
    utc = datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert found == {"1": (10, utc), "4": (0, utc), "5": (7, None)}


@pytest.mark.parametrize("given_", [None, b"", 7, ("x",), "text"])
def test_what_is_not_octets_is_not_a_body(given_: object) -> None:
    assert octets_of({1: {b"BODY[]": given_}}, "1", b"BODY[]") is None


def test_a_message_without_an_answer_has_no_body() -> None:
    assert octets_of({2: {b"BODY[]": b"x"}}, "1", b"BODY[]") is None


class Cabinet:
    """A connection that only hands out pieces of one mail; `gone_after` commands it says nothing."""

    def __init__(self, mail: bytes, *, gone_after: int = 1000, at_most: int = 10**9) -> None:
        self.mail, self.gone_after, self.at_most = mail, gone_after, at_most

    def fetch(self, uids: Sequence[int], items: Sequence[str], *, octets: int = 0) -> Answers:
        self.gone_after -= 1
        start, count = map(int, items[0].removeprefix("BODY.PEEK[]<").rstrip(">").split("."))
        piece = self.mail[start : start + min(count, self.at_most)] if self.gone_after >= 0 else None
        return {uids[0]: {b"BODY[]<%d>" % start: piece}}

    def ask(self, command: Callable[[ImapConnection], Answers]) -> Answers:
        return command(cast("ImapConnection", self))


MAIL = bytes(range(256)) * 40_000


@pytest.mark.parametrize("at_most", [10**9, 4_000_000, 1_234_567])
def test_pieces_make_the_whole_mail_whatever_a_piece_the_server_gives(at_most: int) -> None:
    chunks = pieces(Cabinet(MAIL, at_most=at_most).ask, a_listed(1, len(MAIL)))
    assert chunks is not None
    assert b"".join(chunks) == MAIL


def test_a_mail_that_is_gone_before_the_first_piece_is_left_out() -> None:
    assert pieces(Cabinet(MAIL, gone_after=0).ask, a_listed(1, len(MAIL))) is None


@pytest.mark.parametrize("commands", [1, 2, 3, 4])
def test_a_mail_that_goes_away_between_pieces_never_looks_finished(commands: int) -> None:
    chunks = pieces(Cabinet(MAIL, gone_after=commands).ask, a_listed(1, len(MAIL)))
    assert chunks is not None
    with pytest.raises(Unavailable):
        b"".join(chunks)
