"""What is wrong with templates is said at once, with file, line and what to do."""

from dataclasses import replace

import pytest

from pdinbox.letters.contexts import Context
from pdinbox.letters.kinds import KINDS
from pdinbox.letters.render import LettersError, compile_letters, flaws_of
from pdinbox.letters.samples_spanish import SPANISH, as_said_in
from pdinbox.model.letter import INTERNAL_KINDS
from tests.unit.letters.test_letters import LETTERS, TEXTS

SAME_IN_BOTH = {
    "Ana Ejemplo",
    "Eva Prueba",
    "Eva Prueba Luna",
    "Chicago Field Office",
    "101 Example Street, Chicago, IL 60605",
    "(312) 555-0100",
    "8 CFR 292.4(a)",
    "8 p.m.",
    "8 a.m.",
    "G-28 Eva.pdf",
    "scan 2.pdf",
    "5 U.S.C. 552a(b); 8 CFR 292.4(a)",
    "page 3.pdf",
    "1-800-898-7180 (TDD 800-828-1120)",
    "Executive Office for Immigration Review, acis.eoir.justice.gov",
}

ENGLISH = TEXTS["quiet/en/body.txt"].splitlines()[2]


def mistakes(**changes: str | None) -> tuple[str, ...]:
    texts = {**TEXTS, **{path: text for path, text in changes.items() if text is not None}}
    for path in [path for path, text in changes.items() if text is None]:
        del texts[path]
    with pytest.raises(LettersError) as wrong:
        compile_letters(texts)
    return wrong.value.mistakes


def flaws(path: str, text: str) -> tuple[str, ...]:
    texts = {**TEXTS, path: text}
    return flaws_of(texts, compile_letters(texts))


def test_the_letters_of_the_program_have_no_flaw():
    assert flaws_of(TEXTS, LETTERS) == ()


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("status/en/subject.txt", "Inquiry\n{{ inquiries[0].number }}", ("line 2: ", "take the placeholder out")),
        ("remindr/en/body.txt", "x", ("there is no such kind of letter", "did you mean 'reminder'")),
        ("reminder/en/body.html", "<p>x</p>", ("no letter is sent as HTML alone", "its words belong there")),
        ("reminder/fr/body.html", "<p>x</p>", ("no letter is sent as HTML alone", "write reminder/<language>/body.txt")),
        ("reminder/fr/body.txt", "x", ("reminder/fr/body.txt: nothing is made from 'fr/body.txt'", "subject.txt and body.txt")),
        ("reminder/es/body.txt", None, ("reminder/es/body.txt: the file is missing", "translate reminder/en/body.txt")),
        ("reminder/en/body.txt", "{{ clos_on }}", ("no such placeholder: clos_on", "did you mean 'close_on'")),
        ("reminder/en/body.txt", "{{ missing + 1 }}", ("reminder/en/body.txt: line 1: it can not be rendered", "TypeError")),
        ("status/en/body.txt", "{{ inquiries[0].birthday }}", ("status/en/body.txt", "birthday")),
        ("blocks/en/urgent.txt", "{{ ofice }}", ("no such placeholder: ofice (in blocks/en/urgent.txt)",)),
        ("blocks/en/asks.txt", "\n{{ missing[0].birthday }}", ("blocks/en/asks.txt: line 2: ", "birthday")),
        ("blocks/en/asks.txt", "{% if %}", ("blocks/en/asks.txt: line 1: ",)),
        ("blocks/en/case.txt", "{% include 'case.txt' %}", ("blocks/en/case.txt: line 1: the block puts itself in",)),
        ("blocks/es/urgente.txt", "x", ("blocks/es/urgente.txt: no letter puts this block in",)),
        ("blocks/es/urgent.txt", None, ("there is no block blocks/es/urgent.txt",)),
        ("quiet/en/body.txt", "{% include name %}", ("quiet/en/body.txt: line 1: name one block",)),
        ("quiet/en/subject.txt", "{% include 'automatic.txt' %}", ("line 1: a subject is one line of its own words: take the block out",)),
        ("layout.html", None, ("layout.html: the file is missing; it is the page around the letters",)),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_file_and_what_to_do(path, text, expected):
    said = mistakes(**{path: text})

    # a block is in many letters: each is named where the mistake is the letter's
    assert len(said) == 1 or path == "blocks/en/urgent.txt" or (path.startswith("blocks/es") and text is None)
    assert all(path in one or path.startswith("blocks/") for one in said) and all(words in one for one in said for words in expected)


def test_every_mistake_is_said_at_once():
    said = mistakes(
        **{"quiet/es/subject.txt": None, "remindr/en/body.txt": "x", "status/en/subject.txt": "{{ lines }}", "layout.html": None}
    )

    assert len(said) == 4


def test_a_subject_may_ask_what_kind_of_letter_it_is():
    compile_letters({**TEXTS, "received/en/subject.txt": "{% if missing %}Something is missing{% else %}Received{% endif %}"})


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("quiet/es/body.txt", f"Nada se pierde.\n\n{ENGLISH}\n", "quiet/es/body.txt: line 3: the Spanish words are"),
        ("quiet/es/subject.txt", TEXTS["quiet/en/subject.txt"], "quiet/es/subject.txt: line 1: the Spanish words are the English ones"),
        ("quiet/en/body.txt", "word " * 90, "449 characters: split it"),
        ("quiet/en/body.txt", f"{'A heading ' * 8}\n---\n", "the heading 'A heading A heading"),
        ("quiet/en/body.txt", "Words before it.\nA heading\n---\n", "the heading 'A heading…' has no empty line above it"),
        ("blocks/es/automatic.txt", TEXTS["blocks/en/automatic.txt"], "blocks/es/automatic.txt: line 3: the Spanish words are the English"),
        ("quiet/en/body.txt", f"See {'x' * 77}", "77 characters without a space"),
    ],
)  # fmt: skip
def test_what_reads_badly_is_said(path, text, expected):
    (said,) = flaws(path, text)

    assert expected in said


def test_what_reads_badly_in_the_sources_is_said_even_where_they_do_not_compile():
    texts = {**TEXTS, "quiet/es/subject.txt": TEXTS["quiet/en/subject.txt"]}

    assert len(flaws_of(texts, None)) == 1


def texts_of(value):
    if isinstance(value, str):
        return {value}
    if isinstance(value, tuple):
        return {text for one in value for text in texts_of(one)}
    return {text for name in getattr(value, "__dataclass_fields__", {}) for text in texts_of(getattr(value, name))}


def test_every_sample_can_be_read_in_spanish():
    # a reviewer's words are in the language they are written in, and what stays within the agency is in English
    both = [kind for kind in KINDS if kind.name not in {"ask", "resolution", *INTERNAL_KINDS}]
    told = {text for kind in both for sample in kind.samples for text in texts_of(sample) if " " in text}

    assert told <= set(SPANISH) | SAME_IN_BOTH


def test_a_sample_is_said_in_spanish_down_to_its_last_value():
    sample: Context = next(kind.samples[0] for kind in KINDS if kind.name == "status")

    said = as_said_in(sample, "es")

    assert said.inquiries[0].close_on == "8 de enero de 2027" and said.lines[0].clock == "8 p.m."
    assert as_said_in(sample, "en") is sample and replace(said) == said
