"""What letters say, and what must never stand in one."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default as parse_policy
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from pdinbox.letters.blocks import BLOCKS
from pdinbox.letters.compose import Desk, Occasion, compose
from pdinbox.letters.contexts import CaseShown, case_shown, day_in_words
from pdinbox.letters.kinds import KINDS
from pdinbox.letters.render import LettersError, as_html, compile_letters
from pdinbox.model.letter import INTERNAL_KINDS
from pdinbox.model.message import Address
from pdinbox.model.verdict import Authority
from tests.builders import a_message, a_verdict, an_inquiry

ROOT = Path(__file__).resolve().parents[3] / "templates" / "mail"
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.rglob("*") if path.is_file()}
LETTERS = compile_letters(TEXTS)
EVERY = [(kind.name, sample, language) for kind in KINDS for sample in kind.samples for language in kind.languages]
DESK = Desk(sender=Address(email="pd@desk.example.org", name="The desk"), domain="desk.example.org", zone="America/New_York")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def an_occasion(**changes):
    made = Occasion(
        key="acknowledgement:PD-2026-000001-A",
        kind="received",
        answers=a_message(message_id="m1@example.com", references=("m0@example.com",)),
        to=Address(email="dana@firm.example.com", name="Dana"),
        inquiry="PD-2026-000001-A",
        token="t" * 26,
        language="en",
        policy="2026-11-23+00000000",
        at=NOW,
    )
    return replace(made, **changes)


def a_letter(**changes):
    occasion = an_occasion(**changes)
    sample = next(kind.samples[0] for kind in KINDS if kind.name == occasion.kind)
    return compose(lambda _: sample, occasion=occasion, desk=DESK, letters=LETTERS)


def test_the_folder_of_templates_and_the_registry_name_the_same_kinds():
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}

    assert folders == {kind.name for kind in KINDS} | {BLOCKS}


@pytest.mark.parametrize(("kind", "sample", "language"), EVERY)
def test_every_letter_reads_well_in_both_languages(kind, sample, language):
    rendered = LETTERS.render(kind, sample, language=language)

    assert rendered.subject and "\n" not in rendered.subject
    assert "{{" not in rendered.text and "{%" not in rendered.text
    assert "\n\n\n" not in rendered.text
    assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b", rendered.text)
    underlined = [line for line in rendered.text.splitlines() if set(line) == {"-"}]
    assert rendered.html.count("<h2>") == len(underlined), "every underlined line is a heading of the HTML part too"


@pytest.mark.parametrize(("kind", "sample", "language"), EVERY)
def test_only_an_authorised_letter_names_the_client(kind, sample, language):
    may_be_told = "CaseShown(" in repr(sample)

    text = LETTERS.render(kind, sample, language=language).text

    assert ("Ana Ejemplo" in text) == may_be_told


def with_verdict(value, verdict):
    """The sample as a reader with that verdict gets it: without the case unless authorised."""
    if isinstance(value, tuple):
        return tuple(with_verdict(one, verdict) for one in value)
    if not is_dataclass(value):
        return value
    changes = {field.name: with_verdict(getattr(value, field.name), verdict) for field in fields(value)}
    if "authority" in changes:
        changes["authority"] = verdict.value
    if verdict is not Authority.AUTHORISED:
        changes |= {
            name: empty for name, empty in (("case", None), ("name", "")) if name in changes and ("authority" in changes or name == "case")
        }
    return replace(value, **changes)


@pytest.mark.parametrize("verdict", Authority)
@pytest.mark.parametrize(("kind", "sample", "language"), EVERY)
def test_every_sample_reads_well_with_every_verdict(kind, sample, language, verdict):
    (part,) = LETTERS.parts(kind, lambda _: with_verdict(sample, verdict), language=language)[:1]
    page = LETTERS.page((part,))

    for said in (part.subject, part.text, page):
        assert verdict is Authority.AUTHORISED or kind in INTERNAL_KINDS or not re.search(r"Ejemplo|Prueba|\b678\b", said)
        assert "{{" not in said and "{%" not in said
    assert "\n\n\n" not in part.text and page.count("<h2>") == sum(set(line) == {"-"} for line in part.text.splitlines())
    assert not re.search(r"[a-záéíóúñ,;]\n\n[a-z]|  |\s[.,;:]", part.text), "a sentence that a condition tore apart"


@pytest.mark.parametrize("verdict", ["deficient", "unverified", "needs_person"])
def test_an_inquiry_without_authority_gives_a_letter_no_case_facts(verdict):
    assert case_shown(an_inquiry(verdict=a_verdict(verdict))) is None


def test_an_authorised_inquiry_gives_the_client_and_the_end_of_the_a_number_only():
    shown = case_shown(an_inquiry(verdict=a_verdict("authorised"), a_number="912345678"))

    assert shown == CaseShown(client="Ana Ejemplo", a_number_ending="678")


def test_a_placeholder_that_the_letter_does_not_offer_is_an_error_when_loaded():
    texts = {**TEXTS, "received/en/body.txt": "{{ number }} {{ birthday }}"}

    with pytest.raises(LettersError) as wrong:
        compile_letters(texts)

    assert "received/en/body.txt" in str(wrong.value) and "birthday" in str(wrong.value) and "office" in str(wrong.value)


def test_every_mistake_in_the_templates_is_reported_at_once():
    texts = {path: text for path, text in TEXTS.items() if path != "quiet/es/subject.txt"}
    texts["too_large/en/body.txt"] = "{% if %}"

    with pytest.raises(LettersError) as wrong:
        compile_letters(texts)

    assert len(wrong.value.mistakes) == 2


def test_what_a_sender_wrote_cannot_become_a_link_a_tag_or_a_heading():
    sample = next(kind.samples[0] for kind in KINDS if kind.name == "updated")
    hostile = ("[click](https://evil.example) <script>x</script> ![a](b)", "a\n\nHeading\n-------\n- item")

    rendered = LETTERS.render("updated", replace(sample, files=hostile), language="en")

    assert "<a" not in rendered.html and "<script" not in rendered.html and "<img" not in rendered.html
    assert "<h2>Heading" not in rendered.html


def test_the_same_occasion_gives_the_same_octets():
    assert a_letter().octets == a_letter().octets


def test_a_letter_tells_machines_not_to_answer_and_keeps_the_thread():
    mail = message_from_bytes(a_letter().octets, policy=parse_policy)

    assert mail["Auto-Submitted"] == "auto-replied" and mail["X-Auto-Response-Suppress"] == "All"
    assert mail["In-Reply-To"] == "<m1@example.com>" and mail["References"] == "<m0@example.com> <m1@example.com>"
    assert mail["Subject"].startswith("[PD-2026-000001-A] ")
    assert mail["Message-ID"].startswith("<pd." + "t" * 26)


def test_a_long_thread_keeps_its_first_and_its_latest_references():
    answered = a_message(message_id="last@example.com", references=tuple(f"r{place}@example.com" for place in range(60)))

    mail = message_from_bytes(a_letter(answers=answered).octets, policy=parse_policy)

    references = mail["References"].split()
    assert len(references) == 20 and references[0] == "<r0@example.com>" and references[-1] == "<last@example.com>"


def test_hostile_names_and_message_ids_cannot_add_a_header():
    occasion = {
        "to": Address(email="x@example.com", name="Eve\r\nBcc: all@example.com"),
        "answers": a_message(message_id="a\r\nBcc: b@example.com"),
    }

    mail = message_from_bytes(a_letter(**occasion).octets, policy=parse_policy)

    assert mail["Bcc"] is None and mail["In-Reply-To"] is None


def test_the_octets_are_plain_ascii_lines_short_enough_for_every_server():
    octets = a_letter(language="es").octets

    assert octets.isascii() and max(len(line) for line in octets.split(b"\r\n")) <= 998


def test_a_spanish_letter_carries_the_english_below():
    letter = a_letter(language="es")

    assert letter.text.index("Recibimos") < letter.text.index("We received")
    mail = message_from_bytes(letter.octets, policy=parse_policy)
    html = mail.get_body(("html",)).get_content()
    assert html.index('lang="es"') < html.index('<div lang="en"')


def test_days_are_written_as_people_say_them():
    assert day_in_words(NOW.date(), language="en") == "November 23, 2026"
    assert day_in_words(NOW.date(), language="es") == "23 de noviembre de 2026"


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ana,\n\nTitle\n-----\n\n- one\n\n- two\n  more\n\nText\ngoes on\n\n  indented\n\n1. first\n\n   its text\n\nEnd <b>\n",
        "- one\n\n  Inside\n\nAfter\n\n* x\n\nLast\n---\n",
        "\n\nAfter empty lines\n\n\nThree\n \nBlank in between\n\t\nTab\r\n\r\nReturns\n",
        "Alone",
        "",
    ],
)
def test_the_html_of_a_letter_is_what_commonmark_makes_of_it_as_a_whole(text):
    assert as_html(text) == MarkdownIt("zero").enable(["lheading", "list"]).render(text)
