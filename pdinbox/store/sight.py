"""What a person may see -> a condition: every question for pages carries it, and there is no other filter of this kind."""

from sqlalchemy import ColumnElement, and_, false, literal_column, true

from pdinbox.model.sight import Sight
from pdinbox.store.tables import inquiry


def visible_to(sight: Sight) -> ColumnElement[bool]:
    """The condition on the table of inquiries."""
    unrestricted = true() if sight.restricted else inquiry.c.is_restricted == literal_column("0")
    if sight.offices is None:
        return unrestricted
    if not sight.offices:
        return false()
    offices = sorted(sight.offices)
    return and_(inquiry.c.office == offices[0] if len(offices) == 1 else inquiry.c.office.in_(offices), unrestricted)
