from io import BytesIO

import pikepdf
import pytest

from fixtures.papers.g28 import draw_g28, g28_values
from fixtures.people import person, representative
from pdinbox.model.document import MarkKind
from pdinbox.model.form import Item
from pdinbox.reading.annotations import Widget, WidgetKind
from pdinbox.reading.widgets import match
from tests.unit.reading.opened import filled, only

CLIENT, LAWYER = person(31), representative(32)
NAMES = ("family", "given", "middle")


def row(number: int, *, down: float = 0.0) -> tuple[float, float, float, float]:
    return (120.0, 200.0 + 24.0 * number + down, 294.0, 218.0 + 24.0 * number + down)


ITEMS = tuple(Item(key=name, item="", kind=MarkKind.TEXT, page=1, box=row(at), field=f"{name}[0]") for at, name in enumerate(NAMES))


def widgets(names: tuple[str, ...], *, down: float) -> tuple[Widget, ...]:
    return tuple(Widget(name=f"form.{name}[0]", kind=WidgetKind.TEXT, box=row(at, down=down)) for at, name in enumerate(names))


def found(there: tuple[Widget, ...]) -> dict[str, str]:
    return {key: widget.leaf for key, widget in match(ITEMS, there).items()}


@pytest.mark.parametrize("down", [0.0, 2.0, -24.0, 48.0, -300.0])
def test_fields_that_moved_together_keep_their_items(down: float) -> None:
    assert found(widgets(NAMES, down=down)) == {name: f"{name}[0]" for name in NAMES}


def test_a_field_belongs_to_where_it_lies_whatever_its_name_says() -> None:
    lying = widgets(("given", "family", "middle"), down=0.0)

    assert found(lying) == {"family": "given[0]", "given": "family[0]", "middle": "middle[0]"}


@pytest.mark.parametrize("cut", [12, 24, 36, 48])
def test_a_page_that_shows_less_than_it_holds_is_read_as_written(cut: int) -> None:
    shown = BytesIO()
    with pikepdf.open(BytesIO(draw_g28(CLIENT, LAWYER))) as pdf:
        for page in pdf.pages:
            page.CropBox = pikepdf.Array([0, 0, 612, 792 - cut])
        pdf.save(shown)

    assert filled(only(shown.getvalue())) == g28_values(CLIENT, LAWYER)
