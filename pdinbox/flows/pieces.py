"""the dossiers of a thread -> the same, where pages of one form that came in several mails are one form by the mail that completes it.

Nothing has to be sent twice: page 3 in a reply is read with pages 1, 2 and 4 of the first mail, and of a page that came twice the better
copy counts. A page that comes again takes the place of the earlier one where the whole form had something to fix: the signed page alone is
enough, and the earlier form stays beside the new one, so that the better of the two counts. Only pages of one sender's organisation are
put together: a form authorises whom it names, and whoever sent the last page of it is judged by it. For judging alone: what is stored
and shown stays mail by mail.
"""

from collections.abc import Sequence
from dataclasses import replace

from pdinbox.checks.registry import check
from pdinbox.flows.book import Book
from pdinbox.flows.overridden import counting
from pdinbox.intake.thread import speaks_for
from pdinbox.model.document import Document
from pdinbox.model.finding import Outcome
from pdinbox.model.plan import Dossier
from pdinbox.policy.case import gather_case
from pdinbox.reading.findings import has_unread
from pdinbox.reading.whole import joined, pages_of_form, without


def origin_of(file: str, dossiers: Sequence[Dossier], *, dossier: Dossier) -> tuple[str, str]:
    """The digest of the mail in which that file of a finding lies, and its path there. `dossier` is the mail the finding is of.

    `dossiers` are those that were put together, oldest first: files of a form out of several mails are named by their place among them.
    """
    place, colon, path = file.partition(":")
    if colon and place.isdigit() and int(place) < len(dossiers):
        return dossiers[int(place)].message.digest, path
    return dossier.message.digest, file


def with_wholes(dossiers: tuple[Dossier, ...], *, book: Book) -> tuple[Dossier, ...]:
    """Oldest first. A dossier whose mail completes or mends a form of earlier mails has that form besides its own documents."""
    return tuple(_completed(dossiers[: place + 1], place, book=book) for place in range(len(dossiers)))


def _completed(dossiers: tuple[Dossier, ...], place: int, *, book: Book) -> Dossier:
    last = dossiers[-1]
    own = _pieces(last, place, book=book)
    if not own:
        return last
    before = [(at, one) for at, one in enumerate(dossiers[:-1]) if _is_one_sender(one, last)]
    earlier = [piece for at, one in before for piece in _pieces(one, at, book=book)]
    whole = _whole((*earlier, *own)) or _whole((*_faulty(before, own, book=book), *own))
    if whole is None:
        return last
    case = replace(gather_case(last.message, (whole,), policy=book.policy), lookup=last.lookup)
    sent = last.message.sent_at
    assert sent is not None, "pieces of an undated mail are none"
    found = check(
        (whole,),
        last.message,
        rules=book.policy.rules,
        today=sent.date(),
        accept_samples=book.accept_samples,
        case=case,
        has_unread=has_unread(last.findings),
    )
    own_findings = counting((finding for finding in found if finding.document == whole.key), last, last.aside)
    return replace(last, documents=(*last.documents, whole), findings=(*last.findings, *own_findings))


def _pieces(dossier: Dossier, place: int, *, book: Book) -> list[Document]:
    """Parts of forms that can show authority, their files named apart from those of other mails."""
    if dossier.message.sent_at is None:
        return []
    return [_apart(one, place) for one in dossier.documents if one.missing_pages and one.form in book.policy.grants]


def _faulty(before: list[tuple[int, Dossier]], own: list[Document], *, book: Book) -> list[Document]:
    """The whole forms of earlier mails that have something to fix, without the pages that came now; of one client's the newest."""
    found: dict[tuple[str, str], Document] = {}
    for at, dossier in before:
        to_fix = {finding.document for finding in dossier.findings if finding.outcome is Outcome.MUST_FIX}
        for one in dossier.documents:
            if one.key in to_fix and one.form in book.policy.grants and one.edition and not one.missing_pages:
                found[one.form, one.says("client.a_number")] = _apart(one, at)
    return [without(one, again) for one in found.values() if (again := _again(one, own)) and again < pages_of_form(one)]


def _again(whole: Document, own: list[Document]) -> frozenset[int]:
    """The pages of that form that came now."""
    return frozenset[int]().union(*(pages_of_form(one) for one in own if (one.form, one.edition) == (whole.form, whole.edition)))


def _apart(document: Document, place: int) -> Document:
    def named(file: str) -> str:
        return f"{place}:{file}" if file else ""

    return replace(
        document,
        file=named(document.file),
        marks=tuple(replace(mark, file=named(mark.file)) for mark in document.marks),
        parts=tuple(replace(part, file=named(part.file)) for part in document.parts),
    )


def _whole(pieces: tuple[Document, ...]) -> Document | None:
    """What they are together, where they are one form and nothing of it is missing any more."""
    made = joined(pieces)
    return next((one for one in made if one not in pieces and not one.missing_pages), None)


def _is_one_sender(one: Dossier, other: Dossier) -> bool:
    first, second = one.message.sender, other.message.sender
    return first is not None and second is not None and speaks_for(first.email, second.email)
