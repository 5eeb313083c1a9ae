"""What edited rules would have made of real threads: judged anew exactly as the desk did, compared by rule, nothing changed."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from fixtures.inbox import DESK as STORY_DESK
from fixtures.inbox import Scene, stories
from pdinbox.bootstrap.replay import DatedRules, Replay
from pdinbox.bootstrap.rule_texts import read_rule_texts
from pdinbox.settings import built_in
from tests.builders import NOW
from tests.journeys.desk import CONFIG, ROOT, typed
from tests.journeys.rig import DESK, as_mail, open_rig

STORIES = ("deferred-action", "client-did-not-sign", "other-agency", "sister", "conditions", "urgent", "near-two-offices")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk with seven inquiries, one of them cured by a reply. Nobody changes it here: that is what is tested."""
    rig = open_rig(tmp_path_factory.mktemp("desk"))
    first = {story.name: story for story in stories()}
    sent = [rig.turn(_written(first[name]))[-1] for name in STORIES]
    letters = {name: (as_mail(letter), letter.octets) for name, letter in zip(STORIES, sent, strict=True)}
    cure = next(story for story in stories() if story.act == 2 and story.sender == first["client-did-not-sign"].sender)
    rig.turn(cure.write(Scene(at=NOW, letters=letters)).replace(STORY_DESK.encode(), DESK.encode()))
    yield rig
    rig.store.close()


@pytest.fixture
def place(desk, tmp_path):
    """The settings of that desk, and a copy of the rules to be edited."""
    text = CONFIG.format(root=ROOT, imap=1, smtp=1, user="desk", security="none", ca_file="")
    (tmp_path / "pdinbox.toml").write_text(text.replace("sqlite:///desk.db", f"sqlite:///{desk.folder / 'desk.db'}"), encoding="utf-8")
    shutil.copytree(ROOT / "rules", tmp_path / "copy")
    return tmp_path


def _written(story) -> bytes:
    return story.write(Scene(at=NOW, letters={})).replace(STORY_DESK.encode(), DESK.encode())


def replayed(folder, *words: str) -> tuple[list[dict], dict]:
    ran = typed("rules", "replay", "--config", str(folder / "pdinbox.toml"), "--rules", str(folder / "copy"), "--json", *words)
    assert ran.status == 0, ran.err
    *lines, last = map(json.loads, ran.out.splitlines())
    return lines, last["summary"]


def edit(folder, file: str, old: str, new: str, *, behind: str = "") -> None:
    path = folder / "copy" / file
    head, mark, rest = path.read_text(encoding="utf-8").partition(behind) if behind else ("", "", path.read_text(encoding="utf-8"))
    assert old in rest, f"{file} no longer says {old!r}"
    path.write_text(head + mark + rest.replace(old, new, 1), encoding="utf-8")


def test_the_same_rules_come_to_what_the_desk_came_to_for_every_inquiry_replies_and_all(desk, place):
    lines, summary = replayed(place)

    assert lines == []
    assert (summary["looked_at"], summary["would_change"], summary["stored_otherwise"], summary["incomplete"]) == (7, 0, 0, 0)


def test_a_rule_that_judges_otherwise_is_named_with_the_inquiries_it_would_change(desk, place):
    edit(place, "representation.yaml", "outcome: must_fix", "outcome: to_check", behind="id: g28.ice-box")

    (line,), summary = replayed(place)

    change, deadline = line["changes"]
    assert (change["what"], change["before"]) == ("verdict", "deficient (g28.ice-box)")
    assert (change["after"], change["rules"]) == ("needs person (g28.ice-box)", ["g28.ice-box"])
    assert (deadline["what"], deadline["before"], deadline["rules"]) == ("deadline", "no date", ["g28.ice-box"])
    assert summary["by_rule"] == [{"what": what, "rule": "g28.ice-box", "inquiries": 1} for what in ("verdict", "deadline")]


def test_topics_urgency_and_deadlines_are_compared_too(desk, place):
    edit(place, "topics.yaml", "- id: detention\n", "- id: detention-line\n")
    edit(place, "deadlines.yaml", "\nurgent_review_business_days: 3", "\nurgent_review_business_days: 2")

    lines, summary = replayed(place)

    whats = {change["what"] for line in lines for change in line["changes"]}
    assert {"topic", "deadline"} <= whats
    assert {"what": "topic", "rule": "detention-line", "inquiries": 1} in summary["by_rule"]
    deadline = next(change for line in lines for change in line["changes"] if change["what"] == "deadline")
    assert deadline["before"][-5:] == deadline["after"][-5:] == "17:00" and deadline["before"] > deadline["after"]


def test_a_route_that_would_go_elsewhere_is_told_with_both_offices(desk, place):
    inquiry = next(one for one in desk.inquiries if one.route.basis == "client_zip")
    area = inquiry.route.reason.split()[1][:3]
    edit(place, "offices/zips.json", f'"{area}": "{inquiry.route.office}"', f'"{area}": "MIA"', behind='"zip3"')

    lines, summary = replayed(place)

    change = next(change for line in lines if line["inquiry"] == inquiry.number for change in line["changes"])
    assert change["what"] == "route" and change["before"] == f"{inquiry.route.office} by client_zip" != change["after"]
    assert any(one["what"] == "route" and one["rule"] == "client_zip" for one in summary["by_rule"])


