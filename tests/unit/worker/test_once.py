"""One round for cron: everything once, and what was away is said in words."""

from pdinbox.adapters.memory_mailbox import MemoryMailbox
from pdinbox.model.letter import Delivered, Delivery
from pdinbox.model.plan import Tray
from pdinbox.ports import Refused, Unavailable
from pdinbox.worker.once import Round, go_round
from tests.unit.worker.crew import Crew, a_mail


def a_round(crew: Crew) -> Round:
    return go_round(crew.pollers, examiner=crew.examiner, timekeeper=crew.timekeeper, sender=crew.sender, log=crew.log)


def test_an_empty_inbox_is_an_empty_round():
    assert a_round(Crew()) == Round()


def test_a_round_takes_in_answers_sends_and_files_and_the_next_does_nothing():
    crew = Crew()
    for place in range(3):
        crew.mailbox.deliver(a_mail(place))
    crew.mailbox.deliver(a_mail(0))

    first, second = a_round(crew), a_round(crew)

    assert first == Round(new=3, copies=1, examined=3, sent=3, filed=4)
    assert second == Round() and len(crew.mailbox.filed(Tray.PROCESSED)) == 4


def test_a_broken_mailbox_is_named_and_the_other_is_served():
    broken, sound = MemoryMailbox("broken"), MemoryMailbox("sound")
    broken.fail(Refused("the server refuses the login"))
    crew = Crew(broken, sound)
    sound.deliver(a_mail())

    done = a_round(crew)

    assert (done.new, done.sent, done.filed) == (1, 1, 1)
    assert set(done.troubles) == {"broken: the server refuses the login"}


def test_a_letter_that_must_wait_is_counted_and_sent_by_a_later_round():
    crew = Crew()
    crew.mailbox.deliver(a_mail())
    crew.courier.script(Delivered(outcome=Delivery.LATER, words="451 greylisted"))

    first = a_round(crew)
    crew.clock.advance(crew.sender.back_off().waits[0] * 2)
    second = a_round(crew)

    assert (first.sent, first.unsent, second.sent) == (0, 1, 1)


def test_a_mailbox_that_goes_away_in_the_middle_is_filed_by_the_next_round():
    crew = Crew()
    crew.mailbox.deliver(a_mail())
    crew.pollers[0].poll()
    crew.mailbox.fail(Unavailable("gone"))
    away = a_round(crew)
    crew.mailbox.fail(None)

    assert (away.sent, away.filed) == (1, 0) and a_round(crew).filed == 1
