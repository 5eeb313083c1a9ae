"""How long a sender waits: from APPEND on Dovecot to the acknowledgement in the SMTP sink, IDLE on; at a gentle rate, and with a backlog.

Under the backlog what counts is the order (first come, first answered), that letters leave as soon as they are written, and that nothing
else is done before them. Run: python -m bench latency.
"""

import sqlite3
import time
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from bench.ingest import a_mail
from bench.serving import Serving, percentile, serving
from fixtures.people import representative
from tests.servers.dovecot import Dovecot

MAILS = 200
EVERY = 1.0
"""Seconds between two mails at the gentle rate."""
BACKLOG = 5_000
SMALL = 0
"""Octets to which the forms of the backlog are padded: none."""
WARM_UP = 5
PATIENCE = 3_600.0


def address_of(seed: int) -> str:
    return representative(seed).email.replace("@", f"{seed}@")


def main(mails: int = MAILS, backlog: int = BACKLOG) -> None:
    """Run and print."""
    print(f"\nLatency: {mails} mails, one every {EVERY:g} s, from the answer to APPEND to the letter in the sink\n")
    waits = gentle(mails)
    print(f"p50 {1000 * median(waits):.0f} ms, p95 {1000 * percentile(waits, 0.95):.0f} ms, longest {1000 * max(waits):.0f} ms")
    print(f"\nA backlog of {backlog:,} mails with a digital form each\n", flush=True)
    under_backlog(backlog)


def gentle(count: int) -> list[float]:
    """Seconds that each sender waited."""
    octets = [a_mail(seed) for seed in range(count)]
    with serving() as desk:
        desk.dovecot.append(desk.user, [a_mail(seed) for seed in range(9000, 9000 + WARM_UP)])
        desk.wait_for_letters(WARM_UP, seconds=120)
        appended = {}
        began = time.monotonic()
        with desk.dovecot.client(desk.user) as client:
            for seed, mail in enumerate(octets):
                time.sleep(max(0.0, began + EVERY * seed - time.monotonic()))
                client.append("INBOX", mail)
                appended[address_of(seed)] = time.time()
        desk.wait_for_letters(WARM_UP + count, seconds=300)
        found = desk.acknowledged()
    return [found[address] - at for address, at in appended.items()]


def under_backlog(count: int) -> None:
    """Everything lies there when the desk starts."""

    def fill(dovecot: Dovecot, user: str) -> None:
        dovecot.append(user, (a_mail(seed, form=SMALL) for seed in range(count)))

    with serving(fill=fill) as desk:
        desk.wait_for_letters(count, seconds=PATIENCE)
        letters = desk.acknowledged()
        pictures = _count(desk, "select count(*) from picture")
        settled = dict(_rows(desk, "select sender, settled_at from message"))
    assert len(letters) == count, len(letters)
    order = [address for address, _ in sorted(letters.items(), key=lambda pair: pair[1])]
    place = {address_of(seed): seed for seed in range(count)}
    overtaken = sum(place[later] < place[earlier] for earlier, later in pairwise(order))
    times = sorted(letters.values())
    lags = [max(0.0, at - datetime.fromisoformat(settled[address]).replace(tzinfo=UTC).timestamp()) for address, at in letters.items()]
    print(f"{count / (times[-1] - times[0]):.1f} acknowledgements a second; {overtaken} of {count:,} before one that came earlier")
    print(f"from settled to the sink: p50 {1000 * median(lags):.0f} ms, p95 {1000 * percentile(lags, 0.95):.0f} ms")
    print(f"pictures of papers made before the last acknowledgement: {pictures}")


def _rows(desk: Serving, question: str) -> list[tuple]:
    with sqlite3.connect(desk.folder / "desk.db", timeout=30) as database:
        return database.execute(question).fetchall()


def _count(desk: Serving, question: str) -> int:
    return int(_rows(desk, question)[0][0])
