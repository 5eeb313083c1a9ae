"""Values as a terminal shows them. What a sender wrote is shown as plain text: no markup, no control characters."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pdinbox.model.a_number import show_a_number
from pdinbox.model.document import Document
from pdinbox.model.file import File
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.ledger import Event, HeldMessage
from pdinbox.model.letter import Letter
from pdinbox.model.plan import Plan
from pdinbox.model.route import Route
from pdinbox.model.verdict import Authority, Verdict

COLOURS = {
    Outcome.PASSED: "green",
    Outcome.MUST_FIX: "red",
    Outcome.TO_CHECK: "yellow",
    Authority.AUTHORISED: "green",
    Authority.DEFICIENT: "red",
    Authority.UNVERIFIED: "yellow",
    Authority.NEEDS_PERSON: "magenta",
}
SIGNS = {Outcome.PASSED: "ok", Outcome.MUST_FIX: "must fix", Outcome.TO_CHECK: "to check"}


def plain(text: str, *, style: str = "") -> Text:
    """Text of unknown origin: control characters become '·', so that no terminal obeys a sender."""
    safe = "".join(sign if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"} else "·" for sign in text)
    return Text(safe, style=style)


def words(value: str) -> str:
    """'must_fix' as 'must fix', 'letters.sent' as 'letters sent'."""
    return value.replace("_", " ").replace(".", " ")


def table(*columns: str, title: str = "") -> Table:
    """A table in the one look of this program."""
    made = Table(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def verdict_line(verdict: Verdict) -> Text:
    """The verdict with the rules that made it."""
    line = Text("Verdict  ", style="bold")
    line.append(words(verdict.outcome.value), style=f"bold {COLOURS[verdict.outcome]}")
    line.append(f"   because {', '.join(verdict.because) or 'no rule objects'}   (policy {verdict.policy})", style="dim")
    return line


def route_lines(route: Route) -> RenderableType:
    """The office, the basis, and the candidates not taken."""
    line = Text("Office   ", style="bold")
    line.append(route.office or "a person decides", style="bold")
    line.append(f"   by {words(route.basis)}, confidence {route.confidence:.2f}. {route.reason}", style="dim")
    others = [
        Text(f"         not taken: {one.office} by {words(one.basis)} ({one.confidence:.2f}): {one.reason}", style="dim")
        for one in route.candidates
    ]
    return Group(line, *others)


def files_table(files: Sequence[File]) -> RenderableType:
    """Every file with its fate."""
    made = table("file", "kind", "octets", "what became of it", title="Files")
    for file in files:
        fate = f"{words(file.trouble.value)}: {file.note}" if file.trouble else ("decoration" if file.decorative else "opened")
        made.add_row(plain(file.name), file.kind.value, f"{file.size:,}", plain(fate))
    return made if files else Text("Files    none", style="dim")


def document_table(document: Document) -> RenderableType:
    """One document with every item read."""
    pages = ", ".join(str(page) for page in document.pages)
    edition = f" edition {document.edition}" if document.edition else ""
    title = f"{document.form}{edition}, {document.file_name} pages {pages}, confidence {document.confidence:.2f}"
    made = table("item", "meaning", "value", "confidence", "page")
    for mark in document.marks:
        if mark.value in (False, ""):
            continue
        made.add_row(mark.item, mark.key, plain(str(mark.value)), f"{mark.confidence:.2f}", str(mark.page))
    head = plain(title, style="bold")
    missing = (
        [Text(f"missing pages: {', '.join(str(page) for page in document.missing_pages)}", style="red")] if document.missing_pages else []
    )
    return Group(head, *missing, made) if made.row_count else Group(head, *missing)


def findings_table(findings: Sequence[Finding]) -> RenderableType:
    """Findings, what must be fixed first."""
    order = [Outcome.MUST_FIX, Outcome.TO_CHECK, Outcome.PASSED]
    made = table("", "rule", "finding", "citation", "evidence", title="Findings")
    for finding in sorted(findings, key=lambda one: order.index(one.outcome)):
        place = f"{finding.file or ''}{f' p. {finding.page}' if finding.page else ''}"
        sign = Text(SIGNS[finding.outcome], style=COLOURS[finding.outcome])
        made.add_row(sign, finding.rule, plain(finding.message), finding.citation, plain(place))
    return made if findings else Text("Findings none", style="dim")


def letter_panel(letter: Letter) -> RenderableType:
    """One letter as its reader sees it."""
    head = plain(f"To: {letter.to.email}\nSubject: {letter.subject}\n\n")
    title = f"letter: {letter.kind} ({letter.language}), {words(letter.state.value)}"
    return Panel(Text.assemble(head, plain(letter.text)), title=title, title_align="left", box=box.ROUNDED)


def inquiry_lines(inquiry: Inquiry) -> RenderableType:
    """The head of one inquiry."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="bold")
    made.add_column()
    rows = {
        "Number": inquiry.number,
        "State": words(inquiry.state.value),
        "Client": inquiry.client or "not stated",
        "A-number": show_a_number(inquiry.a_number) if inquiry.a_number else "not stated",
        "Representative": f"{inquiry.representative.name} <{inquiry.representative.email}>".strip(),
        "Asks for": ", ".join(words(one) for one in inquiry.requests) or "not recognised",
        "Topic": words(inquiry.topic),
        "Custody": words(inquiry.custody.value),
        "Urgency": ", ".join(words(one) for one in inquiry.urgency) or "none seen",
        "Opened": _time(inquiry.opened_at),
        "Due": _time(inquiry.due_at),
        "Language": inquiry.language,
        "Related": ", ".join(inquiry.related) or "none",
    }
    for name, value in rows.items():
        made.add_row(name, plain(value))
    return Group(made, verdict_line(inquiry.verdict), route_lines(inquiry.route))


