"""history -> thread view: what `ports.Records` knows of an inquiry, put into one order for people. Nothing of it is left out.

What is not known to be meant for the sender is internal: a mail that only may belong to the thread, a report of a machine, a letter to
somebody outside the thread, every line of the log.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from pdinbox.flows.overridden import overridden
from pdinbox.flows.recall import COUNTING_ROLES, EVIDENCE_ROLES, correspondents
from pdinbox.flows.standing_findings import standing_findings
from pdinbox.inquiries.lifecycle import to_settle
from pdinbox.intake.own import Own
from pdinbox.letters.languages import by_language, languages_in_words
from pdinbox.model.document import Document
from pdinbox.model.family import Member, member_of
from pdinbox.model.file import File
from pdinbox.model.finding import Outcome
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.ledger import Event, Kin
from pdinbox.model.letter import INTERNAL_KINDS, Letter, LetterState
from pdinbox.model.meaning import form_words
from pdinbox.model.message import Message
from pdinbox.model.override import Override
from pdinbox.model.plan import Dossier, Join, Role, Thread
from pdinbox.model.thread_view import Attachment, Entry, EntryKind, OpenPoint, ThreadView, Visibility
from pdinbox.model.verdict import Authority

_NOTE = "note"
_OFFICE = "office_reply"
_NOT_EXAMINED = "This mail was not examined; its octets are kept."


def thread_view(inquiry: Inquiry, events: Sequence[Event], *, family: tuple[Inquiry, ...] = ()) -> ThreadView:
    """The view of that inquiry; `events` is `Records.history` of it, whose order is kept. `family` are those that share a mail with it.

    What was set aside is no open point; the entries show each mail as it was examined.
    """
    members = tuple(map(member_of, (inquiry, *family)))
    people = _people(inquiry, events)
    entries = tuple(_entry(event, people) for event in events if event.override is None)
    found = open_points(_counting(events), members=members, overrides=overrides_in(events), passed=passed_as_a_whole(inquiry))
    return ThreadView(inquiry=inquiry, entries=entries, open_points=found, to_settle=to_settle(inquiry))


def thread_of(inquiry: Inquiry, events: Sequence[Event], *, own: Own) -> Thread:
    """The same as what the flows decide on: the mails that count, and the letters."""
    overrides = overrides_in(events)
    dossiers = overridden(_counting(events), overrides)
    letters = tuple(event.letter for event in events if event.letter is not None)
    people = correspondents(_counting(events, roles=COUNTING_ROLES), own)
    return Thread(inquiry=inquiry, dossiers=dossiers, correspondents=people, letters=letters, overrides=overrides)


def shared_thread(one: Kin, events: Iterable[Event]) -> Thread:
    """A thread of the family as far as the papers of both are divided: the mails that it shares with the inquiry of these events."""
    mails = tuple(dossier for dossier in _counting(events) if dossier.message.digest in one.mails)
    return Thread(inquiry=one.inquiry, dossiers=mails, correspondents=(), letters=())


def as_examined(thread: Thread, events: Sequence[Event]) -> Thread:
    """The same with the findings that people set aside: what an override is decided on."""
    return replace(thread, dossiers=tuple(_counting(events)))


def overrides_in(events: Iterable[Event]) -> tuple[Override, ...]:
    """What people set aside, also what counts again by now; oldest first."""
    return tuple(event.override for event in events if event.override is not None)


def passed_as_a_whole(inquiry: Inquiry) -> tuple[str, ...]:
    """The rules that its form passes with the pages of all its mails, where it shows authority; else ()."""
    return inquiry.verdict.because if inquiry.verdict.outcome is Authority.AUTHORISED else ()


def open_points(
    dossiers: Iterable[Dossier],
    *,
    members: tuple[Member, ...] = (),
    overrides: Iterable[Override] = (),
    passed: tuple[str, ...] = (),
) -> tuple[OpenPoint, ...]:
    """What is not well by the latest of these mails that says anything about it; a finding that a later mail cured is history.

    `members` are the people of the family, first whose inquiry it is: the papers of the others are left out.
    `passed` are the rules that the form as a whole passes: what a part of it lacks, other mails brought.
    """
    standing = standing_findings(dossiers, overrides=overrides, members=members, passed=passed)
    return tuple(
        OpenPoint(finding=one.finding, dossier=one.dossier)
        for one in standing
        if one.finding.outcome is not Outcome.PASSED and not one.is_set_aside
    )


def _counting(events: Iterable[Event], *, roles: Collection[Role] = EVIDENCE_ROLES) -> Iterator[Dossier]:
    for event in events:
        if event.dossier is not None and event.join is not None and event.join.role in roles:
            yield event.dossier


def _people(inquiry: Inquiry, events: Iterable[Event]) -> frozenset[str]:
    """Who may have written to the desk in this inquiry, and so may have been answered."""
    people = {inquiry.representative.email}
    for dossier in _counting(events, roles=COUNTING_ROLES):
        message = dossier.message
        people.update(one.email for one in (message.sender, *message.reply_to, *message.cc) if one)
    return frozenset(people)


def _entry(event: Event, people: frozenset[str]) -> Entry:
    if event.letter is not None:
        return _letter(event, event.letter, people)
    if event.log is not None:
        is_note = event.log.event.partition("-")[0] == _NOTE
        return Entry(
            kind=EntryKind.NOTE if is_note else EntryKind.EVENT,
            visibility=Visibility.INTERNAL,
            at=event.at,
            who=event.log.actor,
            role=event.log.event,
            words=event.log.words,
        )
    return _mail(event, event.dossier, event.join)


def _mail(event: Event, dossier: Dossier | None, join: Join | None) -> Entry:
    role = join.role.value if join else ""
    is_shared = join is not None and join.role in EVIDENCE_ROLES
    kind = EntryKind.OFFICE_REPLY if role == _OFFICE else EntryKind.MAIL
    visibility = Visibility.SENDER if is_shared else Visibility.INTERNAL
    if dossier is None:
        source = join.message if join else ""
        return Entry(kind=kind, visibility=visibility, at=event.at, who="", role=role, words="", source=source, trouble=_NOT_EXAMINED)
    message = dossier.message
    new, quoted = _both_parts(message)
    return Entry(
        kind=kind,
        visibility=visibility,
        at=event.at,
        who=message.sender.email if message.sender else "",
        role=role,
        words=message.subject,
        source=message.digest,
        to=tuple(one.email for one in (*message.to, *message.cc)),
        text=message.text,
        new_text=new,
        quoted_text=quoted,
        attachments=tuple(_attachment(file, dossier.documents) for file in dossier.files),
        dossier=dossier,
    )


def _both_parts(message: Message) -> tuple[str, str]:
    """The words apart; where the two parts do not hold all of the text, all of it counts as new, so that nothing is lost."""
    held = len("".join(f"{message.new_text}{message.quoted_text}".split()))
    if held < len("".join(message.text.split())):
        return message.text, ""
    return message.new_text, message.quoted_text


def _attachment(file: File, documents: Sequence[Document]) -> Attachment:
    return Attachment(file=file, seen_as=tuple(_seen(one, pages) for one in documents if (pages := pages_in(one, file.path))))


def pages_in(document: Document, path: str) -> tuple[int, ...]:
    """The pages of that file that belong to the document, in the order of the form."""
    if document.parts:
        return tuple(page for part in document.parts if part.file == path for page in part.pages)
    return document.pages if document.file == path else ()


def _seen(document: Document, pages: Sequence[int]) -> str:
    shown = f"page {pages[0]}" if len(pages) == 1 else f"pages {', '.join(map(str, pages))}"
    return f"{form_words(document.form, document.edition)}, {shown}"


def _letter(event: Event, letter: Letter, people: frozenset[str]) -> Entry:
    is_sent = letter.kind not in INTERNAL_KINDS and letter.state is not LetterState.UNDONE
    return Entry(
        kind=EntryKind.LETTER,
        visibility=Visibility.SENDER if is_sent and letter.to.email in people else Visibility.INTERNAL,
        at=event.at,
        who="desk",
        role=letter.kind,
        words=letter.subject,
        source=letter.key,
        to=(letter.to.email,),
        text=letter.text,
        new_text=letter.text,
        delivery=letter.state,
        sent_at=letter.sent_at,
        trouble=letter.trouble,
        letter=letter,
        parts=(parts := by_language(letter.text, language=letter.language)),
        languages=languages_in_words(parts),
    )
