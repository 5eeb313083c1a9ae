"""A running desk takes up edited rules between two messages, keeps the last good ones, and turns with the days."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.bootstrap.rule_texts import with_folder
from pdinbox.bootstrap.rules_in_force import RulesInForce, begin_with
from pdinbox.model.unusable import Unusable
from pdinbox.ports import Refused, Unavailable
from pdinbox.settings import Configuration, built_in
from tests.builders import NOW
from tests.unit.cli.typed import ROOT


class Desk:
    """Rules in a folder of their own, and what a desk makes of them; `looks` looks so often that an edit has stood still."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(ROOT / "rules", folder / "rules")
        shutil.copytree(ROOT / "templates", folder / "templates")
        (folder / "var").mkdir()
        (folder / "var" / "pdinbox.db").touch()
        self.folder, self.store, self.log, self.clock = folder, MemoryStore(), MemoryLog(), MemoryClock(NOW)

    @property
    def configuration(self) -> Configuration:
        return replace(with_folder(built_in(), self.folder), base=self.folder)

    def started(self) -> RulesInForce:
        return RulesInForce(
            begin_with(self.configuration, clock=self.clock),
            configuration=self.configuration,
            store=self.store,
            clock=self.clock,
            log=self.log,
        )

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer says {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def said(self, event: str) -> list[dict]:
        return [facts for name, facts in self.log.said if name == event]

    def noted(self) -> list[str]:
        return [line.event for line in self.store.operator_lines(NOW - timedelta(days=1))]


def looks(rules: RulesInForce) -> None:
    for _ in range(2):
        rules.look()


def review_days(rules: RulesInForce) -> int:
    return rules.book("none").policy.deadlines.calm.review


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def test_what_a_desk_begins_with_is_kept_as_its_first_edition(desk):
    rules = desk.started()

    (edition,) = desk.store.editions()
    assert (edition.policy, edition.at) == (rules.rules.book.policy.version, NOW)
    assert dict(desk.store.edition_files(edition.digest)) == dict(rules.rules.texts.files)


def test_a_second_start_on_the_same_rules_is_no_second_edition(desk):
    desk.started()
    desk.started()

    assert len(desk.store.editions()) == 1


def test_an_edit_is_in_force_after_two_looks_and_not_before_it_has_stood_still(desk):
    rules = desk.started()
    desk.edit("rules/deadlines.yaml", "review_business_days: 10", "review_business_days: 7")

    rules.look()
    while_it_moves = review_days(rules)
    rules.look()

    assert (while_it_moves, review_days(rules)) == (10, 7)
    assert len(desk.store.editions()) == 2 and desk.noted() == ["rules-in-force", "rules-in-force"]


def test_an_edited_letter_is_taken_up_too(desk):
    rules = desk.started()
    before = rules.book("none").letters.version
    desk.edit("templates/mail/received/en/subject.txt", "\n", " (new)\n")

    looks(rules)

    assert rules.book("none").letters.version != before


def test_nothing_edited_is_nothing_done(desk):
    rules = desk.started()
    before = rules.rules

    looks(rules)

    assert rules.rules is before and len(desk.store.editions()) == 1


def test_a_bad_edit_leaves_the_last_good_rules_in_force_and_is_said_once(desk):
    rules = desk.started()
    before = rules.rules
    desk.edit("rules/deadlines.yaml", "review_business_days: 10", "review_business_days: many")
    desk.edit("rules/senders.yaml", "retry_days: 4", "retry_days: 99")

    for _ in range(6):
        rules.look()

    assert rules.rules is before and len(desk.store.editions()) == 1
    assert desk.said("rules-refused-warning") == [{"mistakes": 2, "policy": before.book.policy.version}]
    assert desk.noted() == ["rules-in-force", "rules-refused"]


def test_a_day_that_is_none_is_a_bad_edit_and_ends_nothing(desk):
    rules = desk.started()
    before = rules.rules
    desk.edit("rules/topics.yaml", "- id: pd\n", "- id: pd\n    from: 2026-11-31\n")

    looks(rules)

    assert rules.rules is before and len(desk.said("rules-refused-warning")) == 1
    assert desk.started().book("none").policy.version == before.book.policy.version


def test_when_the_mistake_is_taken_back_that_is_said_and_nothing_else_changes(desk):
    rules = desk.started()
    desk.edit("rules/senders.yaml", "retry_days: 4", "retry_days: 99")
    looks(rules)
    desk.edit("rules/senders.yaml", "retry_days: 99", "retry_days: 4")

    looks(rules)

    assert desk.noted() == ["rules-in-force", "rules-refused", "rules-well"] and len(desk.store.editions()) == 1


def test_a_folder_that_goes_away_is_a_bad_edit(desk):
    rules = desk.started()
    shutil.rmtree(desk.folder / "templates")

    looks(rules)

    assert len(desk.said("rules-refused-warning")) == 1 and review_days(rules) == 10


def test_a_start_on_bad_rules_goes_on_with_the_last_good_ones_and_says_so(desk):
    good = desk.started().rules.book.policy.version
    desk.edit("rules/deadlines.yaml", "review_business_days: 10", "review_business_days: many")

    rules = desk.started()

    assert rules.rules.book.policy.version == good and review_days(rules) == 10
    assert desk.said("rules-refused-warning") == [{"mistakes": 1, "policy": good}]
    assert desk.noted()[-1] == "rules-refused"


def test_the_forms_of_the_last_good_rules_come_back_with_their_features(desk):
    before = desk.started().rules.forms
    desk.edit("rules/senders.yaml", "retry_days: 4", "retry_days: 99")

    assert desk.started().rules.forms == before


def test_a_desk_that_began_on_the_last_good_rules_takes_up_the_mended_ones(desk):
    desk.started()
    desk.edit("rules/deadlines.yaml", "review_business_days: 10", "review_business_days: many")
    rules = desk.started()
    desk.edit("rules/deadlines.yaml", "review_business_days: many", "review_business_days: 7")

    looks(rules)

    assert review_days(rules) == 7


@pytest.mark.parametrize("has_database", [True, False])
def test_a_desk_that_never_had_good_rules_does_not_start(desk, has_database):
    desk.edit("rules/senders.yaml", "retry_days: 4", "retry_days: 99")
    if not has_database:
        (desk.folder / "var" / "pdinbox.db").unlink()

    with pytest.raises(Unusable, match="at most 14"):
        desk.started()


def test_readers_are_told_of_new_forms_before_the_rules_come_into_force(desk):
    rules = desk.started()
    told = []
    rules.when_forms_change(lambda forms: told.append((len(forms), review_days(rules))))
    desk.edit("rules/deadlines.yaml", "review_business_days: 10", "review_business_days: 7")
    looks(rules)
    shutil.rmtree(desk.folder / "rules" / "forms" / "g-28_sample-1")
    desk.edit("rules/deadlines.yaml", "review_business_days: 7", "review_business_days: 5")

    looks(rules)

    assert told == [(len(rules.rules.forms), 7)] and review_days(rules) == 5


def test_readers_that_can_not_be_renewed_keep_the_old_rules_until_they_can(desk):
    rules = desk.started()
    away = [Unavailable("no process can be started")]

    def renew(_forms) -> None:
        if away:
            raise away.pop()

    rules.when_forms_change(renew)
    shutil.rmtree(desk.folder / "rules" / "forms" / "g-28_sample-1")
    rules.look()
    with pytest.raises(Unavailable):
        rules.look()
    forms = len(rules.rules.forms)

    rules.look()

    assert len(rules.rules.forms) == forms - 1


def test_at_midnight_a_look_is_enough_where_no_mail_comes(desk):
    desk.edit("rules/deadlines.yaml", "closures: []", "closures: []\nchanges:\n  - {from: 2026-12-01, review_business_days: 7}\n")
    rules = desk.started()

    desk.clock.advance(timedelta(days=10))
    rules.look()

    assert rules.rules.book.policy.deadlines.calm.review == 7 and len(desk.store.editions()) == 2


def test_at_midnight_in_the_desks_zone_a_dated_line_comes_into_force_without_a_look(desk):
    desk.edit("rules/deadlines.yaml", "closures: []", "closures: []\nchanges:\n  - {from: 2026-12-01, review_business_days: 7}\n")
    desk.clock = MemoryClock(datetime(2026, 12, 1, 4, 59, tzinfo=UTC))
    rules = desk.started()
    before, version = review_days(rules), rules.book("none").policy.version

    desk.clock.advance(timedelta(minutes=2))

    assert (before, review_days(rules)) == (10, 7)
    assert rules.book("none").policy.version == f"{version}@2026-12-01"
    assert [edition.policy for edition in desk.store.editions()] == [f"{version}@2026-12-01", version]


def test_an_unknown_edition_can_not_be_shown(desk):
    desk.started()

    with pytest.raises(Refused):
        desk.store.edition_files("0" * 64)
