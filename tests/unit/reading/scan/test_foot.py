"""The date at the foot of a page laid flat."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from fixtures.degrade import Damage, damaged
from pdinbox.reading.scan.fit import laid
from pdinbox.reading.scan.foot import is_of_its_edition
from pdinbox.reading.scan.placed import SCALE, Gray, Placed
from pdinbox.reading.scan.raster import even
from tests.unit.reading.opened import form
from tests.unit.reading.scan.papers import official_pages, rendered, sample_pages

DATED = replace(form("g-28", "sample-1"), footer=("form g-28", "09/17/18"))
"""The SAMPLE form as if it printed a date, as the official ones do."""
UNDATED = form("g-28", "sample-1")


def page_with(words: str, *, x: float = 36, y: float = 24) -> Gray:
    """A white page that has nothing but those words, at the foot where nothing else is said."""
    octets = BytesIO()
    canvas = Canvas(octets, pagesize=(612, 792), invariant=1)
    canvas.drawString(x, y, words)
    canvas.save()
    return rendered(octets.getvalue())[0]


def placed(page: Gray, damage: Damage = Damage.CLEAN_200, form=DATED) -> Placed:
    result = damaged(page, damage, seed=2)
    flat = even(laid(result.image, result.to_image, size=form.page_size, scale=SCALE))
    return Placed(form=form, page=1, flat=flat, to_page=np.eye(3), inliers=200, dpi=200.0)


@pytest.mark.parametrize("damage", [Damage.CLEAN_200, Damage.SCAN_200, Damage.SCAN_150, Damage.FAX_FINE])
def test_a_page_with_its_editions_date_is_of_it_and_one_with_another_is_not(damage: Damage) -> None:
    assert is_of_its_edition(placed(page_with("Form G-28   09/17/18"), damage))
    assert not is_of_its_edition(placed(page_with("Form G-28   01/20/27"), damage))


@pytest.mark.parametrize("foot", ["", "Form G-28", "Page 1 of 4", "Form G-28   01/20/2027", "SAMPLE"])
def test_where_no_such_date_stands_nothing_is_said_against_the_page(foot: str) -> None:
    assert is_of_its_edition(placed(page_with(foot)))


def test_a_date_elsewhere_on_the_page_says_nothing() -> None:
    assert is_of_its_edition(placed(page_with("Signed on 01/20/27", x=300, y=300)))
    assert is_of_its_edition(placed(page_with("Signed on 01/20/27", x=300)))


def test_a_form_that_prints_no_date_is_not_asked_for_one() -> None:
    assert is_of_its_edition(placed(page_with("Form G-28   01/20/27"), form=UNDATED))
    assert is_of_its_edition(placed(sample_pages()[0], form=UNDATED))


@pytest.mark.parametrize(("edition", "other"), [("2018-09-17", "2016-05-05"), ("2016-05-05", "2018-09-17")])
def test_the_official_forms_are_of_their_own_editions_and_not_of_each_others(edition: str, other: str) -> None:
    for number, page in enumerate(official_pages(edition), start=1):
        for damage in (Damage.CLEAN_200, Damage.SCAN_150):
            flat = placed(page, damage, form=form("g-28", edition))
            assert is_of_its_edition(flat), (number, damage)
            assert not is_of_its_edition(replace(flat, form=form("g-28", other))), (number, damage)
