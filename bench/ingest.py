"""Ingest: 200 mails with a 200 KB digital form each, from Dovecot to acknowledgement, against the bare floor in the same run.

The floor fetches, parses with mail-parser, hashes, files and writes one row. django-helpdesk makes a ticket of each, keeps its files and
writes to the sender; it looks at no document. The desk does all that and reads the form, judges it,
finds the office, opens the inquiry, writes the letter, hands it to an SMTP sink and files the mail. A second run of the desk has one
mail of 40 MB among its mails and weighs its memory. Before the clock starts each takes in the same few mails: both are daemons that have
run for a while, with everything loaded and connected.
"""

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Cost, measured
from fixtures.mails import Attachment, Writer, write_mail
from fixtures.papers.g28 import Filling, draw_g28
from fixtures.people import person, representative
from pdinbox.adapters.smtp_sink import SmtpSink
from tests.servers.desk_settings import desk_settings
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot

MAILS = 200
WARM_UP = 5
FORM_OCTETS = 200_000
BIG_OCTETS = 29_000_000
"""Of the attachment; in base64 the mail has 40 MB."""
ROOT = Path(__file__).resolve().parents[1]
HELPDESK = ROOT / "var" / "bench" / "helpdesk"
HELPDESK_VERSION = "2.6.1"


def main() -> None:
    """Run and print."""
    dovecot = running_dovecot()
    mails = [a_mail(place) for place in range(MAILS)]
    print(f"\nIngest of {MAILS} mails, {sum(map(len, mails)) // MAILS // 1000} KB each\n")
    floor = floor_cost(mails, dovecot=dovecot)
    helpdesk = helpdesk_cost(mails, dovecot=dovecot)
    desk = desk_cost(mails, dovecot=dovecot)
    with_big = [*mails[:20], a_mail(1000, exhibit=BIG_OCTETS)]
    floor_big, desk_big = floor_cost(with_big, dovecot=dovecot, weigh=True), desk_cost(with_big, dovecot=dovecot, weigh=True)
    _row("", "mails/s", "wall s", "processor s", "ms processor/mail", "largest process MB", "all processes MB")
    rows = (
        ("floor", floor),
        (f"django-helpdesk {HELPDESK_VERSION}", helpdesk),
        ("desk", desk),
        ("floor, one mail of 40 MB among 21", floor_big),
        ("desk, one mail of 40 MB among 21", desk_big),
    )
    for name, cost in rows:
        count = cost.report["mails"]
        per_mail = cost.processor / count * 1000
        speed = (f"{count / cost.wall:.1f}", f"{cost.wall:.1f}", f"{cost.processor:.1f}", f"{per_mail:.1f}")
        _row(name, *speed, _mb(cost.largest), _mb(cost.peak))
    assert desk.report["sent"] == MAILS, desk.report
    print()
    for name, other in (("floor", floor), ("django-helpdesk", helpdesk)):
        print(f"ratio desk/{name}: processor {desk.processor / other.processor:.2f}, wall {desk.wall / other.wall:.2f}")


def a_mail(seed: int, *, exhibit: int = 0, form: int = FORM_OCTETS) -> bytes:
    """An inquiry with a complete form of about so many octets; with an exhibit of so many beside it."""
    client, lawyer = person(seed), representative(seed)
    paper = Attachment(name="G-28.pdf", octets=draw_g28(client, lawyer, Filling(size=form)))
    big = Attachment(name="exhibits.pdf", octets=draw_g28(client, lawyer, Filling(size=exhibit))) if exhibit else None
    text = f"I represent {client.full_name}, A{client.a_number}. We ask for a stay of removal.\n\n{lawyer.full_name}\n"
    attachments = (paper, big) if big else (paper,)
    # one address each: the desk limits how many letters one address gets in an hour
    writer = Writer(name=lawyer.full_name, email=lawyer.email.replace("@", f"{seed}@"))
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return write_mail(writer, to="pd@desk.example.org", subject="Request", text=text, at=at, attachments=attachments)


def floor_cost(mails: list[bytes], *, dovecot: Dovecot, weigh: bool = False) -> Cost:
    """The floor over a fresh inbox with these mails."""
    user = _warm_inbox(dovecot)
    with tempfile.TemporaryDirectory() as folder:
        return measured("floor", folder, str(dovecot.imap_port), user, begin=lambda: dovecot.append(user, mails), weigh=weigh)


def desk_cost(mails: list[bytes], *, dovecot: Dovecot, processes: int = 1, weigh: bool = False) -> Cost:
    """The desk over a fresh inbox with these mails."""
    user = _warm_inbox(dovecot)
    with tempfile.TemporaryDirectory() as folder, SmtpSink(Path(folder) / "sink") as sink:
        text = desk_settings(
            imap=dovecot.imap_port,
            smtp=sink.port,
            user=user,
            password=PASSWORD,
            of_desk="accept_samples = true",
            sections=f'[limits]\nsandbox_processes = {processes}\n[log]\nlevel = "warning"',
        )
        (Path(folder) / "pdinbox.toml").write_text(text, encoding="utf-8")
        return measured("desk", folder, str(dovecot.imap_port), user, begin=lambda: dovecot.append(user, mails), weigh=weigh)


def helpdesk_cost(mails: list[bytes], *, dovecot: Dovecot) -> Cost:
    """django-helpdesk over a fresh inbox with these mails: a ticket, its files and a letter to the sender of each."""
    user = _warm_inbox(dovecot)
    with tempfile.TemporaryDirectory() as folder, SmtpSink(Path(folder) / "sink") as sink:
        words = (folder, str(dovecot.imap_port), user, PASSWORD, str(sink.port))
        program = (str(_helpdesk_python()), "-P", str(ROOT / "bench" / "helpdesk_work.py"))
        cost = measured(*words, begin=lambda: dovecot.append(user, mails), program=program)
        assert cost.report["mails"] == cost.report["files"] == len(mails) == len(sink.taken()) - WARM_UP, cost.report
        return cost


def _helpdesk_python() -> Path:
    """Its own environment below var/, made at the first run; it is no part of this project."""
    python = HELPDESK / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HELPDESK)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", f"django-helpdesk=={HELPDESK_VERSION}"], check=True)
    return python


def _warm_inbox(dovecot: Dovecot) -> str:
    user = dovecot.new_user()
    dovecot.append(user, [a_mail(place) for place in range(2000, 2000 + WARM_UP)])
    return user


def _mb(octets: int) -> str:
    return f"{octets / 1_000_000:.0f}" if octets else "-"


def _row(*cells: str) -> None:
    print(f"{cells[0]:34}" + "".join(f"{cell:>20}" for cell in cells[1:]))