def queue_table(inquiries: Sequence[Inquiry]) -> RenderableType:
    """The pending queue, first due first."""
    made = table(
        "number", "due", "state", "verdict", "office", "client", "asks for", "urgency", title=f"{len(inquiries)} inquiries, first due first"
    )
    for one in inquiries:
        made.add_row(
            one.number,
            one.due_at.strftime("%b %d") if one.due_at else "",
            words(one.state.value),
            Text(words(one.verdict.outcome.value), style=COLOURS[one.verdict.outcome]),
            one.route.office or "?",
            plain(one.client),
            plain(", ".join(words(request) for request in one.requests) or words(one.topic)),
            ", ".join(words(word) for word in one.urgency),
        )
    return made


def held_table(held: Sequence[HeldMessage]) -> RenderableType:
    """Messages that wait for a person."""
    made = table("message", "since", "from", "subject", "why", title=f"{len(held)} messages wait for a person")
    for one in held:
        made.add_row(one.digest[:12], _time(one.since), plain(one.sender), plain(one.subject), plain(one.reason))
    return made


def plan_view(plan: Plan) -> RenderableType:
    """Everything a plan would change."""
    parts: list[RenderableType] = []
    for inquiry in plan.inquiries:
        parts += [Text(f"{'Opens' if inquiry.version == 1 else 'Changes'} inquiry {inquiry.number}", style="bold"), inquiry_lines(inquiry)]
    if plan.dossier:
        parts += [
            files_table(plan.dossier.files),
            *(document_table(one) for one in plan.dossier.documents),
            findings_table(plan.dossier.findings),
        ]
    parts += [letter_panel(letter) for letter in plan.letters]
    parts += [plain(f"log: {entry.event}: {entry.words}", style="dim") for entry in plan.log]
    if plan.filing:
        parts.append(plain(f"The message would be filed in {plan.filing.tray.value}: {plan.filing.reason}", style="bold"))
    return Group(*parts)


def history_view(events: Iterable[Event]) -> RenderableType:
    """The thread in one order: mails, letters, log."""
    return Group(*(_event_view(event) for event in events))


def _event_view(event: Event) -> RenderableType:
    at = _time(event.at)
    if event.dossier is not None:
        message = event.dossier.message
        role = words(event.join.role.value) if event.join else ""
        sender = message.sender.email if message.sender else "nobody"
        body = Text.assemble(plain(f"Subject: {message.subject}\n\n"), plain(message.new_text.strip()))
        if message.quoted_text:
            body.append(f"\n[{len(message.quoted_text.splitlines())} quoted lines not shown]", style="dim")
        tables = Group(body, files_table(event.dossier.files), findings_table(event.dossier.findings))
        return Panel(tables, title=f"{at}  mail from {plain(sender)} ({role})", title_align="left", box=box.ROUNDED)
    if event.letter is not None:
        return Group(Text(at, style="dim"), letter_panel(event.letter))
    if event.log is not None:
        return plain(f"{at}  {event.log.actor}: {event.log.words}", style="dim")
    return Text("")


def _time(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else "no date"
