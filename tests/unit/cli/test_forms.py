"""`pdinbox forms`: what is known, learning a blank, and labelled samples, as a person types it."""

import json
import shutil
from pathlib import Path

import pytest

from fixtures.compile_features import sample_blanks
from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from tests.unit.cli.typed import CONFIG, ROOT, Said, typed


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Settings whose rules are a copy, for commands that write into them."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    config = tmp_path / "pdinbox.toml"
    config.write_text(f'rules = "rules"\n{CONFIG}', encoding="utf-8")
    return config


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "blank.pdf"
    path.write_bytes(sample_blanks()["g-28_sample-1"])
    return path


def lines(said: Said) -> list[dict]:
    return [json.loads(line) for line in said.out.splitlines()]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_every_edition_is_listed_with_what_scans_need():
    said = typed("forms", "list")

    assert said.status == 0
    assert "g-28 2018-09-17 Form G-28, edition 09/17/18 4 71" in squeezed(said.out)
    assert "digital files only" in squeezed(said.out) and "practice only" in squeezed(said.out)


def test_a_program_gets_every_edition_as_one_object_a_line():
    editions = {(one["form"], one["edition"]): one for one in lines(typed("forms", "list", "--json"))}

    assert editions["g-28", "2018-09-17"].items() >= {"items": 71, "unconfirmed": 0, "sample": False, "without_features": []}.items()
    assert editions["privacy-waiver", "60-001"]["features"] == 0


def test_one_edition_is_shown_with_its_items_in_print_order():
    said = typed("forms", "show", "g-28_2018-09-17")

    words = squeezed(said.out)
    assert said.status == 0
    assert words.index("representative.family_name") < words.index("eligibility.attorney") < words.index("client.a_number")
    assert "form eoir" in words and "Part 3 item 9 client.a_number" in words


def test_a_program_gets_one_edition_whole():
    (shown,) = lines(typed("forms", "show", "g-28_2018-09-17", "--json"))

    items = {item["key"]: item for item in shown["items"]}
    assert shown["schema"] == "pdinbox.form/1" and shown["footer"] == ["form g-28", "09/17/18"]
    assert items["client.a_number"].items() >= {"item": "Part 3 item 9", "kind": "text", "page": 2, "box": [162, 672, 294, 690]}.items()


def test_a_form_that_is_not_known_is_told_with_the_nearest():
    said = typed("forms", "show", "g-28_2018")

    assert said.status == 2 and "g-28_2018-09-17" in said.err


def test_a_blank_becomes_a_form_that_waits_for_a_person(desk, blank):
    said = typed("forms", "learn", blank, "--edition", "2031-01-01", "--like", "g-28_2018-09-17", "--config", desk)
    listed = typed("forms", "list", "--config", desk)
    shown = typed("forms", "show", "g-28_2031-01-01", "--config", desk)

    assert said.status == 0 and "51 items, meanings from g-28_2018-09-17" in said.out
    assert listed.status == 1 and "not in force until then" in squeezed(listed.out)
    assert shown.status == 1 and "confirm" in shown.out


def test_what_a_person_named_is_kept_and_its_features_are_made_anew(desk, blank):
    typed("forms", "learn", blank, "--edition", "2031-01-01", "--config", desk)
    folder = desk.parent / "rules" / "forms" / "g-28_2031-01-01"
    text = (folder / "form.yaml").read_text("utf-8").replace("confirm: true, ", "").replace("key: client.email,", "key: client.mobile,")
    (folder / "form.yaml").write_text(text, encoding="utf-8")

    stale = typed("forms", "show", "g-28_2031-01-01", "--config", desk)
    said = typed("forms", "learn", blank, "--update", folder, "--config", desk)
    fresh = typed("forms", "show", "g-28_2031-01-01", "--config", desk)

    assert stale.status == 1 and "1 item named since its features were made" in squeezed(stale.out)
    assert said.status == 0 and "All items are confirmed." in said.out
    assert (folder / "form.yaml").read_text("utf-8") == text
    assert fresh.status == 0


def test_a_form_that_is_known_is_not_written_over(desk, blank):
    folder = desk.parent / "rules" / "forms" / "g-28_sample-1"
    before = (folder / "form.yaml").read_bytes()

    said = typed("forms", "learn", blank, "--edition", "sample-1", "--config", desk)

    assert said.status == 2 and "--update" in said.err
    assert (folder / "form.yaml").read_bytes() == before


