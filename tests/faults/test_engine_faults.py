"""Several processes over one PostgreSQL: what a killed one had in hand is taken over, and all of them end when they are asked."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, closing
from datetime import datetime, timedelta

import psycopg

from pdinbox.adapters.embedded_imap import EmbeddedImap
from pdinbox.adapters.smtp_sink import SmtpSink, read_sink
from pdinbox.model.work import Kind
from pdinbox.store.open import open_store
from pdinbox.work_ports import Step
from tests.builders import NOW
from tests.contract.store_values import LATER, arrive, digest_of
from tests.contract.test_work import procrastinate, running, until
from tests.servers.desk_settings import ROOT, desk_settings
from tests.servers.postgres import postgres
from tests.unit.worker.crew import a_mail

HANGING = """
import sys, time
from pathlib import Path
from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.procrastinate_work import ProcrastinateWork, Pulse
from pdinbox.model.work import Kind, Retry
from pdinbox.work_ports import Step
url, sign = sys.argv[1:]
step = Step(next=lambda: False, this=lambda key: (Path(sign).write_text(key), time.sleep(60)))
ProcrastinateWork(url, retry=Retry(), pulse=Pulse(every=0.3, stalled=6.0), log=MemoryLog()).run({Kind.EXAMINE: step})
"""
_PROCESSES = ["process:schedule", "process:web", "process:worker", "process:worker"]
COMMAND = "from pdinbox.cli.main import app; app(prog_name='pdinbox')"


def last_sign() -> datetime:
    """Of the worker that has the job in hand."""
    question = "SELECT last_heartbeat FROM procrastinate_workers WHERE id = (SELECT worker_id FROM procrastinate_jobs)"
    with psycopg.connect(postgres().emptied_url) as connection:
        return connection.execute(question).fetchone()[0]


def test_the_job_of_a_killed_process_is_taken_over_by_another(tmp_path):
    store, sign = open_store(postgres().emptied_database()), tmp_path / "sign"
    arrive(store, "first")
    killed = subprocess.Popen([sys.executable, "-c", HANGING, postgres().emptied_url, str(sign)], cwd=ROOT)
    assert until(sign.exists)
    done: list[str] = []
    first = last_sign()

    def taken_over() -> int:
        return store.take_over(LATER, stalled=timedelta(seconds=6), longest=timedelta(hours=1)).taken_over

    with running(procrastinate(stalled=6.0), {Kind.EXAMINE: Step(next=lambda: False, this=done.append)}):
        # a step that hangs keeps no sign of life back
        assert until(lambda: last_sign() > first)
        assert taken_over() == 0 and done == []
        killed.kill()
        killed.wait()

        assert until(lambda: taken_over() or done)
        assert until(lambda: done == [digest_of("first")] == [sign.read_text()])
    store.hold(digest_of("first"), reason="done", at=NOW)
    store.close()


def test_schedule_worker_and_pages_are_one_desk_and_end_when_they_are_asked(tmp_path):
    with ExitStack() as servers:
        database = servers.enter_context(postgres().migrated_database())
        imap = servers.enter_context(EmbeddedImap(user="desk", password="open sesame"))
        sink = servers.enter_context(SmtpSink(tmp_path / "sink"))
        config = tmp_path / "pdinbox.toml"
        limits = "[limits]\nsandbox_processes = 1"
        config.write_text(
            desk_settings(imap=imap.port, smtp=sink.port, user="desk", password="open sesame", database=database, sections=limits)
        )
        imap.deliver([a_mail(1), a_mail(2)])
        commands = (("schedule",), ("worker", "--processes", "2"), ("web",))
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        started = [
            subprocess.Popen([sys.executable, "-c", COMMAND, *words, "--config", str(config)], env=environment, stderr=subprocess.PIPE)
            for words in commands
        ]
        try:
            assert until(lambda: len(read_sink(tmp_path / "sink")) == 2, seconds=150)
            store = servers.enter_context(closing(open_store(database)))
            assert until(lambda: sorted(name.partition("@")[0] for name in store.leases("process:")) == _PROCESSES, seconds=150)
        finally:
            for process in started:
                process.send_signal(signal.SIGTERM)
            said = [process.communicate(timeout=30)[1].decode() for process in started]
        assert [process.returncode for process in started] == [0, 0, 0], said
        assert store.leases("process:") == store.leases("mailbox:") == {}
        assert "lease-taken lease=mailbox:national" in said[0] and "letter-sent" in said[1] and "pages-served" in said[2]
