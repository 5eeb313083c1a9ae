"""`worker`, `web` and `schedule`: what they need, in words."""

import pytest

from tests.unit.cli.typed import CONFIG, typed


@pytest.mark.parametrize("command", ["worker", "web", "schedule"])
def test_a_sqlite_file_is_refused_with_what_to_set(command, tmp_path):
    config = tmp_path / "pdinbox.toml"
    config.write_text(CONFIG)

    said = typed(command, "--config", config)

    assert said.status == 1 and 'set database = "postgresql://' in said.err and "pdinbox serve" in said.err
    assert not (tmp_path / "desk.db").exists()


def test_work_that_there_is_not_is_said_with_what_there_is(tmp_path):
    said = typed("worker", "--kinds", "examine,dance", "--config", tmp_path / "none.toml")

    assert said.status == 2 and "examine, send, deadline, draw, errand" in said.err
