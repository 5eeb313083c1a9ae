"""The chaos that the desk must survive: killed at random, its connections cut, other clients at work in the mailbox, folders renumbered.

One seed makes one run: what is delivered, when the desk is killed, where connections break.
"""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from pdinbox.adapters.smtp_sink import SmtpSink, read_sink
from pdinbox.intake.identity import content_digest
from tests.faults import mutants
from tests.servers.cutting_proxy import CuttingProxy
from tests.servers.desk_settings import desk_settings
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.warm import WarmProcess, warm, warm_pdinbox

_QUICK_AND_QUIET = """
[limits]
sandbox_processes = 1
[schedule]
poll_seconds = 1
send_seconds = 1
[log]
level = "warning"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mayhem:
    """How much of it: distinct mails, and how many times each thing happens."""

    mails: int
    kills: int
    renumberings: int
    seed: int
    mutant: str = "none"


@dataclass(slots=True)
class Outcome:
    """What the run left behind. Each list is empty, and each number within bounds, when the desk did its work."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    answered_twice: list[str] = field(default_factory=list)
    unknown_on_server: int = 0
    extra_copies: int = 0
    kills: int = 0
    cuts: int = 0
    held: int = 0
    kept: int = 0
    crashed_by_itself: bool = False
    stopped_within: float = 0.0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        wrong = (self.lost, self.doubled, self.unanswered, self.answered_twice)
        return not any(wrong) and not self.unknown_on_server and not self.crashed_by_itself and self.extra_copies <= self.kills


