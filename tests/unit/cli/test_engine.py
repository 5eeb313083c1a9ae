"""`engine` and `metrics`: what waits, what was given up and one more try for it."""

import json

import pytest

from pdinbox.model.audit import AuditQuestion
from pdinbox.model.ledger import COULD_NOT
from pdinbox.store.open import open_store
from tests.builders import NOW
from tests.unit.cli.typed import HELD, a_desk, typed

FAILED = "ef" * 32


@pytest.fixture
def config(tmp_path):
    """A message that the desk failed at, beside the one that waits for a decision."""
    made = a_desk(tmp_path)
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    store.hold(FAILED, reason=f"{COULD_NOT}: ValueError: words of the mail", at=NOW)
    store.close()
    return made


def test_work_is_shown_as_a_table_and_as_figures(config):
    shown = typed("engine", "show", "--config", config)
    assert COULD_NOT in shown.out and FAILED[:12] in shown.out and "words of the mail" not in shown.out

    figures = json.loads(typed("engine", "show", "--json", "--config", config).out)
    examine = next(one for one in figures["queues"] if one["kind"] == "examine")
    assert (examine["waiting"], examine["given_up"]) == (0, 1) and [one["key"] for one in figures["given_up"]] == [FAILED]


def test_what_was_given_up_is_tried_again_and_stands_in_the_audit_log(config, tmp_path):
    assert typed("engine", "again", "--config", config).status == 2
    assert typed("engine", "again", "examine", HELD[:8], "--config", config).status == 1
    said = typed("engine", "again", "examine", FAILED[:8], "--config", config)
    assert said.status == 0 and "is tried again" in said.out and "Nothing" in typed("engine", "again", "--all", "--config", config).out

    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    (line,) = store.audit(AuditQuestion())
    assert (line.row.event, line.row.object_kind, line.row.object_id) == ("work-tried-again", "examine", FAILED)
    assert store.waiting(FAILED) is not None
    store.close()


def test_metrics_are_lines_that_prometheus_reads(config):
    lines = typed("metrics", "--config", config).out.splitlines()
    assert 'pdinbox_given_up{kind="examine"} 1' in lines and "pdinbox_processes_died 0" in lines
    assert all(line.startswith("#") or len(line.split()) == 2 for line in lines)
