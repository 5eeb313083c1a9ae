"""`pdinbox people` and `pdinbox audit`: accounts from the first on, and a log that says whether it is whole."""

import json
import sqlite3

import pytest

from tests.unit.cli.typed import CONFIG, typed


@pytest.fixture
def config(tmp_path):
    """A site that was never started."""
    file = tmp_path / "pdinbox.toml"
    file.write_text(CONFIG, encoding="utf-8")
    return file


def people(config, *words):
    return typed("people", *words, "--config", config)


def add(config, name="m.reyes", *words):
    said = people(config, "add", name, "--shown", "M. Reyes", "--json", *words)
    assert said.status == 0, said.err
    return json.loads(said.out)


def listed(config, *words):
    return {one["name"]: one for one in map(json.loads, people(config, "list", "--json", *words).out.splitlines())}


def logged(config):
    return [json.loads(line) for line in typed("audit", "export", "--config", config).out.splitlines()]


def test_the_first_account_is_made_before_the_first_start(config):
    made = add(config, "M.Reyes", "--duty", "reviewer:chi", "--duty", "auditor", "--email", "m.reyes@ero.example.gov", "--protected")

    assert made["name"] == "m.reyes" and len(made["password"].replace("-", "")) == 20
    one = listed(config)["m.reyes"]
    assert [(grant["duty"], grant["office"]) for grant in one["duties"]] == [("auditor", ""), ("reviewer", "CHI")]
    assert one["sees_restricted"] and "password" not in one
    assert made["password"] not in (config.parent / "desk.db").read_bytes().decode("latin-1")


def test_who_signs_in_elsewhere_gets_no_password(config):
    made = add(config, "t.boone", "--issuer", "https://idp.example.gov", "--subject", "4711")

    assert "password" not in made and made["subject"] == "4711"
    assert people(config, "reset", "t.boone").status == 1
    assert people(config, "add", "other", "--shown", "O", "--issuer", "https://idp.example.gov").status == 2
    assert (
        "known already, as t.boone"
        in people(config, "add", "other", "--shown", "O", "--issuer", "https://idp.example.gov", "--subject", "4711").err
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "m.reyes", "--shown", "Twin"), "taken"),
        (("add", "Ü", "--shown", "U"), "can not be a name"),
        (("add", "new", "--shown", "N", "--duty", "king"), "no duty"),
        (("add", "new", "--shown", "N", "--duty", "reviewer"), "in which office"),
        (("add", "new", "--shown", "N", "--duty", "auditor:CHI"), "every office"),
        (("add", "new", "--shown", "N", "--duty", "reviewer:XXX"), "no such field office"),
        (("grant", "m.reyes"), "Nothing is named"),
        (("grant", "nobody", "auditor"), "no account nobody"),
        (("revoke", "m.reyes", "auditor"), "is not auditor in every office"),
    ],
)
def test_what_can_not_be_is_refused_in_words(config, words, says):
    add(config)

    said = people(config, *words)

    assert said.status in {1, 2} and says in said.err
    assert set(listed(config)) == {"m.reyes"}


def test_duties_are_given_and_taken_and_each_step_is_in_the_log(config):
    add(config)
    people(config, "grant", "m.reyes", "reviewer:CHI", "viewer:*", "--protected")
    people(config, "revoke", "m.reyes", "reviewer:CHI", "--protected")
    people(config, "disable", "m.reyes", "--reason", "left the agency")
    assert listed(config)["m.reyes"]["disabled_at"]
    people(config, "enable", "m.reyes")
    people(config, "enable", "m.reyes")

    one = listed(config)["m.reyes"]
    assert [(grant["duty"], grant["office"]) for grant in one["duties"]] == [("viewer", "")] and one["disabled_at"] is None
    rows = logged(config)
    assert [row["event"] for row in rows] == [
        "account-added", "duty-granted", "sight-changed", "duty-revoked", "sight-changed", "account-disabled", "account-enabled",
    ]  # fmt: skip
    assert rows[1]["before"] == {"duties": ""} and rows[1]["after"] == {"duties": "reviewer:CHI, viewer"}
    assert rows[5]["reason"] == "left the agency" and rows[5]["address"] == "terminal" and rows[5]["object_id"] == "m.reyes"


def test_reset_gives_another_password_and_sign_out_says_how_many(config):
    made = add(config)
    again = json.loads(people(config, "reset", "m.reyes", "--json").out)

    assert again["password"] != made["password"]
    assert "signed out of 0 sessions" in people(config, "sign-out", "m.reyes").out
    assert again["password"] not in str(logged(config))


def test_the_list_for_people_and_for_those_long_away(config):
    add(config, "m.reyes", "--duty", "reviewer:CHI")

    said = people(config, "list").out
    assert "reviewer:CHI" in said and "never" in said and "1 account" in said
    assert listed(config, "--idle", "1") == {}


def test_a_whole_log_says_so_in_the_database_and_in_an_export(config, tmp_path):
    add(config)
    people(config, "grant", "m.reyes", "auditor")
    export = tmp_path / "audit.jsonl"
    export.write_text(typed("audit", "export", "--config", config).out, encoding="utf-8")
    rest = tmp_path / "rest.jsonl"
    rest.write_text(typed("audit", "export", "--after", "1", "--config", config).out, encoding="utf-8")
    last = json.loads(export.read_text().splitlines()[-1])

    said = typed("audit", "verify", "--config", config, "--expect", f"{last['serial']}:{last['digest']}")
    assert said.status == 0 and f"Whole: 2 lines. The last is 2:{last['digest']}" in said.out
    for file in (export, rest):
        assert json.loads(typed("audit", "verify", "--file", file, "--json").out)["whole"]


def test_a_log_that_somebody_changed_is_found_out(config, tmp_path):
    add(config)
    people(config, "grant", "m.reyes", "auditor")
    people(config, "grant", "m.reyes", "reviewer:CHI")
    last = logged(config)[-1]
    with sqlite3.connect(config.parent / "desk.db") as connection:
        for trigger in ("audit_stays", "audit_is_kept"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("DELETE FROM audit WHERE serial = 3")
    expecting = ("--expect", f"{last['serial']}:{last['digest']}")
    assert typed("audit", "verify", "--config", config).status == 0, "nobody sees that the end is missing"
    assert "taken off the end" in typed("audit", "verify", "--config", config, *expecting).err
    people(config, "grant", "m.reyes", "reviewer:NYC")
    assert "line 3 is another one" in typed("audit", "verify", "--config", config, *expecting).err

    with sqlite3.connect(config.parent / "desk.db") as connection:
        connection.execute("UPDATE audit SET actor = 'somebody' WHERE serial = 2")
    said = typed("audit", "verify", "--config", config)
    assert said.status == 1 and "line 2 was changed" in said.err and "good up to line 1" in said.err


@pytest.mark.parametrize("text", ["no json", "{}", '{"serial": 1}', "[]"])
def test_another_file_is_no_export(tmp_path, text):
    file = tmp_path / "other.jsonl"
    file.write_text(text)

    assert typed("audit", "verify", "--file", file).status == 2
    assert typed("audit", "verify", "--expect", "1:abc").status == 2