def test_a_form_known_by_its_title_gets_its_items(desk, tmp_path):
    blank = tmp_path / "waiver.pdf"
    blank.write_bytes(sample_blanks()["privacy-waiver_sample-1"])

    said = typed("forms", "learn", blank, "--name", "privacy-waiver", "--edition", "60-001", "--config", desk)
    (shown,) = lines(typed("forms", "show", "privacy-waiver_60-001", "--json", "--config", desk))

    assert said.status == 0
    assert shown["label"] == "ICE Form 60-001, privacy waiver" and len(shown["items"]) + len(shown["unconfirmed"]) == 16


def test_another_folder_can_be_named(tmp_path, blank):
    said = typed("forms", "learn", blank, "--edition", "sample-1", "--into", tmp_path / "new")

    assert said.status == 0
    assert sorted(path.name for path in (tmp_path / "new" / "g-28_sample-1").iterdir()) == ["features.bin", "form.yaml"]


def test_an_edition_that_is_no_name_for_a_folder_is_refused(tmp_path, blank):
    said = typed("forms", "learn", blank, "--edition", "../../escaped", "--into", tmp_path / "new")

    assert said.status == 2 and not (tmp_path / "escaped").exists() and not (tmp_path / "new").exists()


def test_what_is_no_blank_is_told_in_words(tmp_path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"Dear all")

    said = typed("forms", "learn", letter)

    assert said.status == 1 and "it is no PDF" in said.err


@pytest.mark.parametrize(("words", "told"), [(["absent.pdf"], "there is no such file"), (["."], "folder")])
def test_a_blank_that_can_not_be_read_is_not_understood(words, told):
    said = typed("forms", "learn", *words)

    assert said.status == 2 and told in said.err


def sample(folder: Path, name: str, pen: Pen, *, said: str, must_fix: tuple[str, ...] = (), form: str = "g-28") -> None:
    """A G-28 whose client signed with that pen, and what the truth says about it."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.pdf").write_bytes(draw_g28(person(7), representative(7), Filling(client_signature=pen)))
    document = {"form": form, "edition": "sample-1", "pages": [1, 2, 3], "items": {"client.signature": said}}
    truth = {"kind": "digital", "documents": [document], "outcome": "deficient" if must_fix else "authorised", "must_fix": must_fix}
    (folder / f"{name}.json").write_text(json.dumps(truth), encoding="utf-8")


def test_labelled_samples_are_read_and_counted_by_kind(tmp_path):
    sample(tmp_path, "1", Pen.INK, said="ink")
    sample(tmp_path, "2", Pen.NONE, said="none", must_fix=("g28.client-signature",))

    said = typed("forms", "test", tmp_path, "--on", "2026-11-23", "--json")

    digital, whole = lines(said)
    assert said.status == 0
    assert (digital["kind"], whole["kind"], whole["samples"], whole["called_signed"]) == ("digital", "all", 2, 0)
    assert whole["documents"] == {"all": 2, "form": 2, "edition": 2, "pages": 2}
    assert {"truth": "none", "read": "none", "count": 1} in whole["signatures"]


def test_an_unsigned_box_that_is_called_ink_ends_with_status_1(tmp_path):
    sample(tmp_path, "1", Pen.INK, said="none")

    said = typed("forms", "test", tmp_path)

    assert said.status == 1 and "Unsigned boxes called signed: 1" in said.out and "1.pdf" in said.out


def test_a_foreign_form_called_a_g28_ends_with_status_1(tmp_path):
    sample(tmp_path, "1", Pen.INK, said="ink", form="i-130a")

    said = typed("forms", "test", tmp_path)

    assert said.status == 1 and "Foreign forms called a G-28: 1" in said.out


def test_only_so_many_samples_are_read(tmp_path):
    sample(tmp_path, "1", Pen.INK, said="ink")
    sample(tmp_path, "2", Pen.INK, said="none")

    assert typed("forms", "test", tmp_path, "--limit", "1").status == 0


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [("a.txt", "", "no NAME.json"), ("a.json", "{}", "there is no sample"), ("b.json", "{}", "kind")],
)
def test_a_folder_without_samples_is_not_understood(tmp_path, name, text, told):
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / name).write_text(text, encoding="utf-8")

    said = typed("forms", "test", tmp_path)

    assert said.status == 2 and told in said.err
