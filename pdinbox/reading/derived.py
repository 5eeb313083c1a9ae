"""Several boxes to tick -> one word: who the client is in the matter, and what gives the representative the right to appear."""

from collections.abc import Iterator, Sequence

from pdinbox.model.document import Mark, MarkKind

_GROUPS = (("role.", "client.role"), ("eligibility.", "representative.kind"))
DERIVED = frozenset(key for _, key in _GROUPS)
"""The keys of what is derived: no item of any form."""


def derived(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """'client.role' and 'representative.kind', from the ticks: 'respondent', or several with a space between; none ticked gives ''."""
    return tuple(_derive(marks))


def _derive(marks: Sequence[Mark]) -> Iterator[Mark]:
    for prefix, key in _GROUPS:
        group = [mark for mark in marks if mark.key.startswith(prefix)]
        if not group:
            continue
        ticked = [mark for mark in group if mark.value is True]
        evidence = ticked[0] if ticked else group[0]
        yield Mark(
            key=key,
            item=evidence.item,
            kind=MarkKind.TEXT,
            value=" ".join(mark.key.removeprefix(prefix) for mark in ticked),
            confidence=min(mark.confidence for mark in group),
            page=evidence.page,
            box=evidence.box,
            file=evidence.file,
        )