def test_a_date_that_only_another_offices_clock_moves_is_of_the_route(desk, place):
    edit(
        place,
        "routing.yaml",
        "order: [facility, docket_facility, docket_office, residence,",
        "order: [residence, facility, docket_facility, docket_office,",
    )

    (line,), _ = replayed(place)

    assert [(change["what"], change["rules"]) for change in line["changes"]] == [
        ("route", ["facility", "client_zip"]),
        ("deadline", ["facility", "client_zip"]),
    ]


def test_each_inquiry_is_judged_by_the_lines_of_its_own_day(desk, place):
    day = NOW.date()
    edit(
        place,
        "deadlines.yaml",
        "closures: []",
        f"closures: []\nchanges:\n  - {{from: {day + timedelta(days=1)}, review_business_days: 1}}",
    )
    after_all = replayed(place)[1]["would_change"]
    edit(place, "deadlines.yaml", str(day + timedelta(days=1)), str(day))

    not_urgent = sum(not inquiry.urgency and inquiry.due_at is not None for inquiry in desk.inquiries)
    assert not_urgent and (after_all, replayed(place)[1]["would_change"]) == (0, not_urgent)


def test_nothing_is_changed(desk, place):
    before = (desk.inquiries, desk.store.counts(), desk.operator_lines)
    edit(place, "representation.yaml", "outcome: must_fix", "outcome: to_check", behind="id: g28.ice-box")

    replayed(place)

    assert (desk.inquiries, desk.store.counts(), desk.operator_lines) == before


def test_only_the_newest_or_those_since_a_day(desk, place):
    assert replayed(place, "--limit", "3")[1]["looked_at"] == 3
    assert replayed(place, "--since", str(NOW.date() + timedelta(days=1)))[1]["looked_at"] == 0
    assert replayed(place, "--since", str(NOW.date()))[1]["looked_at"] == 7


def test_a_verdict_of_an_older_version_is_said_to_be_one(desk, place):
    inquiry = desk.inquiries[0]
    rules = DatedRules(read_rule_texts(built_in()), configuration=built_in())
    (stored,) = desk.store.stored_inquiries(before=desk.inquiries[1].number)
    older = replace(stored, inquiry=replace(inquiry, verdict=replace(inquiry.verdict, policy="2020-01-01+00000000")))

    (now,) = _replay([stored], rules).run()
    (then,) = _replay([older], rules).run()

    assert (now.was_older, then.was_older) == (False, True)


def test_an_inquiry_whose_first_mail_is_not_kept_as_it_was_examined_is_counted_and_not_guessed(desk):
    rules = DatedRules(read_rule_texts(built_in()), configuration=built_in())
    (stored,) = desk.store.stored_inquiries(limit=1)

    (one,) = _replay([replace(stored, mails=())], rules).run()

    assert not one.is_whole and one.changes == ()


class Pages:
    """Records that give the same inquiry under ever lower numbers, and remember how many were asked for at once."""

    def __init__(self, some) -> None:
        self.some, self.asked = some, []

    def stored_inquiries(self, *, before="", since=None, limit=100):
        self.asked.append(limit)
        left = [one for one in self.some if not before or one.inquiry.number < before]
        return tuple(left[:limit])


def _replay(some, rules) -> Replay:
    return Replay(records=Pages(some), in_force=rules, edited=rules, since=None, total=len(some))


def test_only_a_page_is_in_memory_however_many_there_are(desk):
    rules = DatedRules(read_rule_texts(built_in()), configuration=built_in())
    (stored,) = desk.store.stored_inquiries(limit=1)
    bare = replace(stored, mails=())
    many = [replace(bare, inquiry=replace(stored.inquiry, number=f"PD-2026-{serial:06d}-X")) for serial in range(999, 0, -1)]
    replay = _replay(many, rules)

    assert sum(1 for _ in replay.run()) == 999
    assert max(replay.records.asked) <= 50


def test_the_words_name_the_inquiry_and_both_sides(desk, place):
    edit(place, "representation.yaml", "outcome: must_fix", "outcome: to_check", behind="id: g28.ice-box")

    ran = typed("rules", "replay", "--config", str(place / "pdinbox.toml"), "--rules", str(place / "copy"))

    assert "deficient (g28.ice-box) → needs person (g28.ice-box)  because of g28.ice-box" in ran.out
    assert "7 inquiries judged by" in ran.out and "1 would be otherwise. Nothing was changed." in ran.out


def test_edited_rules_with_mistakes_are_not_replayed(desk, place):
    edit(place, "topics.yaml", "desk: ours", "desk: our")

    ran = typed("rules", "replay", "--config", str(place / "pdinbox.toml"), "--rules", str(place / "copy"))

    assert ran.status == 2 and "did you mean 'ours'?" in ran.err


def test_a_dated_rule_has_one_book_for_each_stretch_of_days():
    rules = DatedRules(read_rule_texts(built_in()), configuration=built_in())

    assert rules.book("none", date(2020, 1, 1)) is rules.book("none", date(2040, 1, 1))
