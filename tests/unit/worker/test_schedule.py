"""The daemon: it answers by itself, goes on when a door is away or a thread dies, and stops in time whatever hangs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from pdinbox.adapters.memory_courier import MemoryCourier
from pdinbox.adapters.memory_mailbox import MemoryMailbox
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.model.plan import Tray
from pdinbox.ports import Refused, Unavailable
from pdinbox.worker.loops import Errand
from pdinbox.worker.schedule import Daemon
from tests.unit.worker.crew import Crew, HangingMailbox, a_mail


@contextmanager
def running(daemon: Daemon) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=daemon.run, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        daemon.stop()
        thread.join(15)
        assert not thread.is_alive()


def until(condition, *, seconds: float = 10) -> bool:
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.005)
    return bool(condition())


def seconds_to_stop(daemon: Daemon, thread: threading.Thread) -> float:
    asked = time.monotonic()
    daemon.stop()
    thread.join(15)
    return time.monotonic() - asked


class Picky(MemoryMailbox):
    """IDLE breaks each time, everything else works."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.opened = self.waited = 0

    def open(self) -> str:
        self.opened += 1
        return super().open()

    def wait(self, seconds: float) -> bool:
        self.waited += 1
        raise Unavailable("the server breaks every IDLE")


class Broken(MemoryMailbox):
    """The program has an error in what it does with this server: the first calls raise what nobody expects."""

    def __init__(self, name: str, *, times: int) -> None:
        super().__init__(name)
        self.times = times

    def open(self) -> str:
        if self.times:
            self.times -= 1
            raise KeyError("a name, an address or a number of the mail may stand here")
        return super().open()


