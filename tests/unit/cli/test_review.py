"""The reviewer's commands: what they say, what they keep, and how they refuse."""

import json
import sqlite3
import sys
from dataclasses import replace
from datetime import date

import pytest

from pdinbox.bootstrap.rules import Rules, load_rules
from pdinbox.model.inquiry import Point, State
from pdinbox.model.plan import Plan
from pdinbox.store.open import open_store
from tests.builders import NOW, a_letter
from tests.unit.cli.typed import FIRST, ROOT, SECOND, a_desk, typed


@pytest.fixture(scope="module", autouse=True)
def rules_read_once():
    """The same rules for every command: reading them is most of a command's time, and all desks here have the same."""
    read: list[Rules] = []

    def once(configuration, *, on: date) -> Rules:
        if not read:
            read.append(load_rules(configuration, on=on))
        return read[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pdinbox.bootstrap.rules_now.load_rules", once)
        yield


@pytest.fixture
def config(tmp_path):
    return a_desk(tmp_path)


@pytest.fixture
def review(config):
    """Types a command as ann about the first inquiry."""

    def run(command, *words, by="ann", number=FIRST):
        return typed(command, number, *words, "--as", by, "-c", config)

    return run


def looked(config, question):
    store = open_store(f"sqlite:///{config.parent / 'desk.db'}")
    try:
        return question(store)
    finally:
        store.close()


def lines_of(config, number=FIRST):
    return looked(config, lambda store: [(one.log.event, one.log.actor) for one in store.history(number) if one.log])


def test_a_claimed_inquiry_is_in_the_queue_of_whoever_has_it(config, review):
    said = review("claim")

    numbers = {
        flag: [json.loads(line)["number"] for line in typed("queue", flag, "--as", "ann", "--json", "-c", config).out.splitlines()]
        for flag in ("--mine", "--unassigned")
    }
    assert said.status == 0 and f"{FIRST} is in review, assigned to ann." in said.out
    assert numbers == {"--mine": [FIRST], "--unassigned": [SECOND]}
    assert "in review, ann" in typed("queue", "-c", config).out


def test_the_loser_of_two_claims_is_told_who_won(review):
    review("claim")

    lost = review("claim", by="bob")

    assert lost.status == 1 and "assigned to ann" in lost.err


def test_mine_and_unassigned_together_are_not_understood(config):
    assert typed("queue", "--mine", "--unassigned", "-c", config).status == 2


def test_a_supervisor_is_one_by_the_settings_or_by_the_role(config, review):
    assert review("assign", "--to", "bob").status == 1
    assert review("assign", "--to", "bob", "--role", "supervisor").status == 0
    config.write_text(config.read_text().replace("[desk]", '[desk]\nsupervisors = ["boss"]'))
    assert review("assign", "--to", "ann", by="boss").status == 0


def test_every_action_is_a_line_with_whoever_did_it(config, review):
    review("claim")
    review("note", "--text", "called the firm")
    review("re-route", "los", "--reason", "moved")
    review("language", "es")
    review("restrict", "--reason", "told on the telephone", "--law", "vawa")
    review("unrestrict", "--reason", "a mistake", "--role", "supervisor", by="boss")
    review("hold", "--reason", "the letter came back")
    review("release")
    review("link", "--to", SECOND)
    review("withdraw", "--reason", "wrote so")
    review("reopen", "--reason", "by mistake")
    review("close", "--outcome", "closed_without_answer", "--reason", "spam")

    assert lines_of(config)[1:] == [
        ("claimed", "ann"),
        ("note", "ann"),
        ("re-routed", "ann"),
        ("language-fixed", "ann"),
        ("restricted", "ann"),
        ("unrestricted", "boss"),
        ("held-by-person", "ann"),
        ("released-by-person", "ann"),
        ("linked", "ann"),
        ("withdrawn", "ann"),
        ("reopened", "ann"),
        ("closed", "ann"),
    ]


def test_a_duplicate_is_said_on_both_sides_and_given_back_nobody_has_it(config, review):
    review("claim")
    assert "Put back" in review("give-back").out
    assert review("duplicate", "--of", SECOND).status == 0

    assert f"{SECOND} (duplicate)" in typed("show", FIRST, "-c", config).out
    assert ("marked-duplicate", "ann") in lines_of(config, SECOND)


def test_a_redirected_one_stays_in_the_queue_until_it_is_confirmed(config, review):
    def redirect(store):
        one = store.inquiry(FIRST)
        store.carry_out(Plan(at=NOW, inquiries=(replace(one, state=State.REDIRECTED, version=one.version + 1),)))

    looked(config, redirect)
    before = typed("queue", "--unassigned", "-c", config).out
    done = review("confirm-redirect", "--json")

    assert "redirected, to confirm" in before and FIRST not in typed("queue", "-c", config).out
    assert (json.loads(done.out)["state"], json.loads(done.out)["by"]) == ("closed", "ann")


def changed(config, **facts):
    def change(store):
        one = store.inquiry(FIRST)
        store.carry_out(Plan(at=NOW, inquiries=(replace(one, version=one.version + 1, **facts),)))

    looked(config, change)


def test_taken_back_from_the_office_it_is_in_review_again_and_why_must_be_said(config, review):
    assert "claim it first, then" not in review("take-back", "--reason", "r").err and review("take-back", "--reason", "r").status == 1
    changed(config, state=State.WITH_OFFICE, assignee="ann")
    unsent = a_letter(key="referral", inquiry=FIRST, kind="office_referral")
    looked(config, lambda store: store.carry_out(Plan(at=NOW, letters=(unsent,))))

    assert "say why" in review("take-back").err
    done = review("take-back", "--reason", "no answer, the officer is on leave", "--json")

    assert (json.loads(done.out)["state"], json.loads(done.out)["event"]) == ("in_review", "taken-back")
    assert ("letter-undone", "ann") in lines_of(config) and "does not go out" in json.loads(done.out)["words"]
    assert looked(config, lambda store: store.counts()["letters.undone"]) == 1


def test_a_redirect_by_a_reviewer_writes_the_topics_letter_and_waits_to_be_confirmed(config, review):
    assert "no topic of another desk" in review("redirect", "nonsense", "--reason", "r").err
    assert "say why" in review("redirect", "records").err

    done = review("redirect", "records", "--reason", "asks for the file only")

    letters = looked(config, lambda store: [one.letter.kind for one in store.history(FIRST) if one.letter])
    assert done.status == 0 and letters[-1] == "other_desk" and "redirected, to confirm" in typed("queue", "-c", config).out
    assert review("confirm-redirect").status == 0


def test_a_redirect_without_a_letter_writes_none(config, review):
    before = looked(config, lambda store: len([one for one in store.history(FIRST) if one.letter]))
    review("redirect", "records", "--reason", "told by telephone", "--no-letter")

    assert looked(config, lambda store: len([one for one in store.history(FIRST) if one.letter])) == before


def test_what_a_mail_said_stands_in_queue_and_show_until_it_is_settled(config, review):
    assert "nothing is to be settled" in review("settle", "withdrawal", "--reason", "r").err
    changed(config, points=(Point(kind="withdrawal", about="inquiry", message="ab" * 32, at=NOW, address="dana@firm.example.com"),))

    assert "? withdrawal" in typed("queue", "-c", config).out
    shown = " ".join(typed("show", FIRST, "-c", config).out.split())
    assert "For a person to settle" in shown and "dana@firm.example.com" in shown
    assert review("settle", "withdrawl", "--reason", "r").status == 1
    assert review("settle", "withdrawal", "--reason", "called: a misunderstanding").status == 0
    assert "? withdrawal" not in typed("queue", "-c", config).out and ("point-settled", "ann") in lines_of(config)


def test_of_a_restricted_inquiry_programs_are_told_the_kind_of_what_was_said_and_no_more(config):
    point = Point(kind="transfer", about="place", message="ab" * 32, at=NOW, address="dana@firm.example.com", offices=("LOS",))
    changed(config, points=(point,), restricted=("asylum",))

    (first,) = [one for one in map(json.loads, typed("queue", "--json", "-c", config).out.splitlines()) if one["number"] == FIRST]

    assert [set(one) for one in first["points"]] == [{"kind", "at"}]
    assert "LOS" not in typed("show", FIRST, "-c", config).out.replace("Los Angeles", "")


def test_nobody_represents_it_by_a_word_alone(review):
    assert "no complete Form G-28" in review("represent", "--to", "paul@elsewhere.example.net").err


def test_a_note_is_shown_apart_and_never_in_a_letter(config, review):
    review("claim")
    review("note", "--text", "the officer is on leave")
    review("ask", "-i", "The birth certificate")

    out = typed("show", FIRST, "--full", "-c", config).out
    letters = looked(config, lambda store: [one.letter.text for one in store.history(FIRST) if one.letter])
    assert out.index("For reviewers only") < out.index("the officer is on leave") < out.index("mail, opening")
    assert len(letters) == 2 and not any("on leave" in text for text in letters)


def test_words_come_from_a_file_from_standard_input_or_from_the_editor(config, review, tmp_path, monkeypatch):
    file = tmp_path / "note.txt"
    file.write_text("from a file")
    assert "from a file" in review("note", "--file", file).out
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\necho "from the editor" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setattr("pdinbox.cli.words.is_terminal", lambda: True)

    assert "from the editor" in review("note").out
    monkeypatch.setenv("VISUAL", "false")
    failed = review("note")
    assert failed.status == 1 and "The editor failed" in failed.err


def test_a_file_that_is_no_text_and_two_sources_are_not_understood(review, tmp_path):
    file = tmp_path / "note.bin"
    file.write_bytes(b"\xff\xfe\x00")

    assert review("note", "--file", file).status == 2
    assert review("note", "--file", file, "--text", "x").status == 2


def test_a_draft_is_previewed_word_for_word_sent_and_taken_back(config, review):
    review("claim")
    assert review("draft", "-i", "The birth certificate", "--text", "Thank you.").status == 0
    seen = review("preview").out
    sent = review("send")

    def written(store):
        return [one.letter for one in store.history(FIRST) if one.letter][-1]

    letter = looked(config, written)
    assert seen == f"To: dana@firm.example.com\nSubject: {letter.subject}\n\n{letter.text}\n"
    assert "goes out at" in sent.out and review("preview").status == 1
    back = review("undo")
    assert "taken back" in back.out and f"{FIRST} is in review" in back.out
    assert review("preview").out.partition("\n")[2] == seen.partition("\n")[2]
    assert "was not sent" in review("undo").err


def test_what_is_refused_is_kept_as_a_draft(config, review):
    kept = review("resolve", "--outcome", "granted", "--text", "A long answer.")

    assert kept.status == 1 and "Your words are kept as a draft" in kept.err
    assert [one.words for one in looked(config, lambda store: store.drafts(FIRST))] == ["A long answer."]


def test_a_preview_says_why_it_would_not_go_out(review):
    review("draft", "--outcome", "granted")

    assert "It would not be sent as it stands" in review("preview").err


def test_a_draft_is_not_written_over_by_accident_and_a_deleted_one_is_gone(config, review):
    review("draft", "--text", "first")

    assert review("draft", "--text", "second").status == 1
    assert review("draft", "--text", "second", "--replace").status == 0
    assert [one.words for one in looked(config, lambda store: store.drafts(FIRST))] == ["second"]
    assert review("draft", "--delete").status == 0 and review("draft", "--delete").status == 1
    assert looked(config, lambda store: store.drafts(FIRST)) == ()


def test_a_draft_that_was_changed_while_the_editor_was_open_is_left_alone(config, review, tmp_path, monkeypatch):
    review("draft", "--text", "first")
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys, pathlib\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.unit.cli.typed import typed\n"
        f"assert typed('draft', {FIRST!r}, '--text', 'elsewhere', '--replace', '--as', 'ann', '-c', {str(config)!r}).status == 0\n"
        "pathlib.Path(sys.argv[1]).write_text('here')\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")
    monkeypatch.setattr("pdinbox.cli.words.is_terminal", lambda: True)

    assert review("draft").status == 0

    assert [one.words for one in looked(config, lambda store: store.drafts(FIRST))] == ["elsewhere", "here"]


