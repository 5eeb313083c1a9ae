"""The reviewer's terminal: the queue, one inquiry, what is held and the decision about it."""

import json
from dataclasses import replace

import pytest

from pdinbox.model.plan import Plan
from pdinbox.store.open import open_store
from tests.builders import NOW
from tests.unit.cli.typed import FIRST, HELD, SECOND, a_desk, typed


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return a_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def own_config(tmp_path):
    """For what changes something."""
    return a_desk(tmp_path)


@pytest.fixture
def restricted_config(own_config):
    """The first inquiry is restricted."""
    store = open_store(f"sqlite:///{own_config.parent / 'desk.db'}")
    try:
        first = store.inquiry(FIRST)
        assert first is not None
        store.carry_out(Plan(at=NOW, inquiries=(replace(first, version=first.version + 1, restricted=("asylum",), related=(SECOND,)),)))
    finally:
        store.close()
    return own_config


def held_digests(config) -> list[str]:
    store = open_store(f"sqlite:///{config.parent / 'desk.db'}")
    try:
        return [one.digest for one in store.held()]
    finally:
        store.close()


def test_the_queue_is_first_due_first(config):
    said = typed("queue", "--config", config)

    assert said.status == 0 and "2 inquiries" in said.out
    assert said.out.index(SECOND) < said.out.index(FIRST)


def test_the_queue_as_json_has_one_inquiry_a_line_and_no_token(config):
    lines = [json.loads(line) for line in typed("queue", "--json", "-c", config).out.splitlines()]

    assert [line["number"] for line in lines] == [SECOND, FIRST] and "token" not in lines[0]


def test_the_queue_of_one_office_holds_that_offices_inquiries(config):
    lines = typed("queue", "--json", "--office", "nyc", "-c", config).out.splitlines()

    assert [json.loads(line)["number"] for line in lines] == [SECOND]


def test_a_restricted_inquiry_names_nobody_in_the_json_either(restricted_config):
    masked = [json.loads(line) for line in typed("queue", "--json", "-c", restricted_config).out.splitlines()]
    thread = json.loads(typed("show", FIRST, "--json", "-c", restricted_config).out)

    (first,) = [line for line in masked if line["number"] == FIRST]
    assert (first["client_family_name"], first["a_number"], first["route"]["reason"]) == ("", "", "")
    assert thread["events"] == [] and thread["inquiry"]["client_given_name"] == ""


def test_who_asks_for_a_restricted_inquiry_sees_it_and_leaves_a_line_in_its_history(restricted_config):
    asked = typed("show", FIRST, "--restricted", "-c", restricted_config)
    queue = [json.loads(line) for line in typed("queue", "--json", "--restricted", "-c", restricted_config).out.splitlines()]

    store = open_store(f"sqlite:///{restricted_config.parent / 'desk.db'}")
    try:
        lines = [event.log.words for event in store.history(FIRST) if event.log and event.log.event == "restricted-view"]
        others = [event for event in store.history(SECOND) if event.log and event.log.event == "restricted-view"]
    finally:
        store.close()
    assert "Ejemplo" in asked.out and any(line["a_number"] for line in queue if line["number"] == FIRST)
    assert lines == ["Looked at with `pdinbox show --restricted`", "Looked at with `pdinbox queue --restricted`"] and others == []


def test_a_restricted_inquiry_is_shown_without_its_thread(restricted_config):
    said = typed("show", FIRST, "--full", "-c", restricted_config)

    assert SECOND not in said.out
    assert said.status == 0 and "is restricted" in said.out and "Ejemplo" not in said.out and "mail, opening" not in said.out


def test_an_empty_queue_is_said_in_words(config):
    said = typed("queue", "--office", "SEA", "-c", config)

    assert said.status == 0 and "No inquiry" in said.out


@pytest.mark.parametrize("words", [("--office", "Chicago"), ("--state", "lost"), ("--limit", "0")])
def test_a_queue_that_nobody_can_mean_is_not_understood(config, words):
    assert typed("queue", *words, "-c", config).status == 2


def test_a_queue_cut_at_the_limit_says_so(config):
    assert "--limit shows more" in typed("queue", "--limit", "1", "-c", config).out


