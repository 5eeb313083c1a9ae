"""A blank becomes the folder of its edition: boxes, printed numbers, meanings for a person to confirm, features."""

from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from fixtures.compile_features import sample_blanks
from pdinbox.model.document import MarkKind
from pdinbox.model.form import Form
from pdinbox.model.learned import Learned, Lesson
from pdinbox.reading.forms import FEATURES, compile_forms
from pdinbox.reading.geometry import likeness
from pdinbox.reading.learn import learn
from pdinbox.reading.scan.atlas import unpack
from tests.servers.need import shared
from tests.unit.reading.opened import RULES, form, forms

SAMPLE = "g-28_sample-1"
OTHER = {"2018-09-17": "2016-05-05", "2016-05-05": "2018-09-17"}


@cache
def blank(folder: str) -> bytes:
    return sample_blanks()[folder]


@cache
def learned(folder: str, like: str = "", *, name: str = "", edition: str = "2031-01-01") -> Learned:
    return learn(blank(folder), lesson=Lesson(name=name, edition=edition, like=like), forms=forms())


@cache
def learned_from_real(edition: str) -> Learned:
    octets = shared("forms", f"g-28_{edition}_blank.pdf").read_bytes()
    others = tuple(one for one in forms() if (one.name, one.edition) != ("g-28", edition))
    return learn(octets, lesson=Lesson(like=f"g-28_{OTHER[edition]}"), forms=others)


def compiled(result: Learned) -> Form:
    assert result.trouble == ""
    (made,) = compile_forms({"a/form.yaml": result.text}, {f"a/{FEATURES}": result.features})
    return made


def meanings(result: Learned, known: Form) -> list[tuple[str, str, bool]]:
    """What each item of the known form means, what was proposed for it, and whether a person is asked."""
    made = compiled(result)
    pairs = []
    for item in known.items:
        there = [one for one in (*made.items, *made.unconfirmed) if one.page == item.page and likeness(one.box, item.box) > 0.5]
        assert len(there) == 1, item.key
        pairs.append((item.key, there[0].key, there[0] in made.unconfirmed))
    return pairs


def without_fields(octets: bytes) -> bytes:
    with pikepdf.open(BytesIO(octets)) as pdf:
        del pdf.Root.AcroForm
        for page in pdf.pages:
            del page.Annots
        saved = BytesIO()
        pdf.save(saved)
    return saved.getvalue()


def drawn(*lines: str) -> bytes:
    octets = BytesIO()
    canvas = Canvas(octets, pagesize=(612, 792))
    for place, line in enumerate(lines):
        canvas.drawString(72, 700 - 30 * place, line)
    canvas.save()
    return octets.getvalue()


def test_every_item_of_our_own_form_gets_its_meaning_from_an_official_edition() -> None:
    pairs = meanings(learned(SAMPLE, "g-28_2018-09-17"), form("g-28", "sample-1"))

    assert [(truth, proposed) for truth, proposed, _ in pairs if truth != proposed] == []


def test_boxes_numbers_fields_and_kinds_are_those_that_people_wrote_down() -> None:
    made = compiled(learned(SAMPLE, SAMPLE))
    facts = {item.key: (item.item, item.kind, item.page, item.box, item.field) for item in (*made.items, *made.unconfirmed)}

    assert facts == {item.key: (item.item, item.kind, item.page, item.box, item.field) for item in form("g-28", "sample-1").items}


def test_a_form_learned_from_itself_leaves_little_to_confirm() -> None:
    assert learned(SAMPLE, SAMPLE).unconfirmed == 0


def test_what_names_the_form_is_proposed_from_its_print() -> None:
    made = compiled(learned(SAMPLE))

    assert (made.name, made.edition, made.pages, made.page_size) == ("g-28", "2031-01-01", 3, (612, 792))
    assert made.title[0] == "notice of entry of appearance"
    assert made.footer[0] == "sample form g-28 items"
    assert {anchor.text for anchor in made.anchors} >= {"part 1.", "part 4.", "page 2 of 3"}


def test_the_most_alike_form_is_found_without_being_named() -> None:
    assert learned("privacy-waiver_sample-1", name="privacy-waiver").like == "privacy-waiver_sample-1"


def test_the_features_fit_the_items() -> None:
    result = learned(SAMPLE)
    made = compiled(result)

    assert set(unpack(result.features).crops) == {item.key for item in (*made.items, *made.unconfirmed)}
    assert len(unpack(result.features).pages) == 3


def test_what_waits_for_a_person_is_marked_and_not_read() -> None:
    result = learned("privacy-waiver_sample-1", SAMPLE, name="privacy-waiver")
    made = compiled(result)

    assert result.unconfirmed == len(made.unconfirmed) == result.text.count("- {confirm: true, ")
    assert "scope" not in {item.key for item in made.items}
    assert any(item.key.startswith("unknown.p1_") for item in made.unconfirmed)
    assert result.text.startswith("# Learned from an official blank; meanings proposed from g-28_sample-1.")


def test_a_line_that_is_confirmed_is_read() -> None:
    result = learned("privacy-waiver_sample-1", SAMPLE, name="privacy-waiver")

    assert compile_forms({"a": result.text.replace("confirm: true, ", "")})[0].unconfirmed == ()


def test_without_any_known_form_every_item_waits() -> None:
    result = learn(blank(SAMPLE), lesson=Lesson(edition="1"), forms=())

    assert result.unconfirmed == result.items == 51
    assert "no known form is like it" in " ".join(result.notes)


