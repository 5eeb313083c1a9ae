"""thread -> packet: what a field office is given of an inquiry, and in which order. Pure; the pages are made elsewhere.

Cover, mails oldest first, recognised forms, the other files, each as it came in. The same file sent twice stands there once. The quoted
text of a reply is folded; that of the first mail is not, as nothing of it was in the thread before. A form about another member of the
family is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.packet_runs import form_runs, key_of, run_of
from pdinbox.flows.packet_shares import forms_of_others, members_of
from pdinbox.flows.thread_view import open_points, passed_as_a_whole
from pdinbox.letters.contexts import day_in_words
from pdinbox.model.a_number import show_a_number
from pdinbox.model.document import Document
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Outcome
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.meaning import form_words
from pdinbox.model.message import Address, Message
from pdinbox.model.packet import NOTHING_WITHHELD, USUAL_LIMITS, Original, Packet, PacketLimits, PacketPart, PartKind, Run, Withheld
from pdinbox.model.plan import Dossier, Thread
from pdinbox.model.verdict import Authority

_OTHER = "other"
_CONTAINERS = frozenset((FileKind.ZIP, FileKind.EML, FileKind.TNEF, FileKind.MSG, FileKind.PKCS7))
_UNPAGED = frozenset((FileKind.TEXT, FileKind.DOCX, FileKind.HTML))
_VERDICTS = {
    Authority.AUTHORISED: "Authorised: a valid form or waiver shows that the sender may speak for the client.",
    Authority.DEFICIENT: "Deficient: a form is there, and something in it must be cured first. Tell the sender nothing of the case.",
    Authority.UNVERIFIED: "Unverified: nobody's authority is shown. Tell the sender nothing of the case.",
    Authority.NEEDS_PERSON: "Not decided: no rule could tell for certain whether the sender may speak for the client.",
}
_MOST_SHEETS = 8
"""Of files that are not shown; where one mail has more they are listed together."""
_SIGNS = {Outcome.MUST_FIX: "must fix", Outcome.TO_CHECK: "to check", Outcome.PASSED: "passed"}
_FIRST = "These words quote mails from before this inquiry; they are shown in full."


def packet_of(
    thread: Thread, *, at: datetime, book: Book, withheld: Withheld = NOTHING_WITHHELD, limits: PacketLimits = USUAL_LIMITS
) -> Packet:
    """The packet of that inquiry as it stood at `at`, which is written on the cover: the same thread and time make the same packet.

    Nothing that `withheld` names is in it, not even by its name or digest. Times are those of the office where one is known.
    """
    writer = _Writer(thread=thread, book=book, withheld=withheld)
    return Packet(
        number=thread.inquiry.number,
        heading=writer.heading(),
        date=f"As the desk had it on {writer.time(at)}.",
        facts=tuple(writer.facts()),
        points=tuple(writer.points()),
        parts=(*writer.mails(), *writer.forms(), *writer.files()),
        originals=tuple(writer.originals()),
        withheld=writer.sentences(),
        limits=limits,
    )


@dataclass(slots=True, kw_only=True)
class _Writer:
    """One packet in the making. `placed` holds the pages of files that have their place already, or none here, by digest.

    `others` are files with a form that is left out as another person's, `owns` those with one that is shown.
    """

    thread: Thread
    book: Book
    withheld: Withheld
    placed: dict[str, set[int]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    forms_done: set[tuple[str, ...]] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    owns: set[str] = field(default_factory=set)
    left_out: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def inquiry(self) -> Inquiry:
        return self.thread.inquiry

    @property
    def dossiers(self) -> tuple[Dossier, ...]:
        return tuple(one for one in self.thread.dossiers if one.message.digest not in self.withheld.mails)

    @property
    def zone(self) -> ZoneInfo:
        office = self.book.geography.offices_by_code.get(self.inquiry.route.office or "")
        return ZoneInfo(office.time_zone if office else self.book.desk.zone)

    def time(self, at: datetime) -> str:
        there = at.astimezone(self.zone)
        return f"{day_in_words(there.date(), language='en')}, {there:%H:%M %Z}"

    def heading(self) -> str:
        name = self.book.geography.office_name(self.inquiry.route.office)
        return f"Packet for the {name}" if name else "Packet; the field office is not decided"

    def facts(self) -> Iterator[tuple[str, str]]:
        one, route = self.inquiry, self.inquiry.route
        if not self.withheld.client:
            yield (
                "Client",
                ", ".join(filter(None, (one.client or "not named", show_a_number(one.a_number) if one.a_number else "no A-number"))),
            )
        yield "Custody", one.custody.value.replace("_", " ")
        yield "Urgent", ", ".join(reason.replace("-", " ") for reason in one.urgency)
        yield "Writer", _person(one.representative)
        yield "Asks for", "; ".join(self._request(request) for request in one.requests) or "nothing that the rules know"
        yield "Verdict", _VERDICTS[one.verdict.outcome]
        yield "Office", f"{self.book.geography.office_name(route.office) or 'not decided'}. {route.reason}"
        yield "Answer due", day_in_words(one.due_at.astimezone(self.zone).date(), language="en") if one.due_at else "no date"
        yield "Opened", self.time(one.opened_at)
        yield "Related", ", ".join(one.related)

    def _request(self, request: str) -> str:
        kind = next((kind for kind in self.book.policy.requests if kind.id == request), None)
        words = dict(kind.words).get("en", "") if kind else ""
        return words or request.replace("-", " ").replace("_", " ")

    def points(self) -> Iterator[tuple[str, str]]:
        """What is open, what must be fixed first; nothing about a file that is withheld."""
        order = (Outcome.MUST_FIX, Outcome.TO_CHECK, Outcome.PASSED)
        shown = {(dossier.message.digest, file.path) for dossier in self.dossiers for file in self._files(dossier)}
        members, passed = members_of(self.thread), passed_as_a_whole(self.inquiry)
        found = open_points(self.dossiers, members=members, overrides=self.thread.overrides, passed=passed)
        for point in sorted(found, key=lambda one: order.index(one.finding.outcome)):
            said, message = point.finding, point.dossier.message
            about = said.file or next((one.file for one in point.dossier.documents if one.key == said.document), None)
            if about is None or (message.digest, about) in shown:
                names = {file.path: file.name or file.path for file in point.dossier.files}
                page = f", page {said.page}" if said.page else ""
                where = f" [{names.get(about, about)}{page}]" if about else ""
                cited = f" ({said.citation})" if said.citation else ""
                yield _SIGNS[said.outcome], f"{said.message}{cited}{where}"

    def mails(self) -> Iterator[PacketPart]:
        for number, dossier in enumerate(self.dossiers, 1):
            message = dossier.message
            text, note = _words(message, is_first=number == 1)
            yield PacketPart(
                kind=PartKind.MAIL,
                title=f"Mail {number}: {message.subject or 'no subject'}",
                facts=tuple(self._head(dossier)),
                text=text,
                note=note,
            )

    def _head(self, dossier: Dossier) -> Iterator[tuple[str, str]]:
        message = dossier.message
        yield "From", _person(message.sender) if message.sender else "nobody"
        yield "To", ", ".join(map(_person, message.to))
        yield "Copy", ", ".join(map(_person, message.cc))
        yield "Date", self.time(message.sent_at) if message.sent_at else "none that can be read"
        yield "Subject", message.subject
        yield "Attached", "\n".join(f"{file.name or file.path} ({file.kind.value}, {file.size:,} octets)" for file in self._files(dossier))
        yield "SHA-256", message.digest

    def _files(self, dossier: Dossier) -> Iterator[File]:
        away = tuple(file.path for file in dossier.files if file.digest in self.withheld.files)
        for file in dossier.files:
            if not file.decorative and not any(file.path == path or file.path.startswith(f"{path}/") for path in away):
                yield file

    def forms(self) -> Iterator[PacketPart]:
        not_theirs = forms_of_others(self.thread)
        found = tuple(self._forms_found())
        for _, document, runs in found:
            if document.key in not_theirs.get(runs[0].mail, ()):
                self._leave_out(runs)
        for number, document, runs in found:
            key = key_of(runs)
            if key not in self.forms_done | self.left_out:
                self.forms_done.add(key)
                for run in runs:
                    self.placed.setdefault(run.digest, set()).update(run.pages)
                    self.owns.add(run.digest)
                names = ", ".join(dict.fromkeys(run.name for run in runs))
                shown = tuple(replace(run, is_enclosable=run.digest not in self.others) for run in runs)
                yield PacketPart(kind=PartKind.FORM, title=f"{_capital(document)} ({names}{self._came_with(number)})", runs=shown)

    def _forms_found(self) -> Iterator[tuple[int, Document, tuple[Run, ...]]]:
        """Every form of every mail with the mail's place and its pages; none with a file that is withheld."""
        for number, dossier in enumerate(self.dossiers, 1):
            files = {file.path: file for file in self._files(dossier)}
            for document in dossier.documents:
                runs = tuple(form_runs(document, files, mail=dossier.message.digest)) if document.form != _OTHER else ()
                if runs:
                    yield number, document, runs

    def _leave_out(self, runs: tuple[Run, ...]) -> None:
        """Its pages stand nowhere, and the files that hold it are not enclosed as they came."""
        self.left_out.add(key_of(runs))
        for run in runs:
            self.others.add(run.digest)
            self.placed.setdefault(run.digest, set()).update(run.pages)
            if not run.pages:
                self.whole.add(run.digest)

    def files(self) -> Iterator[PacketPart]:
        for number, dossier in enumerate(self.dossiers, 1):
            runs = tuple(self._other_runs(dossier))
            troubled = tuple(run for run in runs if run.trouble)
            together = len(troubled) > _MOST_SHEETS
            for run in runs:
                if not (together and run.trouble):
                    rest = ", its other pages" if run.without else ""
                    yield PacketPart(kind=PartKind.FILE, title=f"{run.name}{rest}{self._came_with(number)}", runs=(run,))
            if together:
                title = f"{len(troubled):,} files that are not shown{self._came_with(number)}"
                yield PacketPart(kind=PartKind.FILE, title=title, runs=troubled)

    def _other_runs(self, dossier: Dossier) -> Iterator[Run]:
        for file in self._files(dossier):
            elsewhere = self.placed.get(file.digest, set())
            is_opened_already = file.kind in _CONTAINERS and file.trouble is None
            if file.digest not in self.whole and not is_opened_already and not (elsewhere and file.kind in _UNPAGED):
                self.whole.add(file.digest)
                run = run_of(file, mail=dossier.message.digest, without=tuple(sorted(elsewhere)))
                yield replace(run, is_enclosable=file.digest not in self.others)

    def _came_with(self, number: int) -> str:
        return f", mail {number}" if len(self.dossiers) > 1 else ""

    def originals(self) -> Iterator[Original]:
        for number, dossier in enumerate(self.dossiers, 1):
            message, digest = dossier.message, dossier.message.digest
            yield Original(mail=digest, file="", name=f"Mail {number}, whole", kind=FileKind.EML, digest=digest, size=message.size)
            for file in self._files(dossier):
                name = file.name or file.path
                if file.digest in self.others - self.owns:
                    continue
                yield Original(mail=digest, file=file.path, name=name, kind=file.kind, digest=file.digest, size=file.size)

    def sentences(self) -> tuple[str, ...]:
        mails = sum(one.message.digest in self.withheld.mails for one in self.thread.dossiers)
        files = {file.digest for one in self.dossiers for file in one.files} & self.withheld.files
        counts = (_counted(mails, "mail with its files", "mails with their files"), _counted(len(files), "file", "files"))
        parts = (*filter(None, counts), *(("who the client is",) if self.withheld.client else ()))
        withheld = (f"Withheld: {', '.join(parts)}. {self.withheld.reason}".strip(),) if parts else ()
        others = _counted(len(self.left_out), "form about another person of this mail is", "forms about other people of these mails are")
        return (*withheld, *((f"{others} left out.",) if others else ()))


def _words(message: Message, *, is_first: bool) -> tuple[str, str]:
    """What is shown of the mail's text, and the note under it."""
    quoted = message.quoted_text.strip()
    if not quoted:
        return message.new_text or message.text, ""
    if is_first:
        return f"{message.new_text}\n\n{quoted}", _FIRST
    count = len(quoted.splitlines())
    lines = _counted(count, "line that quotes", "lines that quote")
    return message.new_text, f"{lines} earlier mails stood below and are folded away. The whole mail is kept under its SHA-256."


def _person(address: Address) -> str:
    return f"{address.name} <{address.email}>" if address.name else address.email


def _capital(document: Document) -> str:
    words = form_words(document.form, document.edition)
    return f"{words[:1].upper()}{words[1:]}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""
