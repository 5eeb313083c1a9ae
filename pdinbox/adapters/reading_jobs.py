"""The jobs of the desk: the functions of `flows.examination`, with everything but the octets filled in."""

from functools import partial

from pdinbox.adapters.jobs import Jobs
from pdinbox.flows.examination import extract, take_apart, take_apart_file
from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.model.form import Form


def reading_jobs(*, own: Own, limits: Limits, forms: tuple[Form, ...], accept_samples: bool) -> Jobs:
    """The jobs of the desk."""
    return Jobs(
        take_apart=partial(take_apart, own=own, limits=limits, forms=forms, accept_samples=accept_samples),
        take_apart_file=partial(take_apart_file, limits=limits, forms=forms, accept_samples=accept_samples),
        extract=partial(extract, own=own, limits=limits),
    )