def test_what_was_typed_is_printed_where_the_store_is_away(config, review):
    with sqlite3.connect(config.parent / "desk.db") as base:
        base.execute("ALTER TABLE log RENAME TO gone")

    lost = review("note", "--text", "a long note")

    assert lost.status == 1 and "a long note" in lost.err


def test_the_letter_of_a_restricted_inquiry_is_shown_to_who_asks_and_that_is_logged(config, review):
    review("restrict", "--reason", "told on the telephone")
    review("draft", "--text", "Thank you.")

    assert review("preview").status == 1
    assert review("preview", "--restricted").status == 0 and ("restricted-view", "ann") in lines_of(config)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("claim", "PD-2026-000009-X"), 2),
        (("claim", "PD-2026-000001"), 2),
        (("re-route", FIRST, "XYZ", "--reason", "r"), 1),
        (("ask", FIRST, "-i", "x", "--in", "fr"), 2),
        (("undo", FIRST), 1),
        (("send", FIRST), 1),
        (("note", FIRST, "--text", " "), 1),
        (("link", FIRST, "--to", FIRST), 1),
        (("confirm-redirect", FIRST), 1),
    ],
)
def test_what_can_not_be_done_is_said_in_words_with_a_status(config, words, status):
    done = typed(*words, "-c", config)

    assert done.status == status and done.err.strip()


