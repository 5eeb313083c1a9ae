"""What hostile files do to the process that opens them, and what is left of the mail afterwards."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from pdinbox.adapters.jobs import Jobs
from pdinbox.adapters.sandbox import SandboxLimits, SandboxReader
from pdinbox.model.file import File, FileKind, Trouble
from pdinbox.model.page_view import PageView
from pdinbox.model.plan import Reading
from pdinbox.ports import Refused, Unavailable
from tests.servers.hostile_jobs import HOSTILE

DEATHS = {
    "hang": "not done within",
    "spin": "not done within",
    "eat_memory": "more memory",
    "exit_with_three": "status 3",
    "leave": "RuntimeError",
    "segfault": "SIGSEGV",
    "recurse": "RecursionError",
    "fail": "ValueError",
}

LIMITS = {"processes": 1, "seconds": 0.8, "memory_octets": 300_000_000}

Read = Callable[[str], Reading]


def a_reader(**changes: object) -> SandboxReader:
    return SandboxReader(SandboxLimits(**{**LIMITS, **changes}), HOSTILE)


@pytest.fixture(scope="module")
def shared_reader() -> Iterator[SandboxReader]:
    reader = a_reader()
    yield reader
    reader.close()


@pytest.fixture
def read(shared_reader: SandboxReader, tmp_path: Path) -> Read:
    return lambda mail: shared_reader.read_message(a_mail(tmp_path, mail))


def a_mail(folder: Path, text: str) -> Path:
    path = folder / "mail"
    path.write_text(text)
    return path


def pid_of_child(reader: SandboxReader, folder: Path) -> int:
    reading = reader.read_message(a_mail(folder, "mail pid"))
    assert reading.message is not None
    return int(reading.message.subject)


def is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running()
    except psutil.NoSuchProcess:
        return True


def ends_within(seconds: float, is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.02)
    return is_so()


# --- what is left of a mail ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", DEATHS)
def test_only_the_file_that_kills_is_lost_and_it_is_named(read, verb):
    reading = read(f"first.pdf nothing\nevil.pdf {verb}\nlast.pdf nothing\n")

    assert reading.message is not None
    assert [file.trouble for file in reading.files] == [None, Trouble.CRASHED_READER, None]
    assert DEATHS[verb] in reading.files[1].note
    assert [document.file_name for document in reading.documents] == ["first.pdf", "last.pdf"]
    (crash,) = (finding for finding in reading.findings if finding.rule == "reading.crashed")
    assert crash.file == "2"
    for language in ("en", "es"):
        assert "evil.pdf" in crash.said_in(language)[0]


def test_the_other_findings_are_said_once_each(read):
    reading = read("first.pdf nothing\nevil.pdf fail\nlast.pdf nothing\n")

    assert [finding.rule for finding in reading.findings] == ["mail.seen", "file.read", "reading.crashed", "file.read"]


def test_two_files_that_kill_are_both_named(read):
    reading = read("a.pdf segfault\nb.pdf nothing\nc.pdf fail\n")

    assert [file.trouble for file in reading.files] == [Trouble.CRASHED_READER, None, Trouble.CRASHED_READER]


@pytest.mark.parametrize("verb", DEATHS)
def test_a_mail_that_kills_by_itself_is_no_message_and_says_why(read, verb):
    reading = read(f"mail {verb}\nfirst.pdf nothing\n")

    assert reading.message is None
    assert DEATHS[verb] in reading.trouble


def test_a_mail_too_much_only_as_a_whole_is_read_file_by_file(shared_reader, tmp_path):
    marker = tmp_path / "seen"
    reading = shared_reader.read_message(a_mail(tmp_path, f"mail once {marker}\nfirst.pdf nothing\nlast.pdf nothing\n"))

    assert marker.exists()
    assert [file.trouble for file in reading.files] == [None, None]
    assert len(reading.documents) == 2


def test_a_trouble_names_the_place_and_never_the_words_of_the_mail(read):
    reading = read("mail fail")

    assert "hostile_jobs.py" in reading.trouble
    assert "Maria" not in reading.trouble


def test_a_mail_of_many_slow_files_ends_and_leaves_the_rest_to_a_person(tmp_path):
    reader = a_reader(seconds=0.15)
    try:
        reading = reader.read_message(a_mail(tmp_path, "\n".join(f"slow{number}.pdf hang" for number in range(12))))
    finally:
        reader.close()

    rules = [finding.rule for finding in reading.findings]
    assert 1 <= rules.count("reading.crashed") <= 5
    assert rules.count("reading.crashed") + rules.count("reading.not_reached") == 12


@pytest.mark.parametrize("words", ["segfault", "mail segfault"], ids=["when it is read", "when it is opened"])
def test_a_bare_file_that_kills_is_listed_with_its_name(shared_reader, tmp_path, words):
    path = tmp_path / "file"
    path.write_text(words)

    reading = shared_reader.read_file(path, name="packet.pdf")

    assert [(file.name, file.trouble) for file in reading.files] == [("packet.pdf", Trouble.CRASHED_READER)]
    assert [finding.rule for finding in reading.findings].count("reading.crashed") == 1
    assert "SIGSEGV" in reading.files[0].note


def test_only_the_file_that_kills_is_lost_of_an_archive_given_by_itself(shared_reader, tmp_path):
    path = tmp_path / "file"
    path.write_text("first.pdf nothing\nevil.pdf segfault\nlast.pdf nothing\n")

    reading = shared_reader.read_file(path, name="papers.zip")

    assert [file.trouble for file in reading.files] == [None, Trouble.CRASHED_READER, None]
    assert [document.file_name for document in reading.documents] == ["first.pdf", "last.pdf"]
    assert [finding.rule for finding in reading.findings].count("reading.crashed") == 1


def test_a_file_that_kills_when_it_is_taken_out_is_refused(shared_reader, tmp_path):
    file = File(path="1", name="evil.pdf", kind=FileKind.PDF, size=1, digest="")

    with pytest.raises(Refused, match="SIGSEGV"):
        shared_reader.extract(a_mail(tmp_path, "evil.pdf segfault"), file=file)


def test_a_page_that_kills_its_process_is_refused(shared_reader, tmp_path):
    with pytest.raises(Refused, match="page 1"):
        shared_reader.picture(a_mail(tmp_path, "evil.pdf segfault"), view=PageView(file="1", page=1))


# --- what may come out ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["unpicklable", "number"])
def test_an_answer_that_is_no_reading_is_none(read, verb):
    assert read(f"mail {verb}").message is None


def test_a_process_that_was_taken_over_can_not_run_anything_in_the_desk(read, tmp_path):
    reading = read(f"mail evil {tmp_path / 'owned'}")

    assert not (tmp_path / "owned").exists()
    assert "not a value of the desk" in reading.trouble


def test_the_desks_secrets_do_not_go_into_the_sandbox(tmp_path, monkeypatch):
    monkeypatch.setenv("PD_IMAP_PASSWORD", "open sesame")
    reader = a_reader()
    try:
        reading = reader.read_message(a_mail(tmp_path, "mail environment"))
    finally:
        reader.close()

    assert reading.message is not None
    assert "sesame" not in reading.message.subject


# --- the processes ----------------------------------------------------------------------------------------------------------------------


def test_a_warm_process_is_used_again_and_replaced_after_its_jobs(tmp_path):
    reader = a_reader(jobs_per_process=3)
    try:
        pids = [pid_of_child(reader, tmp_path) for _ in range(6)]
    finally:
        reader.close()

    assert len(set(pids[:3])) == len(set(pids[3:])) == 1
    assert pids[0] != pids[3]
    assert not psutil.pid_exists(pids[0])


def test_what_finds_no_room_beside_what_former_jobs_have_left_is_read_in_a_process_of_its_own(tmp_path):
    reader = a_reader()
    try:
        pid = pid_of_child(reader, tmp_path)
        reader.read_message(a_mail(tmp_path, "kept.pdf keep_half"))
        assert pid_of_child(reader, tmp_path) == pid
        reading = reader.read_file(a_mail(tmp_path, "large.pdf need_half"), name="large.pdf")
    finally:
        reader.close()

    assert reading.trouble == "" and not [file for file in reading.files if file.trouble]


def test_a_process_that_grows_is_replaced(tmp_path):
    reader = a_reader(growth_octets=20_000_000)
    try:
        before = pid_of_child(reader, tmp_path)
        reader.read_message(a_mail(tmp_path, "large.pdf grow"))
        after = pid_of_child(reader, tmp_path)
    finally:
        reader.close()

    assert before != after


def test_what_takes_long_to_load_is_there_for_processes_born_after_an_idle_moment(tmp_path):
    reader = a_reader(jobs_per_process=1, idle_seconds=0.02)

    def warmth() -> str:
        reading = reader.read_message(a_mail(tmp_path, "mail warmth"))
        return reading.message.subject if reading.message else ""

    try:
        assert ends_within(5, lambda: warmth() == "warm" or bool(time.sleep(0.1)))
    finally:
        reader.close()


def test_nothing_that_takes_long_is_loaded_while_the_desk_asks_for_processes(tmp_path):
    reader = a_reader(jobs_per_process=1, idle_seconds=60)
    try:
        subjects = {reader.read_message(a_mail(tmp_path, "mail warmth")).message.subject for _ in range(3)}
    finally:
        reader.close()

    assert subjects == {"cold"}


@pytest.mark.parametrize("victim", ["child", "nursery"])
def test_a_process_killed_while_idle_costs_no_mail_anything(tmp_path, victim):
    reader = a_reader()
    try:
        child = psutil.Process(pid_of_child(reader, tmp_path))
        killed = child if victim == "child" else child.parent()
        killed.kill()
        assert ends_within(2, lambda: child.status() == psutil.STATUS_ZOMBIE if child.is_running() else True)

        reading = reader.read_message(a_mail(tmp_path, "first.pdf nothing"))
    finally:
        reader.close()

    assert reading.trouble == ""
    assert [file.trouble for file in reading.files] == [None]


def test_many_threads_share_few_processes(tmp_path):
    reader = a_reader(processes=2, seconds=10)
    mail = a_mail(tmp_path, "first.pdf nothing")
    try:
        with ThreadPoolExecutor(8) as threads:
            readings = list(threads.map(lambda _: reader.read_message(mail), range(60)))
        nursery = psutil.Process(pid_of_child(reader, tmp_path)).parent()
        assert len(nursery.children()) <= 2
    finally:
        reader.close()

    assert all(reading.message is not None for reading in readings)


def test_a_hanging_mail_does_not_hold_up_another_process(tmp_path):
    reader = a_reader(processes=2, seconds=2)
    evil, good = tmp_path / "evil", tmp_path / "good"
    evil.write_text("mail hang")
    good.write_text("first.pdf nothing")
    try:
        hanging = threading.Thread(target=reader.read_message, args=(evil,))
        hanging.start()
        began = time.monotonic()
        for _ in range(5):
            reader.read_message(good)
        assert time.monotonic() - began < 2
        assert hanging.is_alive()
        hanging.join()
    finally:
        reader.close()


def test_closing_ends_everything_within_two_seconds_also_a_job_in_another_thread(tmp_path):
    reader = a_reader(seconds=60)
    child = psutil.Process(pid_of_child(reader, tmp_path))
    nursery = child.parent()
    with ThreadPoolExecutor(1) as threads:
        job = threads.submit(reader.read_message, a_mail(tmp_path, "mail spin"))
        time.sleep(0.2)
        began = time.monotonic()
        reader.close()

        assert time.monotonic() - began < 2
        assert isinstance(job.exception(timeout=5), Unavailable)
    assert ends_within(1, lambda: is_gone(child) and is_gone(nursery))
    with pytest.raises(Unavailable):
        reader.read_message(a_mail(tmp_path, "first.pdf nothing"))


DESK = """
import sys, threading, time
from pathlib import Path
from pdinbox.adapters.sandbox import SandboxLimits, SandboxReader
from tests.servers.hostile_jobs import HOSTILE

