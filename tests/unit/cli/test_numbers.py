"""`pdinbox numbers`: what dashboards show, counted anew."""

import json

from tests.unit.cli.typed import a_desk, typed


def test_everything_is_counted_again_and_twice_is_the_same(tmp_path):
    config = a_desk(tmp_path)

    first, second = (typed("numbers", "rebuild", "--config", config, "--json") for _ in range(2))
    done = json.loads(first.out)
    assert (first.status, second.status) == (0, 0)
    assert done["weeks"] > 0 and done["days"] == json.loads(second.out)["days"] > 0
    assert "everything before" in typed("numbers", "rebuild", "--config", config).out


def test_a_desk_without_a_database_says_what_to_do(tmp_path):
    config = a_desk(tmp_path)
    (tmp_path / "desk.db").unlink()

    said = typed("numbers", "rebuild", "--config", config)
    assert said.status != 0 and "pdinbox once" in said.err
