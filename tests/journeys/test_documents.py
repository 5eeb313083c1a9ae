"""What the project says about itself is true: links lead somewhere, the transcript is the demo's, every command is named."""

import re

import pytest

from tests.journeys.desk import ROOT, typed

PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md"), ROOT / "fixtures" / "README.md"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page):
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:docs|pdinbox|rules|templates|fixtures|tests|bench)/[\w/.-]*\w)`", text)

    assert [name for name in named if not (ROOT / name).exists() and "*" not in name] == []
    assert "@@" not in text


def test_the_readme_names_every_command():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^│ (\w+) ", typed("--help").out, flags=re.MULTILINE)

    assert len(commands) >= 12
    assert [command for command in commands if f"{command}" not in text] == []
