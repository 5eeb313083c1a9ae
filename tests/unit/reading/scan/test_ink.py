"""Signature boxes judged by their pixels, on pages laid flat as reading lays them."""

from functools import cache

import numpy as np
import pytest

from fixtures.compile_features import sample_blanks
from fixtures.degrade import GIVEN_DPI, Damage, damaged
from fixtures.hands.drawing import paint
from fixtures.hands.fillers import Filler, fill
from fixtures.hands.scribble import Style
from fixtures.hands.signing import signature
from fixtures.hands.spot import Hands, Spot
from pdinbox.model.document import Box, Signature
from pdinbox.model.form import Item
from pdinbox.reading.pdf import opened_pdf
from pdinbox.reading.scan.fit import laid
from pdinbox.reading.scan.ink import Judged, judge_box, judge_region
from pdinbox.reading.scan.ocr import Line
from pdinbox.reading.scan.placed import FLAT_DPI, SCALE, Gray, Placed
from pdinbox.reading.scan.raster import even
from tests.unit.reading.opened import form

FORM = form("g-28", "sample-1")
UNSURE = Judged(signature=Signature.UNSURE, confidence=0.5)
KEYS = ("client.signature", "representative.signature", "student.signature")
HANDS = Hands(styles=tuple(Style), faces=("Helvetica", "Courier", "Times-Italic"), plain=(), script=())
SCANS = [Damage.SCAN_200, Damage.SCAN_150, Damage.FAX_FINE]
SOILS = [Filler.STRIKE, Filler.HIGHLIGHT, Filler.STAMP, Filler.SHADOW, Filler.HOLE, Filler.SMUDGE, Filler.SPECKS]
SOILS += [Filler.HAIR, Filler.STREAK, Filler.RING, Filler.SEAL, Filler.CLIP]


def item(key: str) -> Item:
    return next(item for item in FORM.items if item.key == key)


@cache
def blank() -> Gray:
    with opened_pdf(sample_blanks()["g-28_sample-1"]) as pdf, pdf.page(3) as page:
        return page.picture(GIVEN_DPI)


def pixels(box: Box) -> Box:
    return tuple(side * GIVEN_DPI / 72 for side in box)


def placed(page: Gray, damage: Damage = Damage.CLEAN_200, *, seed: int = 1) -> Placed:
    result = damaged(page, damage, seed=seed)
    flat = even(laid(result.image, result.to_image, size=FORM.page_size, scale=SCALE))
    return Placed(form=FORM, page=3, flat=flat, to_page=np.eye(3), inliers=200, dpi=FLAT_DPI)


def filled(filler: Filler, *, seed: int, key: str = "client.signature") -> Gray:
    spot = Spot(box=pixels(item(key).box), chance=np.random.default_rng([77, seed]), hands=HANDS)
    return fill(blank(), filler, spot)


def signed(style: Style, *, seed: str, key: str = "client.signature") -> Gray:
    return paint(signature(seed, style), blank(), pixels(item(key).box))


def answers(page: Gray, damage: Damage, *, seed: int = 1) -> list[Signature]:
    flat = placed(page, damage, seed=seed)
    return [judge_box(flat, item(key)).signature for key in KEYS]


@pytest.mark.parametrize("damage", SCANS)
def test_boxes_that_nobody_signed_are_empty(damage: Damage) -> None:
    assert answers(blank(), damage) == [Signature.NONE] * 3


@pytest.mark.parametrize("damage", SCANS)
def test_most_signatures_are_seen_and_none_is_called_empty_or_typed(damage: Damage) -> None:
    found = [answers(signed(style, seed=f"seen {style}"), damage)[0] for style in Style]

    assert set(found) <= {Signature.INK, Signature.UNSURE}
    assert found.count(Signature.INK) >= 0.7 * len(found)


@pytest.mark.parametrize("filler", [Filler.NAME, Filler.SLASH, Filler.DATE, Filler.SIGN_HERE, Filler.SEAL_TEXT, Filler.NAME_STAMP])
def test_type_is_never_ink(filler: Filler) -> None:
    found = [answers(filled(filler, seed=seed), SCANS[seed % 3], seed=seed)[0] for seed in range(4)]

    assert set(found) <= {Signature.TYPED, Signature.UNSURE}


@pytest.mark.parametrize("filler", SOILS)
def test_marks_that_are_no_writing_are_never_ink_nor_type(filler: Filler) -> None:
    found = [answers(filled(filler, seed=seed), SCANS[seed % 3], seed=seed)[0] for seed in range(4)]

    assert Signature.INK not in found
    assert found.count(Signature.TYPED) <= (1 if filler is Filler.STAMP else 0)


def test_a_signature_counts_for_its_own_box_only() -> None:
    page = signed(Style.FLOWING, seed="own", key="representative.signature")

    assert answers(page, Damage.SCAN_200) in ([Signature.NONE, kind, Signature.NONE] for kind in (Signature.INK, Signature.UNSURE))


def test_what_is_decided_is_sure_and_what_is_not_is_told_so() -> None:
    pages = (blank(), *(signed(Style.FLOWING, seed=f"sure {number}") for number in range(4)))
    told = [(one.signature, one.confidence) for page in pages for one in [judge_box(placed(page), item("client.signature"))]]

    sure = [confidence for answer, confidence in told if answer is not Signature.UNSURE]
    assert len(sure) >= 4 and all(0.9 <= confidence <= 1 for confidence in sure)
    smeared = np.minimum(blank(), 255)
    x0, top, x1, bottom = (round(side) for side in pixels(item("client.signature").box))
    smeared[top:bottom, x0:x1] = np.random.default_rng(1).choice([0, 255], (bottom - top, x1 - x0), p=[0.3, 0.7])
    judged = judge_box(placed(smeared), item("client.signature"))
    assert judged.signature is not Signature.INK
    assert judged.confidence >= 0.9 or (judged.signature is Signature.UNSURE and judged.confidence < 0.6)


def test_a_form_without_features_has_no_blank_and_leaves_its_boxes_unsure() -> None:
    bare = form("privacy-waiver", "60-001")
    flat = Placed(form=bare, page=1, flat=np.full((2200, 1700), 255, np.uint8), to_page=np.eye(3), inliers=0, dpi=200.0)

    assert judge_box(flat, item("client.signature")) == UNSURE


def place_to_sign(style: Style | None) -> Gray:
    """Three inches of a letter with a line to sign on."""
    region = np.full((150, 600), 255, np.uint8)
    region[110:112, 20:580] = 0
    if style is None:
        return region
    return paint(signature("letter", style), region, (30.0, 55.0, 580.0, 105.0), dpi=FLAT_DPI)


def test_a_letter_s_line_to_sign_on_is_not_a_signature() -> None:
    assert judge_region(place_to_sign(None), typed=()).signature is Signature.NONE


def test_a_letter_s_signature_is_ink_unless_type_stands_there_too() -> None:
    region = place_to_sign(Style.FLOWING)

    assert judge_region(region, typed=()).signature is Signature.INK
    assert judge_region(region, typed=(Line(text="Ana Ejemplo", confidence=0.99),)).signature is Signature.UNSURE
    assert judge_region(region, typed=(Line(text="~;", confidence=0.4),)).signature is Signature.INK
