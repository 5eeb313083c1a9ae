"""A new edition reaches a desk: first it goes to a person, then somebody teaches it, and then it is read. No code knows of it."""

import json
import shutil
from pathlib import Path

import pytest

from fixtures.compile_features import sample_blanks
from fixtures.papers.g28 import Filling, draw_g28
from fixtures.people import person, representative
from tests.unit.cli.typed import CONFIG, ROOT, typed

FOLDER = "g-28_sample-1"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk that takes training forms, and to which the G-28 of them is a new edition of the official one."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    shutil.rmtree(tmp_path / "rules" / "forms" / FOLDER)
    for form in (tmp_path / "rules" / "forms").glob("g-28_*/form.yaml"):
        form.write_text(form.read_text("utf-8").replace(', "sample form g-28 items"', ""), encoding="utf-8")
    config = tmp_path / "pdinbox.toml"
    config.write_text(f'rules = "rules"\n{CONFIG}', encoding="utf-8")
    return config


def checked(desk: Path, paper: Path) -> dict:
    return json.loads(typed("check", "--accept-samples", "--json", paper, "--config", desk).out)


def test_an_edition_that_nobody_knew_is_read_once_somebody_taught_it(desk, tmp_path):
    paper, blank = tmp_path / "filled.pdf", tmp_path / "blank.pdf"
    paper.write_bytes(draw_g28(person(3), representative(3), Filling()))
    blank.write_bytes(sample_blanks()[FOLDER])
    form = tmp_path / "rules" / "forms" / FOLDER / "form.yaml"

    unknown = checked(desk, paper)
    typed("forms", "learn", blank, "--edition", "sample-1", "--like", "g-28_2018-09-17", "--config", desk)
    waiting = checked(desk, paper)
    text = form.read_text("utf-8").replace("confirm: true, ", "").replace("sample: false", "sample: true")
    form.write_text(text.replace('"sample form g-28 items"', '"sample form g-28 items", "edition sample-1"'), encoding="utf-8")
    typed("forms", "learn", blank, "--update", form.parent, "--config", desk)
    taught = checked(desk, paper)

    assert unknown["verdict"]["outcome"] == waiting["verdict"]["outcome"] == "needs_person"
    assert taught["verdict"]["outcome"] == "authorised"
    (document,) = taught["documents"]
    assert (document["form"], document["edition"]) == ("g-28", "sample-1")
    assert document["items"]["client.family_name"]["value"] == person(3).family_name
