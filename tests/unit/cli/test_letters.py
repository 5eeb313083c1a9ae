"""`pdinbox letters`: the kinds, one of them as it is read, and what is wrong with a copy."""

import json
import re
import shutil

import pytest

from pdinbox.letters.kinds import KINDS
from tests.unit.cli.typed import ROOT, typed


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(ROOT / "templates" / "mail", tmp_path / "my-copy")


def test_every_kind_is_listed_with_what_it_is_for():
    said = [json.loads(line) for line in typed("letters", "list", "--json").out.splitlines()]

    assert [one["kind"] for one in said] == [kind.name for kind in KINDS]
    assert all(one["for"].endswith(".") and one["samples"] > 0 for one in said)
    assert "closed_without_answer" in typed("letters", "list").out


@pytest.mark.parametrize(("kind", "language"), [(kind.name, language) for kind in KINDS for language in kind.languages])
def test_every_kind_can_be_looked_at_in_its_languages(kind, language):
    said = typed("letters", "preview", kind, "--lang", language)

    assert said.status == 0 and said.out.startswith("Subject: ") and len(said.out) > 200
    assert bool(re.search(r"\b(usted|su consulta|correo|respuesta)\b", said.out)) == (language == "es")


def test_what_stays_within_the_agency_is_shown_in_english_and_that_is_said():
    said = typed("letters", "preview", "digest_desk", "--lang", "es")

    assert said.status == 0 and said.out == typed("letters", "preview", "digest_desk").out and "in English only" in said.err


NUMBERED = "[PD-2026-"


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_the_subject_is_the_one_that_goes_out(kind):
    subject = typed("letters", "preview", kind).out.partition("\n")[0]

    assert subject.startswith(f"Subject: {NUMBERED}") == (kind not in {"digest_office", "digest_desk"}) and subject.count(NUMBERED) < 2


def test_a_family_is_written_to_under_its_first_number():
    sample = str(len(next(kind for kind in KINDS if kind.name == "status").samples))

    assert typed("letters", "preview", "status", "--sample", sample).out.startswith("Subject: [PD-2026-004196-P] Where")


def test_a_spanish_letter_is_shown_as_it_is_sent_with_the_english_below():
    said = typed("letters", "preview", "reminder", "--lang", "es").out

    assert said.index("Esperamos su respuesta") < said.index("We are waiting for your reply about")


def test_another_sample_shows_another_case():
    first, ninth = (typed("letters", "preview", "status", "--sample", number).out for number in ("1", "9"))

    assert "We are waiting for your reply" in first and "asked the field office" in ninth


def test_the_html_part_is_written_to_a_file(tmp_path):
    said = typed("letters", "preview", "closing_soon", "--lang", "es", "--html", tmp_path / "page.html")

    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert said.status == 0 and "page.html" in said.out and page.startswith('<!DOCTYPE html>\n<html lang="es">') and "<h1" in page


def test_an_unknown_kind_or_sample_is_said_with_what_there_is():
    kind, sample = typed("letters", "preview", "remindr"), typed("letters", "preview", "quiet", "--sample", "2")

    assert kind.status == sample.status == 2
    assert "did you mean 'reminder'" in kind.err and "quiet has 1 sample" in sample.err


def test_the_letters_of_the_program_can_be_used():
    said = typed("letters", "check")

    assert said.status == 0 and f"0 mistakes, 0 warnings in {len(KINDS)} kinds of letters" in said.out


@pytest.mark.parametrize("below", [".", "mail", "templates/mail"])
def test_a_copy_is_found_wherever_it_lies_and_every_mistake_in_it_is_said(copy, tmp_path, below):
    folder = tmp_path / "whole"
    shutil.copytree(copy, folder / below)
    (folder / below / "reminder" / "en" / "body.txt").write_text("Hello.\n{{ clos_on }}\n", encoding="utf-8")
    (folder / below / "quiet" / "es" / "subject.txt").unlink()
    (folder / below / "status" / "es" / "subject.txt").write_text("Where your inquiry stands", encoding="utf-8")

    said = typed("letters", "check", folder, "--json")

    told = [json.loads(line) for line in said.out.splitlines()]
    assert said.status == 1 and [one["kind"] for one in told] == ["mistake", "mistake", "warning"]
    assert {one["file"] for one in told} == {
        f"templates/mail/{path}" for path in ("reminder/en/body.txt", "quiet/es/subject.txt", "status/es/subject.txt")
    }
    assert "2 mistakes, 1 warning" in typed("letters", "check", folder).out


def test_warnings_alone_end_with_status_1_too(copy):
    (copy / "quiet" / "en" / "body.txt").write_text("word " * 200, encoding="utf-8")

    assert typed("letters", "check", copy).status == 1


def test_a_copy_with_mistakes_is_not_previewed_but_explained(copy):
    (copy / "reminder" / "en" / "body.txt").write_text("{{ clos_on }}", encoding="utf-8")

    said = typed("letters", "preview", "reminder", "--dir", copy)

    assert said.status == 2 and "did you mean 'close_on'" in said.err


def test_an_edited_copy_is_previewed(copy):
    (copy / "reminder" / "en" / "body.txt").write_text("Answer by {{ close_on }}.", encoding="utf-8")

    assert "Answer by January 8, 2027." in typed("letters", "preview", "reminder", "--dir", copy).out


def test_a_folder_that_is_not_there_is_said(tmp_path):
    said = typed("letters", "check", tmp_path / "none")

    assert said.status == 1 and "there is no folder" in said.err


def test_rules_check_says_the_same_of_letters(copy, tmp_path):
    whole = tmp_path / "whole"
    shutil.copytree(ROOT / "rules", whole / "rules")
    shutil.copytree(copy, whole / "templates" / "mail")
    (whole / "templates" / "mail" / "quiet" / "es" / "subject.txt").write_text(
        "We will not answer every e-mail from you for a while", encoding="utf-8"
    )

    told = [json.loads(line) for line in typed("rules", "check", whole, "--json").out.splitlines()]

    assert [(one["kind"], one["file"], one["line"]) for one in told if "templates" in one["file"]] == [
        ("warning", "templates/mail/quiet/es/subject.txt", 1)
    ]
