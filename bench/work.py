"""The pieces of work that `bench.measure` runs in a process of its own: `python -m bench.work floor|desk FOLDER PORT USER`."""

import gc
import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.dovecot import PASSWORD

Go = Callable[[], dict[str, float]]
"""One round over what lies in the inbox."""


@contextmanager
def floor(folder: Path, port: int, user: str) -> Iterator[Go]:
    """The bare floor: fetch, parse with mail-parser, hash, file (fsync), one SQLite row, a commit a batch of 20. Nothing is answered."""
    import imapclient
    import mailparser

    (folder / "floor").mkdir()
    database = sqlite3.connect(folder / "floor.db")
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=full")
    database.execute("create table message (digest text primary key, subject text, files integer)")
    client = imapclient.IMAPClient("127.0.0.1", port, ssl=False)
    client._imap.debug = 0
    client.login(user, PASSWORD)
    known: set[int] = set()

    def go() -> dict[str, float]:
        client.select_folder("INBOX")
        uids = [uid for uid in client.search("ALL") if uid not in known]
        for start in range(0, len(uids), 20):
            for uid, answer in client.fetch(uids[start : start + 20], ["BODY.PEEK[]"]).items():
                octets = answer[b"BODY[]"]
                mail = mailparser.parse_from_bytes(octets)
                digest = hashlib.sha256(octets).hexdigest()
                with (folder / "floor" / digest).open("wb") as file:
                    file.write(octets)
                    file.flush()
                    os.fsync(file.fileno())
                database.execute("insert or ignore into message values (?, ?, ?)", (digest, str(mail.subject), len(mail.attachments)))
                known.add(uid)
            database.commit()
        return {"mails": len(uids)}

    yield go


@contextmanager
def desk(folder: Path, port: int, user: str) -> Iterator[Go]:
    """The desk's own round over the same inbox: kept, parsed, unpacked, forms read and judged, routed, answered, sent, filed."""
    del port, user  # they stand in its settings
    from pdinbox.bootstrap.desk import open_desk
    from pdinbox.settings import read_configuration
    from pdinbox.worker.once import go_round

    with open_desk(read_configuration(folder / "pdinbox.toml")) as opened:

        def go() -> dict[str, float]:
            done = go_round(opened.pollers, examiner=opened.examiner, timekeeper=opened.timekeeper, sender=opened.sender, log=opened.log)
            return {"mails": done.new, "examined": done.examined, "sent": done.sent, "filed": done.filed}

        yield go


def main() -> None:
    """Warm up with what lies in the inbox, say so, and do it again when told to, with what lies there then."""
    work = {"floor": floor, "desk": desk}[sys.argv[1]]
    with work(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]) as go:
        go()
        gc.freeze()  # as `pdinbox serve` does
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(go()), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
