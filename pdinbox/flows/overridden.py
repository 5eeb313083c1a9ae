"""dossiers -> the same without the findings that people set aside: verdict, letters and open points are judged on these."""

from collections.abc import Iterable
from dataclasses import replace

from pdinbox.model.finding import Finding
from pdinbox.model.override import Override, OverrideState
from pdinbox.model.plan import Dossier


def overridden(dossiers: Iterable[Dossier], overrides: Iterable[Override]) -> tuple[Dossier, ...]:
    """The dossiers as people see them. Doing it again changes nothing."""
    in_force = tuple(one for one in overrides if one.state is OverrideState.IN_FORCE)
    return tuple(replace(dossier, findings=counting(dossier.findings, dossier, in_force), aside=in_force) for dossier in dossiers)


def counting(findings: Iterable[Finding], dossier: Dossier, overrides: Iterable[Override]) -> tuple[Finding, ...]:
    """Those of that mail's findings that nobody set aside."""
    kept, message = tuple(overrides), dossier.message.digest
    return tuple(one for one in findings if not any(override.concerns(one, message=message) for override in kept))