reader = SandboxReader(SandboxLimits(processes=2, seconds=60), HOSTILE)
calm, wild = Path(sys.argv[1]), Path(sys.argv[2])
reader.read_message(calm)
threading.Thread(target=reader.read_message, args=(wild,)).start()
while reader._idle:
    time.sleep(0.01)  # until the wild mail has the process that was free, the calm one would get it
reader.read_message(calm)
time.sleep(0.3)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A desk of its own, with one process that is idle and one that spins."""
    calm, wild = tmp_path / "calm", tmp_path / "wild"
    calm.write_text("first.pdf nothing")
    wild.write_text("mail spin")
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", DESK, str(calm), str(wild)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def test_nothing_outlives_a_desk_killed_with_sigkill(desk):
    family = psutil.Process(desk.pid).children(recursive=True)
    assert len(family) == 3

    os.kill(desk.pid, signal.SIGKILL)
    desk.wait()

    assert ends_within(3, lambda: all(is_gone(one) or one.status() == psutil.STATUS_ZOMBIE for one in family))


def test_the_sandbox_does_not_end_by_signals_meant_for_the_desk(desk):
    family = psutil.Process(desk.pid).children(recursive=True)

    for one in family:
        one.send_signal(signal.SIGINT)
        one.send_signal(signal.SIGTERM)
        one.send_signal(signal.SIGHUP)
    time.sleep(0.2)

    assert all(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)


def test_jobs_that_can_not_be_imported_are_unavailable_and_no_mails_fault(tmp_path):
    package = tmp_path / "short_lived_jobs.py"
    package.write_text("def job(octets, **options): return None\n")
    sys.path.insert(0, str(tmp_path))
    try:
        import short_lived_jobs  # type: ignore[import-not-found]

        job = short_lived_jobs.job
        package.write_text("raise ImportError\n")
        names = ("take_apart", "take_apart_file", "extract", "show_page", "draw", "show_html", "pack")
        reader = SandboxReader(SandboxLimits(**LIMITS), Jobs(**dict.fromkeys(names, job)))
    finally:
        sys.path.remove(str(tmp_path))
    try:
        with pytest.raises(Unavailable, match="can not be started"):
            reader.read_message(a_mail(tmp_path, "first.pdf nothing"))
    finally:
        reader.close()