def mails(mayhem: Mayhem) -> tuple[list[bytes], list[bytes]]:
    """The distinct mails, and further copies of some of them as they come through an alias."""
    chance = random.Random(mayhem.seed)
    distinct = [_mail(place, chance) for place in range(mayhem.mails)]
    copied = chance.sample(distinct, max(3, mayhem.mails // 8))
    trace = b"Delivered-To: inquiries@desk.example.org\r\nReceived: from a.example by b.example; Mon, 23 Nov 2026 10:00:00 +0000\r\n"
    return distinct, [trace + octets for octets in copied]


def _mail(place: int, chance: random.Random) -> bytes:
    reused = place % 17 == 0
    missing = place % 19 == 0
    message_id = "" if missing else f"Message-ID: <{'always-the-same' if reused else place}@mailer.example.com>\r\n"
    head = (
        f"From: Sender {place} <sender{place}@firm{place}.example.com>\r\nTo: pd@desk.example.org\r\nSubject: Request {place}\r\n"
        f"Date: Mon, 23 Nov 2026 10:{place % 60:02d}:00 +0000\r\n{message_id}\r\n"
    )
    text = f"We ask for a stay of removal for my client, A{900000000 + place}.\r\n"
    return (head + text + "x" * 70 * chance.randrange(1, 40) + "\r\n").encode()


def run(mayhem: Mayhem, *, dovecot: Dovecot, folder: Path) -> Outcome:
    """The whole run: mayhem, then calm until nothing is left to do, then the reckoning."""
    began = time.monotonic()
    user = dovecot.new_user()
    distinct, copies = mails(mayhem)
    with SmtpSink(folder / "sink") as sink, CuttingProxy(to=dovecot.imap_port, seed=mayhem.seed) as proxy:
        config = folder / "pdinbox.toml"
        settings = desk_settings(
            imap=proxy.port,
            smtp=sink.port,
            user=user,
            password=PASSWORD,
            of_mailbox='aliases = ["inquiries@desk.example.org"]\ntimeout_seconds = 5',
            of_smtp='envelope_sender = "pd@desk.example.org"',
            sections=_QUICK_AND_QUIET,
        )
        config.write_text(settings)
        desk = Desk(config, mutant=mayhem.mutant)
        others = Others(dovecot, user, folder / "desk.db", mayhem)
        delivery = threading.Thread(target=others.deliver, args=([*distinct, *copies],))
        delivery.start()
        proxy.is_calm = True
        desk.work_a_little(folder / "desk.db")
        proxy.is_calm = False
        kills = desk.be_killed(mayhem, proxy=proxy)
        delivery.join()
        others.stop()
        proxy.is_calm = True
        desk.start()
        _wait_until_quiet(folder / "desk.db", seconds=120)
        stopped_within = desk.stop()
        outcome = _reckon(distinct, folder=folder, dovecot=dovecot, user=user)
        outcome.kills, outcome.cuts, outcome.stopped_within = kills, proxy.cut, stopped_within
    outcome.seconds = time.monotonic() - began
    return outcome


class Desk:
    """The daemon as a process of its own."""

    def __init__(self, config: Path, *, mutant: str) -> None:
        self._config, self._mutant = str(config), mutant
        self._errors = config.with_name("desk.log")
        self._process: WarmProcess | None = None

    def start(self) -> None:
        where = {"env": os.environ, "out": self._errors}
        if self._mutant == "none":
            self._process = warm_pdinbox("serve", "--config", self._config, **where)
        else:
            self._process = warm(mutants.main, self._mutant, self._config, **where)

    def work_a_little(self, database: Path) -> None:
        """A first life without disorder, so that a mutant shows that it works at all, whatever the machine is busy with."""
        self.start()
        latest = time.monotonic() + 60
        while len(known_contents(database)) < 5 and time.monotonic() < latest:
            time.sleep(0.1)
        self.stop()

    def be_killed(self, mayhem: Mayhem, *, proxy: CuttingProxy) -> int:
        """Started and killed, again and again, each time after a little while of work, counted from when it asks the server."""
        chance = random.Random(mayhem.seed + 1)
        for _ in range(mayhem.kills):
            asked, latest = proxy.accepted, time.monotonic() + 30
            self.start()
            assert self._process is not None
            while proxy.accepted == asked and time.monotonic() < latest and self._process.poll() is None:
                time.sleep(0.05)
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = self._process.wait(timeout=chance.uniform(0.1, 2.5))
                raise AssertionError(f"the desk ended by itself with status {status}: {self._errors.read_text()[-3000:]}")
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        return mayhem.kills

    def stop(self) -> float:
        """Asked to stop; returns the seconds it took."""
        assert self._process is not None
        asked = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
        return time.monotonic() - asked


class Others:
    """Everybody else in the mailbox: senders, a person who reads and moves, a janitor who expunges, an administrator who renumbers."""

    def __init__(self, dovecot: Dovecot, user: str, database: Path, mayhem: Mayhem) -> None:
        self._dovecot, self._user, self._database, self._mayhem = dovecot, user, database, mayhem
        self._chance = random.Random(mayhem.seed + 2)
        self._stop = threading.Event()

    def deliver(self, octets: list[bytes]) -> None:
        """All of them, in a few helpings, with the others at work between."""
        self._chance.shuffle(octets)
        helpings = max(self._mayhem.renumberings * 2, 6)
        size = -(-len(octets) // helpings)
        pause = self._mayhem.kills * 1.7 / helpings
        for place in range(helpings):
            self._append(octets[place * size : (place + 1) * size])
            self._meddle()
            if place % 2 and place // 2 < self._mayhem.renumberings:
                self._renumber()
            self._stop.wait(pause)

    def stop(self) -> None:
        self._stop.set()

    def _append(self, octets: list[bytes]) -> None:
        with self._dovecot.client(self._user) as client:
            for one in octets:
                client.append("INBOX", one)

    def _meddle(self) -> None:
        """Read some, move some away and back (they come back under new numbers), expunge some that the desk has stored."""
        with self._dovecot.client(self._user) as client:
            uids = client.search("ALL")
            read = self._chance.sample(uids, min(4, len(uids)))
            if read:
                client.add_flags(read, [b"\\Seen"])
            moved = self._chance.sample(uids, min(3, len(uids)))
            if moved:
                if not client.folder_exists("Desk drawer"):
                    client.create_folder("Desk drawer")
                client.move(moved, "Desk drawer")
                client.select_folder("Desk drawer")
                client.move(client.search("ALL"), "INBOX")
                client.select_folder("INBOX")
            stored = [uid for uid in client.search("ALL") if self._is_stored(client, uid)][:2]
            if stored:
                client.delete_messages(stored)
                client.uid_expunge(stored)

    def _is_stored(self, client, uid: int) -> bool:
        body = client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        return bool(body) and content_digest(body) in known_contents(self._database)

    def _renumber(self) -> None:
        """A restored backup: the same mails, numbered from 1 under a new UIDVALIDITY."""
        maildir = self._dovecot.root / "mail" / self._user / "Maildir"
        for index in (*maildir.glob("dovecot*"), *maildir.glob(".*/dovecot*")):
            with contextlib.suppress(OSError):
                shutil.rmtree(index) if index.is_dir() else index.unlink()
        time.sleep(1.1)


def known_contents(database: Path) -> set[str]:
    return {digest for (digest,) in _ask(database, "select content_digest from message")} if database.exists() else set()


def _ask(database: Path, question: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        try:
            return connection.execute(question).fetchall()
        except sqlite3.OperationalError:
            return []


def _wait_until_quiet(database: Path, *, seconds: float) -> None:
    """Until no mail waits, no letter is on its way and nothing new was seen, for four looks in a row."""
    ends, quiet = time.monotonic() + seconds, 0
    before = -1
    while time.monotonic() < ends and quiet < 4:
        time.sleep(1.5)
        waiting = _ask(database, "select count(*) from message where settled_at is null and held_at is null")
        unsent = _ask(database, "select count(*) from letter where next_try_at is not null or state = 'sending'")
        total = _ask(database, "select count(*) from sighting")
        left = sum(found[0][0] for found in (waiting, unsent) if found)
        quiet = quiet + 1 if not left and total and total[0][0] == before else 0
        before = total[0][0] if total else -1


def _reckon(distinct: list[bytes], *, folder: Path, dovecot: Dovecot, user: str) -> Outcome:
    database = folder / "desk.db"
    outcome = Outcome()
    digests = [digest for (digest,) in _ask(database, "select digest from message")]
    rows = Counter(content_digest((folder / "objects" / digest[:2] / digest[2:4] / digest).read_bytes()) for digest in digests)
    for octets in distinct:
        subject = str(message_from_bytes(octets)["Subject"])
        match rows[content_digest(octets)]:
            case 0:
                outcome.lost.append(subject)
            case 1:
                pass
            case _:
                outcome.doubled.append(subject)
    inquiries = [number for (number,) in _ask(database, "select number from inquiry")]
    acknowledged = Counter(number for (number,) in _ask(database, "select inquiry from letter where kind != 'quiet'"))
    outcome.unanswered = [number for number in inquiries if not acknowledged[number]]
    outcome.answered_twice = [number for number in inquiries if acknowledged[number] > 1]
    outcome.kept = len(digests)
    outcome.crashed_by_itself = "Traceback" in (folder / "desk.log").read_text(errors="replace")
    outcome.held = len(_ask(database, "select digest from message where held_at is not null"))
    delivered = Counter(str(message_from_bytes(taken.octets)["Message-ID"]) for taken in read_sink(folder / "sink"))
    letters = {f"<{message_id}>" for (message_id,) in _ask(database, "select message_id from letter")}
    outcome.unanswered += sorted(letters - set(delivered))
    outcome.extra_copies = sum(delivered.values()) - len(delivered)
    outcome.unknown_on_server = len(set(map(content_digest, dovecot.bodies(user))) - set(rows))
    if len(inquiries) != len(distinct) - outcome.held:
        outcome.lost.append(f"{len(distinct)} mails made {len(inquiries)} inquiries")
    return outcome