def test_boxes_are_found_by_their_frames_where_there_are_no_fields() -> None:
    lesson = Lesson(name="privacy-waiver", edition="2031", like="privacy-waiver_sample-1")
    result = learn(without_fields(blank("privacy-waiver_sample-1")), lesson=lesson, forms=forms())

    pairs = meanings(result, form("privacy-waiver", "sample-1"))
    assert [(truth, proposed) for truth, proposed, _ in pairs if truth != proposed] == []
    assert "no form fields" in " ".join(result.notes)


def test_rules_to_write_on_are_boxes_too() -> None:
    octets = BytesIO()
    canvas = Canvas(octets, pagesize=(612, 792))
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(72, 740, "Consent to Disclosure")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 600, "1. Family name")
    canvas.line(180, 598, 400, 598)
    canvas.drawString(72, 560, "2. Signature")
    canvas.line(180, 558, 400, 558)
    canvas.save()

    made = compiled(learn(octets.getvalue(), lesson=Lesson(name="consent", edition="1"), forms=forms()))

    found = [(item.item, item.kind, item.label.rpartition(" / ")[2]) for item in (*made.items, *made.unconfirmed)]
    assert found == [("item 1", MarkKind.TEXT, "family name"), ("item 2", MarkKind.SIGNATURE, "signature")]
    assert made.title == ("consent to disclosure",)


def test_learning_again_keeps_every_word_and_makes_the_same_features() -> None:
    text = (RULES / "forms" / SAMPLE / "form.yaml").read_text("utf-8")

    again = learn(blank(SAMPLE), lesson=Lesson(text=text), forms=forms())

    assert (again.text, again.items, again.unconfirmed, again.notes) == (text, 51, 0, ())
    assert again.features == form("g-28", "sample-1").features


def test_a_form_known_by_its_title_gets_its_items_and_keeps_the_rest() -> None:
    bare = (RULES / "forms" / "privacy-waiver_60-001" / "form.yaml").read_text("utf-8")

    made = compiled(learn(blank("privacy-waiver_sample-1"), lesson=Lesson(text=bare), forms=forms()))

    known = form("privacy-waiver", "60-001")
    assert (made.name, made.edition, made.label, made.footer, made.rivals) == (
        known.name, known.edition, known.label, known.footer, known.rivals
    )  # fmt: skip
    assert len(made.items) + len(made.unconfirmed) == 16


def test_features_alone_are_made_where_there_is_nothing_to_fill_in() -> None:
    text = (RULES / "forms" / "eoir-28_sample-1" / "form.yaml").read_text("utf-8")

    again = learn(blank("eoir-28_sample-1"), lesson=Lesson(text=text), forms=forms())

    assert (again.text, again.features) == (text, form("eoir-28", "sample-1").features)


def test_another_edition_is_not_taken_for_an_update() -> None:
    text = (RULES / "forms" / SAMPLE / "form.yaml").read_text("utf-8")

    again = learn(blank("privacy-waiver_sample-1"), lesson=Lesson(text=text), forms=forms())

    assert again.trouble == "it has 1 pages, and the form has 3: it is another edition"


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"GIF89a", "no PDF"),
        (b"%PDF-1.7 and then nothing", "damaged"),
        (drawn("A letter", "with two lines"), "no form fields"),
        (drawn(" "), "no print"),
    ],
)
def test_what_is_no_blank_is_told_in_words(octets: bytes, words: str) -> None:
    result = learn(octets, lesson=Lesson(name="a", edition="1"), forms=forms())

    assert words in result.trouble and result.text == "" and result.features == b""


def test_a_password_is_told_in_words() -> None:
    locked = BytesIO()
    with pikepdf.open(BytesIO(blank(SAMPLE))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))

    assert "password" in learn(locked.getvalue(), lesson=Lesson(), forms=()).trouble


def test_a_blank_that_prints_no_edition_asks_for_it() -> None:
    assert learn(blank(SAMPLE), lesson=Lesson(), forms=forms()).trouble == "its foot does not print its edition (--edition): say it"


@pytest.mark.parametrize("edition", sorted(OTHER))
def test_a_real_blank_is_named_as_people_named_it(edition: str) -> None:
    made, known = compiled(learned_from_real(edition)), form("g-28", edition)

    assert (made.name, made.edition, made.title, made.footer, made.rivals) == (
        known.name, known.edition, known.title, known.footer, known.rivals
    )  # fmt: skip


@pytest.mark.parametrize("edition", sorted(OTHER))
def test_boxes_of_a_real_blank_are_those_that_people_wrote_down(edition: str) -> None:
    made, known = compiled(learned_from_real(edition)), form("g-28", edition)
    found = {(item.page, item.field): item for item in (*made.items, *made.unconfirmed)}

    for item in known.items:
        same = found[item.page, item.field]
        assert replace(same, key=item.key) == item


@pytest.mark.parametrize("edition", sorted(OTHER))
def test_meanings_of_a_real_blank_come_from_the_other_edition_and_wrong_ones_wait_for_a_person(edition: str) -> None:
    pairs = meanings(learned_from_real(edition), form("g-28", edition))
    shared_keys = {item.key for item in form("g-28", OTHER[edition]).items}

    right = [truth for truth, proposed, _ in pairs if truth == proposed]
    assert len(right) >= len([truth for truth, _, _ in pairs if truth in shared_keys]) - 1
    assert [(truth, proposed) for truth, proposed, is_asked in pairs if truth != proposed and not is_asked] == []
    assert sum(not is_asked for _, _, is_asked in pairs) >= 30


def test_a_filled_form_is_no_blank() -> None:
    octets = shared("forms", "g-28_2018-09-17_example_unsigned.pdf").read_bytes()

    assert "are filled in" in " ".join(learn(octets, lesson=Lesson(edition="2031-01-01"), forms=forms()).notes)