def test_an_inquiry_without_a_mail_leaves_nobody_to_answer(review):
    review("draft", "--text", "x", number=SECOND)

    assert "nobody's address is known" in review("preview", number=SECOND).err


def test_a_finding_is_set_aside_and_counts_again(config, review):
    open_one = looked(config, lambda store: next(event.dossier for event in store.history(FIRST) if event.dossier))
    assert open_one.findings
    (found,) = [json.loads(line) for line in typed("findings", FIRST, "--json", "-c", config).out.splitlines()]
    assert found["outcome"] == "must_fix" and found["override"] is None

    done = review("override", found["finding"][:6], "--reason", "seen-on-paper", "--text", "It is signed in the lower corner.")
    assert done.status == 0 and "Finding set aside" in done.out
    assert ("finding-overridden", "ann") in lines_of(config)
    assert json.loads(typed("findings", FIRST, "--json", "-c", config).out)["override_by"] == "ann"

    assert "set that finding aside already" in review("override", found["finding"], "--reason", "other", "--text", "once more, please").err
    assert review("restore", found["finding"]).status == 0
    assert json.loads(typed("findings", FIRST, "--json", "-c", config).out)["override"] is None
    assert "not set aside" in review("restore", found["finding"]).err


def test_an_override_asks_for_a_reason_and_a_finding_that_is_there(review):
    assert "give at least 4 characters" in review("override", "3f", "--reason", "other", "--text", "ten characters").err
    assert "no finding begins so" in review("override", "ffffffff", "--reason", "other", "--text", "ten characters").err


def test_a_second_person_decides_where_the_site_asks_for_it(config, review, monkeypatch):
    monkeypatch.setenv("PDINBOX_DESK__SECOND_PERSON", "true")
    found = json.loads(typed("findings", FIRST, "--json", "-c", config).out)["finding"]
    assert "a supervisor decides" in review("override", found, "--reason", "other", "--text", "words enough for it").out
    assert "only a supervisor" in review("override", found, "--approve", by="bob").err
    assert review("override", found, "--approve", "--role", "supervisor", by="mia").status == 0
    assert json.loads(typed("findings", FIRST, "--json", "-c", config).out)["override"] == "in_force"
