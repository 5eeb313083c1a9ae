"""A row of the case directory -> what it adds to the whereabouts. What the sender said stands; the row fills in what was not said."""

from dataclasses import replace
from datetime import date

from pdinbox.model.case_record import CaseRecord
from pdinbox.model.inquiry import Custody
from pdinbox.model.route import Whereabouts


def with_record(whereabouts: Whereabouts, record: CaseRecord | None, *, today: date) -> Whereabouts:
    """The whereabouts with the docket office of the row, and its facility unless the client is said to be free. `today` dates the row."""
    if record is None:
        return whereabouts
    detained = whereabouts.detained
    if detained is None:
        detained = {Custody.DETAINED: True, Custody.NOT_DETAINED: False}.get(record.custody)
    return replace(
        whereabouts,
        docket_office=record.docket_office,
        docket_facility=record.facility if detained is not False and record.custody is not Custody.NOT_DETAINED else "",
        docket_row=record.row_words,
        docket_age=max(0, (today - record.as_of).days),
        detained=detained,
    )
