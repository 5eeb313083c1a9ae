"""One message at a time: settled, or held for a person with the reason; the next one is never kept waiting."""

from datetime import date

import pytest

from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.model.plan import Tray
from pdinbox.ports import Changed, Unavailable
from tests.unit.worker.crew import Crew, a_mail


class Restless(MemoryStore):
    """The facts move on under so many plans."""

    times = 0

    def carry_out(self, plan):
        if self.times:
            self.times -= 1
            raise Changed("somebody else was quicker")
        super().carry_out(plan)


def with_mails(count: int = 1, **changes) -> Crew:
    crew = Crew(**changes)
    for place in range(count):
        crew.mailbox.deliver(a_mail(place))
    crew.pollers[0].poll()
    return crew


def test_a_message_becomes_an_inquiry_with_one_letter():
    crew = with_mails()

    assert (crew.examiner.examine_next(), crew.examiner.examine_next()) == (True, False)
    assert len(crew.store.queue()) == 1 and crew.store.counts()["letters.ready"] == 1


def test_what_breaks_the_program_is_held_with_the_kind_of_the_error_and_the_next_is_settled():
    crew = with_mails(2)
    crew.reader.wrong = [ZeroDivisionError("nobody thought of it")]

    assert crew.examiner.examine_next() and crew.examiner.examine_next()
    (held,) = crew.store.held()
    assert "ZeroDivisionError" in held.reason and crew.store.counts()["messages.settled"] == 1


def test_what_the_sandbox_could_not_read_is_held_with_its_words():
    crew = with_mails()
    crew.reader.trouble = "it has more parts than any mail may have"

    crew.examiner.examine_next()

    assert crew.store.held()[0].reason == "it has more parts than any mail may have" and crew.store.counts()["letters.ready"] == 0


def test_a_store_that_is_away_holds_nothing():
    crew = with_mails()
    crew.reader.wrong = [Unavailable("the database is away")]

    with pytest.raises(Unavailable):
        crew.examiner.examine_next()

    assert crew.store.held() == () and crew.examiner.examine_next() and crew.store.counts()["messages.settled"] == 1


def test_the_fourth_beginning_after_three_crashes_holds_it_without_looking():
    crew = with_mails()
    for _ in range(3):
        crew.store.begin(crew.store.next_waiting().digest, crew.clock.now())
    crew.reader.wrong = [SystemExit("it would crash again")]

    assert crew.examiner.examine_next()
    assert "3 times" in crew.store.held()[0].reason and crew.reader.wrong


def test_a_plan_on_facts_that_moved_on_is_made_anew():
    crew = with_mails(store=Restless())
    crew.store.times = 4

    crew.examiner.examine_next()

    assert crew.store.counts()["messages.settled"] == 1


def test_a_plan_that_is_refused_again_and_again_holds_the_message():
    crew = with_mails(store=Restless())
    crew.store.times = 5

    crew.examiner.examine_next()

    assert "again and again" in crew.store.held()[0].reason


def test_a_held_message_is_filed_in_the_held_tray():
    crew = with_mails()
    crew.reader.trouble = "broken"
    crew.examiner.examine_next()

    crew.pollers[0].file()

    assert len(crew.mailbox.filed(Tray.HELD)) == 1


@pytest.mark.parametrize(("since", "letters"), [(date(2026, 11, 23), 1), (date(2026, 11, 24), 0), (None, 1)])
def test_mail_older_than_the_configured_day_is_recorded_without_a_letter(since, letters):
    crew = Crew()
    crew.letters_since = since
    crew.mailbox.deliver(a_mail(), received_at=crew.clock.now())
    crew.pollers[0].poll()

    crew.examiner.examine_next()

    assert len(crew.store.queue()) == 1 and crew.store.counts()["letters.ready"] == letters