def test_an_inquiry_shows_what_is_open_before_its_thread(config):
    out = typed("show", FIRST, "-c", config).out

    assert out.index("What is open") < out.index("Have your client sign") < out.index("mail, opening")


def test_an_inquiry_is_told_by_the_desks_clock(config):
    assert "Mon Nov 23, 2026 09:00 CST" in typed("show", FIRST, "-c", config).out


def test_long_words_quoted_words_letters_and_passed_rules_are_folded(config):
    short, full = typed("show", FIRST, "-c", config).out, typed("show", FIRST, "--full", "-c", config).out

    assert "line 24" in short and "line 30" not in short and "line 59" in full
    assert "what the desk wrote" not in short and "what the desk wrote" in full
    assert "All pages of the G-28" not in short and "All pages of the G-28" in full
    assert "1 rule passed" in short


def test_the_thread_stands_in_order_in_the_json(config):
    shown = json.loads(typed("show", FIRST.lower(), "--json", "-c", config).out)

    kinds = [next(name for name in ("mail", "letter", "log") if name in event) for event in shown["events"]]
    assert shown["schema"] == "pdinbox.show/1" and sorted(kinds) == ["letter", "log", "mail"]
    assert [event["at"] for event in shown["events"]] == sorted(event["at"] for event in shown["events"])


def test_markup_in_a_name_is_shown_and_not_obeyed(config):
    assert "Muñoz [bold]" in " ".join(typed("show", SECOND, "-c", config).out.split())


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        (FIRST[:-1] + ("A" if FIRST[-1] != "A" else "B"), 2, "mistyped"),
        (FIRST[:-2], 2, f"did you mean {FIRST}?"),
        ("17", 2, "the form is PD-"),
        ("PD-2026-000003-C", 1, "no such inquiry"),
    ],
)
def test_a_number_that_can_not_be_is_told_from_one_that_is_not_there(config, number, status, words):
    said = typed("show", number, "-c", config)

    assert said.status == status and words in said.err


def test_what_is_held_is_shown_with_the_reason_and_ends_with_status_1(config):
    said = typed("held", "list", "-c", config)

    assert said.status == 1 and HELD[:12] in said.out and "a person must look at it" in said.out


def test_a_held_message_is_shown_with_where_it_lies_and_what_can_be_done(config):
    said = typed("held", "show", HELD[:6], "-c", config)
    path = json.loads(typed("held", "show", HELD[:6], "--json", "-c", config).out)["path"]

    assert said.status == 0 and "--dismiss" in said.out and path.endswith(f"objects/cd/cd/{HELD}")


@pytest.mark.parametrize("message", ["", "cd", "zzzz", "cdcdab"])
def test_a_message_that_is_not_one_held_message_is_not_understood(config, message):
    assert typed("held", "show", message, "-c", config).status == 2


def test_a_retry_gives_it_back(own_config):
    said = typed("held", "retry", HELD[:8], "-c", own_config)

    assert said.status == 0 and held_digests(own_config) == []


@pytest.mark.parametrize("words", [("--join", FIRST), ("--as-new",), ("--dismiss", "advertising")])
def test_a_person_decides_about_a_held_message_once(own_config, words):
    first, second = (typed("held", "release", HELD[:8], *words, "-c", own_config) for _ in range(2))

    assert (first.status, second.status) == (0, 2) and held_digests(own_config) == []


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ((), 2),
        (("--as-new", "--dismiss", "both"), 2),
        (("--dismiss", "  "), 2),
        (("--join", "PD-1"), 2),
        (("--join", "PD-2026-000003-C"), 1),
    ],
)
def test_a_decision_that_is_none_changes_nothing(own_config, words, status):
    assert typed("held", "release", HELD[:8], *words, "-c", own_config).status == status
    assert held_digests(own_config) == [HELD]


def test_a_desk_that_never_ran_says_how_to_begin(tmp_path):
    config = a_desk(tmp_path)
    (tmp_path / "desk.db").unlink()

    said = typed("queue", "-c", config)

    assert said.status == 1 and "pdinbox once" in said.err
