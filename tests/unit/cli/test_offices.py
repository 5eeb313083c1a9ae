"""`pdinbox refer` and `pdinbox digest`: what they do, what they refuse in words, and what `doctor` says of offices."""

import json
from dataclasses import replace

import pytest

from pdinbox.model.inquiry import State
from pdinbox.model.plan import Plan
from pdinbox.store.open import open_store
from tests.builders import NOW
from tests.unit.cli.typed import CONFIG, FIRST, SECOND, a_desk, typed

OFFICE = '[offices.CHI]\nmailbox = "chi@office.example.gov"\n'
OPEN_WAY = "[referrals]\nrequire_tls = false\n"
OPERATOR = '[digests]\noperator = "ops@desk.example.gov"\n'


@pytest.fixture
def config(tmp_path):
    made = a_desk(tmp_path)
    made.write_text(CONFIG + OFFICE + OPEN_WAY + OPERATOR, encoding="utf-8")
    return made


@pytest.fixture
def store(config, tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    yield opened
    opened.close()


def review(store, number=FIRST):
    one = store.inquiry(number)
    store.carry_out(Plan(at=NOW, inquiries=(replace(one, state=State.IN_REVIEW, version=one.version + 1),)))


def test_a_referral_writes_both_letters_and_says_what_it_did(config, store):
    review(store)

    said = typed("refer", FIRST, "--as", "kim", "--ask", "Is he there?", "-c", config)

    assert said.status == 0 and "Chicago Field Office" in said.out and "is told" in said.out
    events = store.history(FIRST)
    office, sender = [event.letter for event in events if event.letter][-2:]
    assert {office.kind, sender.kind} == {"office_referral", "referred"} and "Is he there?" in office.text + sender.text
    assert [event.log.actor for event in events if event.log and event.log.event == "referred-to-office"] == ["kim"]
    assert store.inquiry(FIRST).state is State.WITH_OFFICE


def test_as_json_it_is_one_line_for_programs(config, store):
    review(store)

    said = json.loads(typed("refer", FIRST, "--json", "-c", config).out)

    assert (said["schema"], said["office"], said["packet"]["attached"]) == ("pdinbox.refer/1", "CHI", True)
    assert len(said["packet"]["sha256"]) == 64 and len(said["letters"]) == 2


def test_what_can_not_be_referred_is_refused_in_words_and_stays(config, store):
    said = typed("refer", FIRST, "-c", config)

    assert said.status == 1 and "claim it" in said.err and store.inquiry(FIRST).version == 1


@pytest.mark.parametrize(("settings", "words"), [(OPEN_WAY, "[offices.CHI] mailbox"), (OFFICE, "TLS")], ids=["no mailbox", "no TLS"])
def test_a_desk_that_may_not_send_papers_says_which_setting(config, store, settings, words):
    review(store)
    config.write_text(CONFIG + settings, encoding="utf-8")

    said = typed("refer", FIRST, "-c", config)

    assert said.status == 1 and words in said.err and store.inquiry(FIRST).state is State.IN_REVIEW


def test_an_unknown_office_in_the_settings_is_named(config):
    config.write_text(CONFIG + '[offices.XYZ]\nmailbox = "xyz@office.example.gov"\n', encoding="utf-8")

    said = typed("refer", FIRST, "-c", config)

    assert said.status == 2 and "offices.XYZ" in said.err and "CHI" in said.err


def test_a_digest_is_printed_and_nothing_is_written(config, store):
    said = typed("digest", "--office", "chi", "-c", config)

    assert said.status == 0 and "Chicago Field Office" in said.out and FIRST in said.out and SECOND not in said.out
    assert "Ejemplo" not in said.out and store.counts()["letters.ready"] == 1


def test_the_desks_digest_names_the_offices_without_a_mailbox(config):
    said = typed("digest", "-c", config)

    assert FIRST in said.out and SECOND in said.out and "New York" in said.out and "Mails that wait for a person: 1" in said.out


def test_sent_by_hand_it_goes_once_a_day(config, store):
    first, second = (typed("digest", "--send", "-c", config) for _ in range(2))

    assert (first.status, second.status) == (0, 1) and "one a day" in second.err
    assert store.counts()["letters.ready"] == 2


def test_a_digest_of_no_office_or_to_nobody_is_refused(config):
    assert typed("digest", "--office", "XYZ", "-c", config).status == 2
    said = typed("digest", "--office", "NYC", "--send", "-c", config)
    assert said.status == 1 and "[offices.NYC] mailbox" in said.err


def the_offices(config) -> tuple[bool, str]:
    lines = map(json.loads, typed("doctor", "--json", "-c", config).out.splitlines())
    return next((line["well"], line["words"]) for line in lines if line["name"] == "field offices")


def test_the_doctor_says_which_offices_can_not_be_asked(config):
    well, words = the_offices(config)

    assert not well and "NYC (1)" in words and "CHI" not in words


def test_to_the_doctor_a_desk_that_asks_no_office_is_well(config):
    config.write_text(CONFIG, encoding="utf-8")

    well, words = the_offices(config)

    assert well and "CHI (1), NYC (1)" in words


def test_the_doctor_says_that_papers_can_not_leave_without_tls(config):
    config.write_text(CONFIG + OFFICE, encoding="utf-8")

    well, words = the_offices(config)

    assert not well and "TLS" in words
