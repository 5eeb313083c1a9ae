"""`pdinbox tokens`: made and shown once, listed without their words, revoked."""

import json

from pdinbox.store.open import migrate
from tests.unit.cli.typed import CONFIG, typed


def test_a_token_is_made_shown_once_and_revoked(tmp_path):
    (tmp_path / "pdinbox.toml").write_text(CONFIG, encoding="utf-8")
    migrate(f"sqlite:///{tmp_path / 'desk.db'}")

    def run(*words, status=0):
        done = typed("tokens", *words, "--config", tmp_path / "pdinbox.toml")
        assert done.status == status, done.out + done.err
        return done

    made = json.loads(run("add", "cases", "reviewer:CHI", "--days", "30", "--json").out)
    assert made["token"].startswith("pdi_") and made["duties"] == ["reviewer:CHI"]
    listed = run("list").out
    assert "cases" in listed and made["token"] not in listed
    assert "revoke it first" in run("add", "cases", "reviewer:CHI", status=1).err
    assert "opens nothing" in run("revoke", "cases").out
    assert "none of that name is good" in run("revoke", "cases", status=1).err
    assert "write 2 to 40" in run("add", "A b", "reviewer:CHI", status=2).err
    assert "no duty" in run("add", "other", "king:CHI", status=1).err
