"""Lines of the rules hold from a day on, or until one; on each day exactly one policy is in force, and its version says which."""

from datetime import date

import pytest

from pdinbox.policy.geography import GeographyError, compile_geography
from pdinbox.policy.schema import PolicyError, compile_policy
from tests.unit.policy.rulebook import RULES, policy, texts

NEW_YEAR = date(2027, 1, 1)
EVE = date(2026, 12, 31)


def changed(file: str, old: str, new: str) -> dict[str, str]:
    assert old in texts()[file], f"{file} no longer says {old!r}"
    return {**texts(), file: texts()[file].replace(old, new, 1)}


def ids(some) -> set[str]:
    return {one.id for one in some}


@pytest.mark.parametrize(
    ("file", "entry", "part"),
    [
        ("representation.yaml", "g28.pages", lambda policy: policy.rules),
        ("topics.yaml", "press", lambda policy: policy.topics.rules),
        ("requests.yaml", "parole", lambda policy: policy.requests),
        ("urgency.yaml", "pregnant", lambda policy: policy.urgency),
    ],
)
def test_from_is_the_first_day_and_until_the_first_day_no_more(file, entry, part):
    begins = changed(file, f"- id: {entry}\n", f"- id: {entry}\n    from: 2027-01-01\n")
    ends = changed(file, f"- id: {entry}\n", f"- id: {entry}\n    until: 2027-01-01\n")

    in_force = [entry in ids(part(compile_policy(some, on=day))) for some in (begins, ends) for day in (EVE, NEW_YEAR)]

    assert in_force == [False, True, True, False]


def test_two_versions_of_one_line_meet_on_a_day_without_a_gap():
    head, rule, rest = texts()["urgency.yaml"].partition("  - id: pregnant\n")
    own = rest[: rest.index("  - id:")]
    old, new = f"{rule}    until: 2027-01-01\n{own}", f"{rule}    from: 2027-01-01\n{own.replace('en: ', 'en: newly ', 1)}"
    both = {**texts(), "urgency.yaml": f"{head}{old}{new}{rest[len(own) :]}"}

    said = [
        [dict(reason.words)["en"].startswith("newly") for reason in compile_policy(both, on=day).urgency if reason.id == "pregnant"]
        for day in (EVE, NEW_YEAR)
    ]

    assert said == [[False], [True]]


def test_one_id_twice_on_the_same_day_is_a_mistake():
    twice = changed("requests.yaml", "- id: parole\n", "- id: release\n    from: 2027-01-01\n")

    with pytest.raises(PolicyError, match=r"requests\.release: this id is given twice"):
        compile_policy(twice)


def test_a_day_on_which_the_rules_would_not_hold_together_is_a_mistake_today():
    with pytest.raises(PolicyError, match="exactly one topic must have desk: ours"):
        compile_policy(changed("topics.yaml", "- id: pd\n", "- id: pd\n    until: 2030-01-01\n"))


def test_what_ends_before_it_begins_is_a_mistake():
    with pytest.raises(PolicyError, match="until must be later than from"):
        compile_policy(changed("requests.yaml", "- id: parole\n", "- id: parole\n    from: 2027-01-01\n    until: 2027-01-01\n"))


def test_deadlines_become_others_on_their_days():
    dated = changed(
        "deadlines.yaml",
        "closures: []",
        "closures: []\nchanges:\n  - {from: 2027-02-01, closes: '16:00'}\n  - {from: 2027-01-01, review_business_days: 8}\n",
    )

    promised = [
        (compile_policy(dated, on=day).deadlines.calm.review, compile_policy(dated, on=day).deadlines.calendar.closes.hour)
        for day in (EVE, NEW_YEAR, date(2027, 2, 1))
    ]

    assert promised == [(10, 17), (8, 17), (8, 16)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("{from: 2027-01-01, review_busines_days: 8}", "did you mean 'review_business_days'"),
        ("{from: 2027-01-01, review_business_days: 800}", "800 is too much; at most 90"),
        ("{from: 2027-01-01, closures: [2027-02-30]}", "closures: '2027-02-30' is no date of the calendar"),
        ("{review_business_days: 8}", "this must be set"),
    ],
)
def test_a_change_that_would_not_be_taken_is_a_mistake_today(change, words):
    with pytest.raises(PolicyError) as raised:
        compile_policy(changed("deadlines.yaml", "closures: []", f"closures: []\nchanges:\n  - {change}"))

    assert words in str(raised.value)


def test_the_version_says_which_day_made_a_difference():
    dated = changed("requests.yaml", "- id: parole\n", "- id: parole\n    from: 2027-01-01\n    until: 2028-01-01\n")

    versions = [compile_policy(dated, on=day).version for day in (EVE, NEW_YEAR, date(2027, 12, 31), date(2028, 1, 1))]

    assert versions[1] == versions[2] == f"{versions[0]}@2027-01-01"
    assert versions[3] == f"{versions[0]}@2028-01-01"


def test_rules_without_days_have_one_version_on_all_days():
    assert policy().turning_days == ()
    assert compile_policy(texts(), on=date(2040, 1, 1)).version == policy().version


def _geography_texts() -> dict[str, str]:
    files = [RULES / "routing.yaml", *(RULES / "offices").iterdir()]
    return {path.relative_to(RULES).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_an_office_has_other_facts_from_a_day_on():
    offices = _geography_texts()
    head, first, rest = offices["offices/offices.yaml"].partition("- code: ATL\n")
    facts = rest[: rest.index("- code:")]
    moved = facts.replace("(404) 893-1290", "(404) 555-0100")
    offices["offices/offices.yaml"] = f"{head}{first}  until: 2027-01-01\n{facts}{first}  from: 2027-01-01\n{moved}{rest[len(facts) :]}"

    phones = [compile_geography(offices, on=day).office("ATL").phone for day in (EVE, NEW_YEAR)]

    assert phones == ["(404) 893-1290", "(404) 555-0100"]


def test_an_office_may_not_be_missing_on_any_day():
    offices = _geography_texts()
    offices["offices/offices.yaml"] = offices["offices/offices.yaml"].replace("- code: ATL\n", "- code: ATL\n  until: 2027-01-01\n", 1)

    with pytest.raises(GeographyError, match="ATL: its lines must follow each other"):
        compile_geography(offices)
