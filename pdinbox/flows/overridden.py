"""dossiers -> the same without the findings that people set aside: verdict, letters and open points are judged on these."""

from collections.abc import Iterable
from dataclasses import replace

from pdinbox.model.override import Override, OverrideState
from pdinbox.model.plan import Dossier


def overridden(dossiers: Iterable[Dossier], overrides: Iterable[Override]) -> tuple[Dossier, ...]:
    """The dossiers as people see them. Doing it again changes nothing."""
    in_force = tuple(one for one in overrides if one.state is OverrideState.IN_FORCE)
    return tuple(_without(dossier, in_force) for dossier in dossiers) if in_force else tuple(dossiers)


def _without(dossier: Dossier, overrides: tuple[Override, ...]) -> Dossier:
    message = dossier.message.digest
    left = tuple(one for one in dossier.findings if not any(override.concerns(one, message=message) for override in overrides))
    return replace(dossier, findings=left) if len(left) < len(dossier.findings) else dossier
