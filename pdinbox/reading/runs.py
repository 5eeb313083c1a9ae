"""Pages at first sight -> runs of pages that belong together: one run is one document."""

from collections.abc import Sequence
from dataclasses import dataclass

from pdinbox.model.form import Form
from pdinbox.reading.triage import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Pages that make one document; in the order of the form where there is one. `missing` are pages of the form."""

    pages: tuple[Seen, ...]
    form: Form | None = None
    family: str = ""
    missing: tuple[int, ...] = ()


def group(pages: Sequence[Seen]) -> tuple[Run, ...]:
    """All pages of a file as runs, in the order of their first pages.

    A page of a form joins the open run of that form unless it has that page already: then another person's form begins.
    """
    gathered: list[list[Seen]] = []
    for page in pages:
        home = next((run for run in reversed(gathered) if _belongs(page, run)), None)
        if home is None:
            gathered.append([page])
        else:
            home.append(page)
    return tuple(_run(run) for run in gathered)


def _belongs(page: Seen, run: Sequence[Seen]) -> bool:
    first, last = run[0], run[-1]
    if page.form is not None:
        return first.form is page.form and all(other.form_page != page.form_page for other in run)
    if first.form is not None or page.family or last.number != page.number - 1:
        return False
    return page.kin == first.family if first.family else last.is_picture == page.is_picture


def _run(pages: list[Seen]) -> Run:
    form = pages[0].form
    if form is None:
        return Run(pages=tuple(pages), family=pages[0].family)
    ordered = sorted(pages, key=lambda page: page.form_page or 0)
    found = {page.form_page for page in pages}
    return Run(pages=tuple(ordered), form=form, missing=tuple(number for number in range(1, form.pages + 1) if number not in found))
