"""What a person may see, as a condition on inquiries: the one filter of every query for pages."""

from sqlalchemy import ColumnElement, and_, true

from pdinbox.model.sight import Sight
from pdinbox.store.codec import WORDS
from pdinbox.store.tables import inquiry

_IS_OPEN_TO_ALL = inquiry.c.restricted == WORDS.dump(())


def visible_to(sight: Sight) -> ColumnElement[bool]:
    """For the WHERE of any statement over `tables.inquiry`. Without an office nothing is seen."""
    offices = true() if sight.offices is None else inquiry.c.office.in_(sorted(sight.offices))
    return offices if sight.restricted else and_(offices, _IS_OPEN_TO_ALL)
