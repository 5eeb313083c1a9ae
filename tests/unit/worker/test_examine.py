"""One message at a time: settled, or held for a person with the reason; the next one is never kept waiting."""

from dataclasses import replace
from datetime import date

import pytest

from pdinbox.adapters.memory_cases import MemoryCases
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.model.case_record import CaseRecord
from pdinbox.model.plan import Tray
from pdinbox.ports import Changed, Unavailable
from pdinbox.worker.examine import TRIES_WHEN_CHANGED
from tests.builders import NOW
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


def test_an_attempt_that_could_not_be_taken_back_while_the_store_was_away_is_taken_back_later(monkeypatch):
    crew = with_mails()
    crew.reader.wrong = [Unavailable("the database is away")]
    examiner, spare = crew.examiner, crew.store.spare

    def is_away(_digest):
        raise Unavailable("the database is away")

    monkeypatch.setattr(crew.store, "spare", is_away)
    with pytest.raises(Unavailable):
        examiner.examine_next()
    assert crew.store.next_waiting().attempts == 1

    monkeypatch.setattr(crew.store, "spare", spare)
    examiner.examine("nobody's")
    assert crew.store.next_waiting().attempts == 0


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
    crew.store.times = TRIES_WHEN_CHANGED

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


class Row:
    """A reader of mails that all name one A-number, and a directory with its row."""

    NUMBER = "912345678"

    def __init__(self, crew: Crew) -> None:
        self.crew, self._plain = crew, crew.reader.read_message
        crew.reader.read_message = self.read_message
        record = CaseRecord(a_number=self.NUMBER, as_of=NOW.date(), family_name="Rivera", docket_office="SEA")
        crew.directory = MemoryCases(record)

    def read_message(self, source, *, header_only=False):
        reading = self._plain(source, header_only=header_only)
        text = "I represent Ana Ejemplo, A912-345-678."
        return replace(reading, message=replace(reading.message, text=text, new_text=text))


def test_the_case_directory_is_asked_for_the_a_numbers_of_the_mail():
    crew = with_mails()
    Row(crew)

    crew.examiner.examine_next()

    (inquiry,) = crew.store.queue()
    findings = crew.store.history(inquiry.number)[0].dossier.findings
    assert inquiry.route.office == "SEA" and not inquiry.route.may_be_told
    assert [one.outcome.value for one in findings if one.rule == "case.directory-mail-name"] == ["to_check"]


def test_a_directory_that_is_away_lets_the_mail_wait_and_holds_nothing():
    crew = with_mails()
    Row(crew)

    def away(_numbers):
        raise Unavailable("the directory is away")

    crew.directory.find = away
    with pytest.raises(Unavailable, match="directory"):
        crew.examiner.examine_next()

    waiting = crew.store.next_waiting()
    assert waiting is not None and waiting.attempts == 0 and crew.store.held() == ()


def test_nobody_is_missing_in_an_empty_directory():
    crew = with_mails()
    Row(crew)
    crew.directory = MemoryCases()

    crew.examiner.examine_next()

    findings = crew.store.history(crew.store.queue()[0].number)[0].dossier.findings
    assert not [one for one in findings if one.rule.startswith("case.directory")]
