"""A copy of the million made-up inquiries with three mails each: 3,000,000 messages with their places on the server and their words.

Dossiers are left out for what nobody waits for, in the opening mails and in these alike: `store-scale` says what they would weigh.
"""

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.million import FOLDER, Million, million
from pdinbox.model.person import sounds
from pdinbox.store.open import migrate

MAILS = 3
_EPOCH = "INBOX/1"
_PAGE = 20_000
_OPENINGS = (
    "SELECT i.number, i.client_family_name, i.client_given_name, m.* FROM inquiry i JOIN joined j ON j.inquiry = i.number"
    " JOIN message m ON m.digest = j.message WHERE i.number > ? ORDER BY i.number LIMIT ?"
)
_ASKED = ("Is there any news of this request?", "Please find the missing page of the form attached.")


def thrice() -> Million:
    """The file, made where it is not there."""
    made = million()
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    file = FOLDER / f"thrice-{made.file.stem.removeprefix('queue-')}-{recipe}.db"
    if not file.exists():
        for old in FOLDER.glob("thrice-*"):
            old.unlink()
        began = time.monotonic()
        fresh = file.with_suffix(".new")
        shutil.copyfile(made.file, fresh)
        _fill(fresh)
        fresh.rename(file)
        print(f"made {MAILS - 1} more mails of each in {time.monotonic() - began:.0f} s, {file.stat().st_size / 1e9:,.1f} GB")
    migrate(f"sqlite:///{file}")
    return Million(file=file, number=made.number)


def _fill(file: Path) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    tables = ("message", "joined", "sighting", "sound", "searched")
    question = (
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({','.join('?' * len(tables))})"
    )
    indexes = [tuple(row) for row in connection.execute(question, tables) if row[0] != "ix_joined_inquiry"]
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    place = 0
    for page in _pages(connection):
        for made in page:
            place = _write(connection, made, place)
    connection.execute("COMMIT")
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _pages(connection: sqlite3.Connection) -> Iterator[list[sqlite3.Row]]:
    after = ""
    while page := connection.execute(_OPENINGS, (after, _PAGE)).fetchall():
        yield page
        after = page[-1]["number"]


def _write(connection: sqlite3.Connection, opening: sqlite3.Row, place: int) -> int:
    """The sightings of all mails of one inquiry, and the two that come after the first."""
    number, columns = opening["number"], dict(opening)
    names = (columns.pop("client_family_name"), columns.pop("client_given_name"))
    del columns["number"]
    kept = datetime.fromisoformat(columns["kept_at"])
    client = connection.execute(
        "SELECT client, sender FROM search_words WHERE rowid = (SELECT id FROM searched WHERE inquiry = ?)", (number,)
    )
    who = tuple(client.fetchone())
    mails: list[dict[str, Any]] = [columns]
    for turn, words in enumerate(_ASKED, start=1):
        digest = hashlib.sha256(f"{number} {turn}".encode()).hexdigest()
        at = f"{kept + timedelta(days=turn):%Y-%m-%d %H:%M:%S.%f}"
        times = dict.fromkeys(("received_at", "kept_at", "settled_at"), at)
        mails.append(
            {**columns, **times, "digest": digest, "content_digest": digest[::-1], "message_id": f"{digest[:20]}@firm.example.com"}
        )
        _insert(connection, "message", mails[-1])
        _insert(connection, "joined", {"message": digest, "inquiry": number, "role": "follow_up"})
        cursor = _insert(connection, "searched", {"inquiry": number, "message": digest})
        connection.execute(
            "INSERT INTO search_words (rowid, client, sender, words) VALUES (?, ?, ?, ?)", (cursor.lastrowid, *who, words.lower())
        )
    for mail in mails:
        place += 1
        seen = {"mailbox": "national", "epoch": _EPOCH, "key": str(place), "message": mail["digest"], "digest": mail["digest"]}
        _insert(connection, "sighting", {**seen, "seen_at": mail["kept_at"], "filed_at": mail["kept_at"]})
    for key in sounds(*names):
        _insert(connection, "sound", {"key": key, "inquiry": number})
    return place


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> sqlite3.Cursor:
    names = ", ".join(row)
    return connection.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
