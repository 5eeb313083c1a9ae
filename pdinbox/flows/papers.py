"""the dossiers of a thread -> its papers with what was found of each.

The very same file may come in several mails: from the lawyer whom it names, and from a relative. It counts as it is judged best, because
who may speak is whoever it names, whoever else sends it too.
"""

from pdinbox.model.document import Document
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.plan import Dossier


def papers_of(dossiers: tuple[Dossier, ...]) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """Every document once, oldest mail first, with its findings of one mail; and the findings about whole mails."""
    chosen = _chosen(dossiers)
    documents = tuple(document for place, dossier in enumerate(dossiers) for document in dossier.documents if chosen[document.key] == place)
    findings = tuple(
        finding for place, dossier in enumerate(dossiers) for finding in dossier.findings if chosen.get(finding.document, place) == place
    )
    return documents, findings


def _chosen(dossiers: tuple[Dossier, ...]) -> dict[str, int]:
    """By the key of each document the mail in which the least is wrong with it, the newest of equals."""
    best: dict[str, tuple[int, int]] = {}
    chosen: dict[str, int] = {}
    for place, dossier in enumerate(dossiers):
        for key in {document.key for document in dossier.documents}:
            faults = _faults(dossier, key)
            if key not in best or faults <= best[key]:
                best[key], chosen[key] = faults, place
    return chosen


def _faults(dossier: Dossier, key: str) -> tuple[int, int]:
    about = [finding.outcome for finding in dossier.findings if finding.document == key]
    return about.count(Outcome.MUST_FIX), about.count(Outcome.TO_CHECK)