class HangingCourier(MemoryCourier):
    """An SMTP server that never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.hanging = threading.Event()

    def deliver(self, letter):
        self.hanging.set()
        threading.Event().wait(60)
        return super().deliver(letter)


class AwayStore(MemoryStore):
    """A database that is away for a while."""

    times = 0

    def next_waiting(self):
        if self.times:
            self.times -= 1
            raise Unavailable("the database is away")
        return super().next_waiting()


@pytest.mark.parametrize("idle", [True, False])
def test_a_mail_is_answered_and_filed_without_anybody_ringing(idle):
    crew = Crew()
    crew.mailbox.deliver(a_mail())

    with running(crew.daemon(idle=idle)):
        assert until(lambda: crew.courier.sent and crew.mailbox.filed(Tray.PROCESSED))


def test_a_hint_of_the_server_wakes_the_poll_long_before_the_clock():
    crew = Crew()
    with running(crew.daemon()):
        assert until(lambda: crew.said("started"))
        time.sleep(0.1)
        crew.mailbox.deliver(a_mail())

        assert until(lambda: crew.courier.sent, seconds=5)


def test_mails_that_come_while_others_are_worked_on_are_all_answered():
    crew = Crew()
    with running(crew.daemon()):
        for place in range(40):
            crew.mailbox.deliver(a_mail(place))
            time.sleep(0.002)

        assert until(lambda: len(crew.mailbox.filed(Tray.PROCESSED)) == 40)
    assert len(crew.courier.sent) == 40


def test_without_idle_the_clock_rings():
    crew = Crew()
    with running(crew.daemon(idle=False, seconds=1)):
        assert until(lambda: crew.said("started"))
        time.sleep(0.1)
        crew.mailbox.deliver(a_mail())

        assert until(lambda: crew.courier.sent, seconds=6)


def test_a_mailbox_that_is_away_is_tried_again_ever_more_rarely_and_recovers():
    crew = Crew()
    crew.mailbox.deliver(a_mail())
    crew.mailbox.fail(Unavailable("the server is away"))
    with running(crew.daemon()):
        assert until(lambda: len(crew.said("door-away-warning")) >= 5)
        crew.mailbox.fail(None)

        assert until(lambda: crew.courier.sent)
    waits = [facts["wait"] for facts in crew.said("door-away-warning")]
    assert waits[:5] == [0.02, 0.04, 0.08, 0.16, 0.2] and crew.said("door-away-warning")[0]["thread"] == "mailbox-national"


def test_the_waits_begin_anew_when_a_door_came_back():
    crew = Crew()
    crew.mailbox.fail(Unavailable("the server is away"))
    with running(crew.daemon()):
        assert until(lambda: len(crew.said("door-away-warning")) >= 3)
        crew.mailbox.fail(None)
        crew.mailbox.deliver(a_mail())
        assert until(lambda: crew.courier.sent)
        before = len(crew.said("door-away-warning"))
        crew.mailbox.fail(Unavailable("away again"))
        crew.mailbox.wake()
        assert until(lambda: len(crew.said("door-away-warning")) > before)

    assert crew.said("door-away-warning")[before]["wait"] == 0.02


def test_a_server_that_breaks_every_idle_is_polled_by_the_clock_and_not_logged_in_to_without_end():
    mailbox = Picky("national")
    crew = Crew(mailbox)
    with running(crew.daemon(seconds=1)):
        assert until(lambda: mailbox.waited >= 1)
        mailbox.deliver(a_mail())
        assert until(lambda: crew.courier.sent, seconds=6)
        time.sleep(0.5)

    assert mailbox.opened <= 10 and not crew.said("door-away-warning")


def test_a_refused_login_is_said_as_an_error_and_tried_again():
    crew = Crew()
    crew.mailbox.deliver(a_mail())
    crew.mailbox.fail(Refused("the server refuses the login: check the password"))
    with running(crew.daemon()):
        assert until(lambda: len(crew.said("door-refused-failed")) >= 2)
        crew.mailbox.fail(None)

        assert until(lambda: crew.courier.sent)


def test_one_mailbox_that_hangs_never_stops_the_others():
    slow, quick = HangingMailbox("slow"), MemoryMailbox("quick")
    crew = Crew(slow, quick)
    quick.deliver(a_mail())

    with running(crew.daemon(stops_within=0.2)):
        assert until(lambda: crew.courier.sent and quick.filed(Tray.PROCESSED)) and slow.hanging.is_set()
        slow.mended.set()


def test_a_database_that_is_away_costs_time_and_no_mail():
    store = AwayStore()
    store.times = 3
    crew = Crew(store=store)
    crew.mailbox.deliver(a_mail())

    with running(crew.daemon()):
        assert until(lambda: crew.courier.sent)
    assert [facts["thread"] for facts in crew.said("door-away-warning")] == ["examine"] * 3


def test_a_thread_that_dies_of_an_error_is_said_without_the_errors_words_and_begins_anew():
    broken, sound = Broken("broken", times=1), MemoryMailbox("sound")
    crew = Crew(broken, sound)
    broken.deliver(a_mail(1))
    sound.deliver(a_mail(2))

    with running(crew.daemon()):
        assert until(lambda: len(crew.courier.sent) == 2)
    (death,) = crew.said("thread-died-failed")
    assert (death["thread"], death["error"]) == ("mailbox-broken", "KeyError") and str(death["place"]).startswith("test_schedule.py:")


def test_idle_hands_stop_at_once():
    crew = Crew()
    daemon = crew.daemon()
    with running(daemon) as thread:
        assert until(lambda: crew.said("started"))

        assert seconds_to_stop(daemon, thread) < 1
    assert crew.said("stopped") == [{"left": 0}]


def test_a_stop_that_is_asked_for_before_it_runs_counts():
    daemon = Crew().daemon()
    daemon.stop()

    with running(daemon) as thread:
        thread.join(3)

        assert not thread.is_alive()


def test_it_stops_in_time_while_a_fetch_hangs():
    mailbox = HangingMailbox("slow")
    crew = Crew(mailbox)
    daemon = crew.daemon(stops_within=0.3)
    with running(daemon) as thread:
        assert mailbox.hanging.wait(5)

        assert seconds_to_stop(daemon, thread) < 1.5
    assert crew.said("stopped") == [{"left": 1}]
    mailbox.mended.set()


def test_it_stops_in_time_while_the_sandbox_hangs_and_the_mail_waits_for_the_next_start():
    crew = Crew()
    crew.reader.hang = threading.Event()
    crew.mailbox.deliver(a_mail())
    daemon = crew.daemon(stops_within=0.3)
    with running(daemon) as thread:
        assert crew.reader.hanging.wait(5)

        assert seconds_to_stop(daemon, thread) < 1.5
    assert crew.store.counts()["messages.waiting"] == 1
    crew.reader.hang.set()


def test_it_stops_in_time_while_smtp_hangs_and_the_letter_is_sent_by_the_next_start():
    crew = Crew()
    crew.courier = HangingCourier()
    crew.mailbox.deliver(a_mail())
    daemon = crew.daemon(stops_within=0.3)
    with running(daemon) as thread:
        assert crew.courier.hanging.wait(5)

        assert seconds_to_stop(daemon, thread) < 1.5
    crew.courier = MemoryCourier()
    with running(crew.daemon()):
        assert until(lambda: len(crew.courier.sent) == 1)


def test_the_step_in_hand_is_finished_before_it_stops():
    crew = Crew()
    crew.reader.hang = threading.Event()
    crew.mailbox.deliver(a_mail())
    daemon = crew.daemon()
    with running(daemon) as thread:
        assert crew.reader.hanging.wait(5)
        daemon.stop()
        time.sleep(0.1)
        crew.reader.hang.set()
        thread.join(5)

    assert crew.store.counts()["messages.settled"] == 1 and crew.said("stopped") == [{"left": 0}]


def test_letters_left_in_the_hand_of_a_killed_process_are_recovered_at_the_start():
    crew = Crew()
    crew.mailbox.deliver(a_mail())
    crew.pollers[0].poll()
    crew.examiner.examine_next()
    crew.store.sending(crew.store.next_letter(crew.clock.now()).key, crew.clock.now())

    with running(crew.daemon()):
        assert until(lambda: crew.courier.sent)
    assert crew.said("started")[0]["recovered"] == 1


def test_a_tick_of_the_sweep_finds_what_waits_although_nobody_rang():
    crew = Crew()
    daemon = crew.daemon(idle=False)
    with running(daemon):
        assert until(lambda: crew.said("started"))
        time.sleep(0.1)
        crew.mailbox.deliver(a_mail())
        crew.pollers[0].poll()
        daemon._ask_to_sweep()

        assert until(lambda: crew.courier.sent, seconds=5)
    assert len(crew.said("swept")) == 1


def test_a_tick_of_the_reconciliation_is_done_by_the_mailboxs_own_thread():
    crew = Crew()
    withheld = crew.mailbox.deliver(a_mail())
    crew.mailbox.withhold(withheld)
    daemon = crew.daemon()
    with running(daemon):
        assert until(lambda: crew.said("polled"))
        daemon._ask_to_reconcile()

        assert until(lambda: crew.said("reconciled-warning"), seconds=5)
    assert crew.said("reconciled-warning")[0] == {"mailbox": "national", "unknown": 1}


def test_rules_are_looked_at_by_the_clock_and_only_by_the_thread_that_examines():
    crew, names = Crew(), []
    daemon = crew.daemon(look_at_rules=lambda: names.append(threading.current_thread().name))
    daemon = replace(daemon, pace=replace(daemon.pace, rules_seconds=1))

    with running(daemon):
        assert until(lambda: len(names) >= 2)

    assert set(names) == {"examine"}


def test_rules_are_never_looked_at_in_the_middle_of_a_message():
    crew, looked = Crew(), []
    crew.reader.hang = threading.Event()
    daemon = crew.daemon(look_at_rules=lambda: looked.append(1))
    daemon = replace(daemon, pace=replace(daemon.pace, rules_seconds=1))
    crew.mailbox.deliver(a_mail())

    with running(daemon):
        assert crew.reader.hanging.wait(10)
        before = len(looked)
        time.sleep(1.5)
        while_it_read = len(looked) - before
        crew.reader.hang.set()
        assert until(lambda: len(looked) > before)

    assert while_it_read == 0


def test_a_look_at_the_rules_that_finds_the_store_away_is_tried_again_and_mail_goes_on():
    crew, away = Crew(), [Unavailable("the store is away")]

    def look() -> None:
        if away:
            raise away.pop()

    daemon = crew.daemon(look_at_rules=look)
    daemon = replace(daemon, pace=replace(daemon.pace, rules_seconds=1))

    with running(daemon):
        assert until(lambda: not away)
        crew.mailbox.deliver(a_mail())
        crew.mailbox.wake()
        assert until(lambda: crew.said("message-settled"))


def test_an_errand_runs_until_there_is_no_more_and_again_after_its_rest():
    left = [True, True, False, True, False]
    ran = threading.Event()

    def run() -> bool:
        more = left.pop(0) if left else False
        if not left:
            ran.set()
        return more

    with running(Crew().daemon(errands=(Errand(name="pictures", run=run, seconds=0.01),))):
        assert ran.wait(10)
