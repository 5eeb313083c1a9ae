from dataclasses import replace

import numpy as np
import pytest

from fixtures.compile_features import blank_pages, sample_blanks
from pdinbox.reading.scan.atlas import BLANK_MARGIN, PLACE_MOST, FeaturesError, atlas, pack
from pdinbox.reading.scan.placed import cut
from tests.unit.reading.opened import RULES, form, forms

SAMPLE = form("g-28", "sample-1")


def test_every_form_with_features_has_a_page_for_every_page_and_a_crop_for_every_item() -> None:
    learned = [(each, known) for each in forms() if (known := atlas(each)) is not None]

    assert len(learned) >= 6
    for each, known in learned:
        assert len(known.pages) == each.pages
        assert set(known.crops) == {item.key for item in each.items}


@pytest.mark.parametrize("folder", ["g-28_sample-1", "privacy-waiver_sample-1", "eoir-28_sample-1"])
def test_the_shipped_features_are_those_of_the_sample_forms_as_they_are_drawn_today(folder: str) -> None:
    name, _, edition = folder.partition("_")
    packed = pack(list(blank_pages(sample_blanks()[folder])), form(name, edition).items)

    assert packed == (RULES / "forms" / folder / "features.bin").read_bytes()


def test_features_are_small() -> None:
    for path in RULES.glob("forms/*/features.bin"):
        assert path.stat().st_size < 400_000, path


def test_a_blank_crop_has_the_size_of_the_same_crop_of_a_page_and_shows_the_frame() -> None:
    known = atlas(SAMPLE)
    pages = list(blank_pages(sample_blanks()["g-28_sample-1"]))

    assert known
    for item in SAMPLE.items:
        blank, given = known.blank_crop(item.key), cut(pages[item.page - 1], item.box, margin=BLANK_MARGIN)
        assert blank.shape == given.shape
        assert set(np.unique(blank)) == {0, 255}
        assert blank[given < 120].max() == 0


def test_landmarks_lie_all_over_the_page_in_points() -> None:
    known = atlas(SAMPLE)

    assert known
    for page in known.pages:
        assert len(page.place) == PLACE_MOST
        assert page.place.places.min(axis=0) == pytest.approx((40, 20), abs=25)
        assert page.place.places.max(axis=0) == pytest.approx((575, 770), abs=25)


def test_features_are_unpacked_once() -> None:
    assert atlas(SAMPLE) is atlas(form("g-28", "sample-1"))


def test_a_form_without_features_has_no_atlas() -> None:
    assert atlas(form("privacy-waiver", "60-001")) is None


@pytest.mark.parametrize("octets", [b"nothing", b"PK\x05\x06" + bytes(18), SAMPLE.features[:5000], SAMPLE.features[:-400]])
def test_octets_that_are_no_features_are_refused(octets: bytes) -> None:
    with pytest.raises(FeaturesError):
        atlas(replace(SAMPLE, features=octets))


def test_an_item_on_a_page_that_the_blank_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="stands on page 3"):
        pack([np.full((2200, 1700), 255, np.uint8)] * 2, SAMPLE.items)


def test_a_blank_without_print_has_no_landmarks() -> None:
    known = atlas(replace(SAMPLE, features=pack([np.full((2200, 1700), 255, np.uint8)], ())))

    assert known and len(known.pages[0].find) == 0
    assert known.crops == {}
