"""What the desk says about itself: event names and facts, never contents, names, addresses or A-numbers."""

import io
import json

import pytest

from fixtures.inbox import Scene, stories
from pdinbox.adapters.direct_reader import DirectReader
from pdinbox.adapters.log import StreamLog
from pdinbox.adapters.reading_jobs import reading_jobs
from pdinbox.intake.limits import Limits
from pdinbox.model.letter import Delivered, Delivery
from pdinbox.ports import Unavailable
from pdinbox.worker.once import go_round
from pdinbox.worker.sweep import reconcile, sweep
from tests.builders import NOW
from tests.unit.worker.crew import Crew


@pytest.fixture(scope="module")
def said() -> str:
    """Everything that is said while mails of all kinds are answered, held, refused, and lost on the way."""
    stream = io.StringIO()
    crew = Crew()
    crew.log = StreamLog(level="debug", form="json", stream=stream)
    crew.reader = DirectReader(reading_jobs(own=crew.examiner.own, limits=Limits(), forms=(), accept_samples=True))
    for story in stories():
        if story.act == 1:
            crew.mailbox.deliver(story.write(Scene(at=NOW, letters={})))
    crew.courier.script(
        Delivered(outcome=Delivery.REFUSED, words="550 no such mailbox"),
        Delivered(outcome=Delivery.UNCERTAIN, words="the connection died"),
        Delivered(outcome=Delivery.LATER, words="451 greylisted"),
    )
    crew.mailbox.withhold(crew.mailbox.deliver(b"From: lost@example.com\r\n\r\nlost"))
    go_round(crew.pollers, examiner=crew.examiner, timekeeper=crew.timekeeper, sender=crew.sender, log=crew.log)
    reconcile(crew.pollers[0])
    sweep(crew.store, log=crew.log)
    crew.mailbox.fail(Unavailable("mailbox national: the connection failed"))
    go_round(crew.pollers, examiner=crew.examiner, timekeeper=crew.timekeeper, sender=crew.sender, log=crew.log)
    assert len(crew.store.queue(limit=1000)) > 20
    return stream.getvalue()


def test_the_log_names_nobody(said):
    names = [story.sender.split("@")[0] for story in stories() if "." in story.sender.split("@")[0]]

    assert said.count("message-settled") > 20 and len(names) >= 10
    assert "@" not in said and not any(name in said for name in names)


def test_the_log_holds_no_a_number_and_nothing_that_a_mail_says(said):
    facts = " ".join(str(value) for line in said.splitlines() for value in json.loads(line).values())

    assert not any(
        words in facts.lower() for words in ("stay of removal", "prosecutorial", "detained", "subject", "asylum", "dear officer")
    )
    assert "A9" not in facts.replace("PD-2026", "")


def test_every_line_has_a_time_a_level_and_an_event(said):
    assert all({"at", "level", "event"} <= set(json.loads(line)) for line in said.splitlines())
