"""The rules compile fast, carry their version, and every mistake in them is reported at once with file and key."""

import re

import pytest

from pdinbox.policy.schema import PolicyError, compile_policy
from tests.unit.policy.rulebook import policy, texts


def _mistakes(changed: dict[str, str]) -> list[tuple[str, str, str]]:
    with pytest.raises(PolicyError) as raised:
        compile_policy(changed)
    return [(mistake.file, mistake.key, mistake.message) for mistake in raised.value.mistakes]


def _changed(file: str, old: str, new: str) -> dict[str, str]:
    assert old in texts()[file], f"{file} no longer says {old!r}"
    return {**texts(), file: texts()[file].replace(old, new, 1)}


def test_the_version_is_the_day_and_a_hash_of_every_text():
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\+[0-9a-f]{8}", policy().version)
    assert compile_policy({**texts(), "senders.yaml": texts()["senders.yaml"] + "# a note\n"}).version != policy().version


def test_the_version_does_not_hang_on_the_order_of_the_files():
    assert compile_policy(dict(reversed(texts().items()))).version == policy().version


def test_a_rule_is_found_by_its_id():
    found = policy().rule("g28.pages")

    assert found is not None and found.test == "pages"
    assert policy().rule("g28.nothing") is None


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "message"),
    [
        ("desk.yaml", "as_of: 2026-11-23", "as_of: soon", "as_of", "date"),
        ("desk.yaml", "as_of:", "as_off:", "as_off", "there is no such key here"),
        ("senders.yaml", "retry_days: 4", "retry_days: 99", "retry_days", "at most 14"),
        ("deadlines.yaml", "\nreview_business_days: 10", "\nreview_business_days: ten", "review_business_days", "'ten' is no whole number"),
        ("senders.yaml", "retry_days: 4", "", "retry_days", "this must be set"),
        ("deadlines.yaml", "America/New_York", "Mars/Base", "zone", "IANA time zone"),
        ("deadlines.yaml", 'closes: "17:00"', "closes: late", "closes", "time"),
        ("deadlines.yaml", 'opens: "08:00"', 'opens: "18:00"', "", "open before it closes"),
        ("deadlines.yaml", "clock: office", "clock: mine", "clock", "write one of office, desk"),
        ("deadlines.yaml", "remind: 10, closing_soon: 25", "remind: 25, closing_soon: 25", "documents", "later than the one before it"),
        ("deadlines.yaml", "closures: []", "closures: [{day: 2026-12-24, offices: [chicago]}]", "closures[0]", "not written"),
        ("representation.yaml", "test: pages", "test: paegs", "rules.g28.pages.test", "there is no test 'paegs'"),
        ("representation.yaml", "results: [incomplete]", "results: [half]", "rules.g28.pages.outcomes[1].results", "no result 'half'"),
        ("representation.yaml", "results: [incomplete]", "results: [complete]", "rules.g28.pages.outcomes", "has two outcomes"),
        (
            "representation.yaml",
            "rivals: [agency.uscis, agency.cbp]",
            "rival: []",
            "rules.g28.ice-box.settings.rivals",
            "needs this setting",
        ),
        ("representation.yaml", "rivals: [agency.uscis, agency.cbp]", "rivals: x", "rules.g28.ice-box.settings.rivals", "must be a list"),
        ("representation.yaml", "item: agency.ice,", "item: agency.ice, odd: 1,", "rules.g28.ice-box.settings.odd", "no such setting"),
        ("representation.yaml", "when: {custody: [detained]}", "when: {custdy: [detained]}", "when.custdy", "there is no condition"),
        ("representation.yaml", "when: {custody: [detained]}", "when: {custody: [jailed]}", "when.custody", "'jailed' is no value"),
        ("representation.yaml", "applies: [g-28]", "applies: [g-29]", "rules.g28.edition.applies", "neither in grants nor in wrong_forms"),
        ("representation.yaml", "applies: [g-28]", "applies: []", "rules.g28.edition.applies", "name the forms"),
        (
            "representation.yaml",
            "test: representation",
            "applies: [g-28]\n    test: representation",
            "no-representation.applies",
            "leave applies out",
        ),
        ("representation.yaml", "id: g28.pages", "id: g28.edition", "rules.g28.edition", "given twice"),
        (
            "representation.yaml",
            ', cure: "Send the missing page, or all pages of the form in one file."',
            "",
            "outcomes[1].en.cure",
            "needs a cure",
        ),
        ("representation.yaml", "outcome: passed", "outcome: fine", "rules.g28.edition.outcomes[0].outcome", "passed"),
        ("topics.yaml", "id: court-date", "id: opla", "topics.opla", "given twice"),
        ("topics.yaml", "desk: ours", "desk: elsewhere", "topics", "exactly one topic"),
        ("topics.yaml", "id: court-date", "id: not_understood", "topics.not_understood", "reserved"),
        (
            "topics.yaml",
            "desk: person\n    no_case: true\n    en: {name: a matter that the press asks about}",
            "desk: elsewhere\n    no_case: true\n    en: {name: a matter that the press asks about}",
            "topics.press.en.contact",
            "say whom to turn to",
        ),
        ("topics.yaml", "lines: [dril]", "lines: [drill]", "topics.detention.lines", "there is no telephone line 'drill'"),
        ("lines.yaml", "always: [dril]", "always: [tip]", "always", "there is no telephone line 'tip'"),
        ("lines.yaml", "zone: America/New_York", "zone: Eastern", "lines.dril.hours.zone", "IANA"),
        ("confidentiality.yaml", "id: t-visa", "id: u-visa", "protections.u-visa", "given twice"),
        ("changes.yaml", "- id: transfer", "- id: address", "changes.address", "given twice"),
        ("changes.yaml", "about: inquiry", "about: representative", "changes", "exactly one"),
        ("office_first.yaml", 'expect: "yes"', "expect: yes", "examples[0].expect", "write one of yes, no, unknown"),
        ("topics.yaml", "any: [FOIA,", 'any: ["..",', "topics.records.cues[0].any[0]", "is no phrase"),
        ("topics.yaml", 'not, "no",', "not, no,", "negations[1]", "in quotes"),
        ("topics.yaml", "- id: pd\n", "- id: pd\n    from: 2026-11-31\n", "topics.pd.from", "'2026-11-31' is no date of the calendar"),
        ("deadlines.yaml", "closures: []", "closures: [2026-12-24, 2026-02-30]", "closures[1]", "'2026-02-30' is no date of the calendar"),
        ("deadlines.yaml", "closures: []", "closures: [{day: 2026-02-30, offices: [BUF]}]", "closures[0].day", "'2026-02-30' is no date"),
        (
            "representation.yaml",
            "accepted: [2018-09-17]",
            "accepted: [2018-09-31]",
            "rules.g28.edition.settings.accepted",
            "'2018-09-31' is no date of the calendar",
        ),
        ("senders.yaml", "retry_days: 4", f"retry_days: {'[' * 5000}", "", "this is not YAML"),
        ("requests.yaml", "id: parole", "id: Parole!", "requests.Parole!.id", "not written as it must be"),
        ("confidentiality.yaml", "consent: consent.1367", "consent: consent.1376", "protections.vawa.consent", "did you mean"),
        ("requests.yaml", "id: parole", "id: release", "requests.release", "given twice"),
        ("urgency.yaml", "detained: detained", "detained: jailed", "detained", "there is no reason 'jailed'"),
        ("urgency.yaml", "id: pregnant", "id: medical", "reasons.medical", "given twice"),
        ("case.yaml", "expect: detained}", "expect: jailed}", "examples[0].expect", "detained"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(file, old, new, key, message):
    found = _mistakes(_changed(file, old, new))

    assert any(one == file and key in where and message in what for one, where, what in found), found


def test_every_mistake_of_every_file_is_reported_at_once():
    changed = {
        **_changed("representation.yaml", "test: pages", "test: paegs"),
        "senders.yaml": "letters: 3\n",
        "topics.yaml": "a: [",
        "extra.yaml": "",
    }
    del changed["desk.yaml"]

    found = _mistakes(changed)

    assert {file for file, _, _ in found} == {"representation.yaml", "senders.yaml", "topics.yaml", "extra.yaml", "desk.yaml"}
    assert sum(file == "senders.yaml" for file, _, _ in found) == 5


def test_a_key_given_twice_is_a_mistake_and_not_silently_the_last():
    found = _mistakes({**texts(), "senders.yaml": texts()["senders.yaml"] + "retry_days: 5\n"})

    assert [(file, "given twice" in message) for file, _, message in found] == [("senders.yaml", True)]


def test_an_error_says_every_mistake_in_its_text():
    with pytest.raises(PolicyError, match=r"senders\.yaml: the file is missing"):
        compile_policy({file: text for file, text in texts().items() if file != "senders.yaml"})
