"""The pieces of work that `bench.measure` runs in a process of its own: `python -m bench.work floor|desk FOLDER PORT USER`."""

import hashlib
import json
import os
import sqlite3
import sys
from pathlib import Path

from tests.servers.dovecot import PASSWORD


def floor(folder: Path, port: int, user: str) -> dict[str, float]:
    """The bare floor: fetch, parse with mail-parser, hash, file (fsync), one SQLite row, a commit a batch of 20. Nothing is answered."""
    import imapclient
    import mailparser

    (folder / "floor").mkdir()
    database = sqlite3.connect(folder / "floor.db")
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=full")
    database.execute("create table message (digest text primary key, subject text, files integer)")
    _go()
    client = imapclient.IMAPClient("127.0.0.1", port, ssl=False)
    client._imap.debug = 0
    client.login(user, PASSWORD)
    client.select_folder("INBOX")
    uids, count = client.search("ALL"), 0
    for start in range(0, len(uids), 20):
        for answer in client.fetch(uids[start : start + 20], ["BODY.PEEK[]"]).values():
            octets = answer[b"BODY[]"]
            mail = mailparser.parse_from_bytes(octets)
            digest = hashlib.sha256(octets).hexdigest()
            with (folder / "floor" / digest).open("wb") as file:
                file.write(octets)
                file.flush()
                os.fsync(file.fileno())
            database.execute("insert or ignore into message values (?, ?, ?)", (digest, str(mail.subject), len(mail.attachments)))
            count += 1
        database.commit()
    return {"mails": count}


def desk(folder: Path, port: int, user: str) -> dict[str, float]:
    """The desk's own round over the same inbox: kept, parsed, unpacked, forms read and judged, routed, answered, sent, filed."""
    from pdinbox.bootstrap import open_desk
    from pdinbox.settings import read_configuration
    from pdinbox.worker.once import go_round

    with open_desk(read_configuration(folder / "pdinbox.toml")) as opened:
        _go()
        done = go_round(opened.pollers, examiner=opened.examiner, sender=opened.sender, log=opened.log)
        counts = opened.store.counts()
        named = {f"count {name}": value for name, value in counts.items()}
        return {"mails": done.new, "examined": done.examined, "sent": done.sent, **named}


def _go() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    report = {"floor": floor, "desk": desk}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    print(json.dumps(report), flush=True)
    sys.stdin.read()
