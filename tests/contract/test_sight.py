"""`store.sight.visible_to` and `Sight.covers` say the same, on both databases."""

from dataclasses import replace
from itertools import product

from sqlalchemy import select

from pdinbox.model.sight import Sight
from pdinbox.store.open import SqlStore
from pdinbox.store.sight import visible_to
from pdinbox.store.tables import inquiry
from tests.builders import an_inquiry
from tests.contract.store_values import open_inquiry

ROUTES = (None, "CHI", "NYC")
SIGHTS = [
    Sight(person="ann", offices=offices, restricted=restricted)
    for offices, restricted in product((None, frozenset(), frozenset({"CHI"}), frozenset({"CHI", "SEA"})), (False, True))
]


def test_every_sight_covers_what_it_finds(database_store: SqlStore) -> None:
    for serial, (office, restricted) in enumerate(product(ROUTES, ((), ("vawa",))), start=1):
        route = replace(an_inquiry().route, office=office)
        open_inquiry(database_store, f"mail {serial}", serial=serial, route=route, restricted=restricted, letters=False)
    every = database_store.queue()
    assert len(every) == 6

    for sight in SIGHTS:
        with database_store._database.reading() as connection:
            found = set(connection.scalars(select(inquiry.c.number).where(visible_to(sight))))
        assert found == {one.number for one in every if sight.covers(one.route.office, restricted=one.is_restricted)}, sight
