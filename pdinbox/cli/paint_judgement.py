"""What the rules make of files, as a terminal shows it: verdict, office, findings, documents, letters. What matters stands first."""

from collections.abc import Sequence
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pdinbox.cli.paint import COLOURS, plain, table, words
from pdinbox.letters.languages import by_language, languages_in_words
from pdinbox.model.document import Document, Mark
from pdinbox.model.file import File
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.letter import Letter
from pdinbox.model.route import Route
from pdinbox.model.said import number_of
from pdinbox.model.verdict import Authority, Verdict

SIGNS: Final = {Outcome.PASSED: "ok", Outcome.MUST_FIX: "must fix", Outcome.TO_CHECK: "to check"}
ORDER: Final = (Outcome.MUST_FIX, Outcome.TO_CHECK, Outcome.PASSED)
SURE: Final = 0.9
"""Below it an item's confidence is shown beside its value."""


def verdict_line(verdict: Verdict) -> RenderableType:
    """The verdict, with the rules that made it where it is not the best one."""
    line = Text(words(verdict.outcome.value), style=f"bold {COLOURS[verdict.outcome]}")
    if verdict.outcome is Authority.AUTHORISED:
        line.append(f"  {number_of(len(verdict.because), 'rule')} passed", style="dim")
    elif verdict.because:
        line.append(f"  because of {', '.join(verdict.because)}", style="dim")
    line.append(f"  (rules {verdict.policy})", style="dim")
    return _labelled("Verdict", line)


def route_lines(route: Route) -> RenderableType:
    """The office, the basis, and the candidates not taken."""
    line = Text(route.office or "a person decides", style="bold")
    if route.office:
        line.append(f"  by {words(route.basis)}, confidence {route.confidence:.2f}", style="dim")
    line.append(f"  {route.reason}", style="dim")
    reasons = ("" if one.reason == route.reason else f": {one.reason}" for one in route.candidates)
    told = zip(route.candidates, reasons, strict=True)
    others = (f"not taken: {one.office} by {words(one.basis)} ({one.confidence:.2f}){reason}" for one, reason in told)
    return _labelled("Office", line, *(plain(other, style="dim") for other in others))


def findings_table(findings: Sequence[Finding], *, names: Sequence[tuple[str, str]] = ()) -> RenderableType:
    """Findings, what must be fixed first, with the cure, the rule and the evidence. `names` are files' names by their paths."""
    if not findings:
        return Text("Findings none", style="dim")
    made = table("", "finding", "rule and evidence", header=False)
    made.title = "Findings"
    made.columns[0].no_wrap = True
    made.columns[1].ratio, made.columns[2].ratio = 3, 2
    for finding in sorted(findings, key=lambda one: ORDER.index(one.outcome)):
        sign = Text(SIGNS[finding.outcome], style=COLOURS[finding.outcome])
        made.add_row(sign, _finding_words(finding), Text("\n".join(_grounds(finding, names=dict(names))), style="dim"))
    return made


def names_of(files: Sequence[File]) -> tuple[tuple[str, str], ...]:
    """The sender's names of the files, by path."""
    return tuple((file.path, file.name) for file in files)


def _finding_words(finding: Finding) -> Text:
    said = plain(finding.message)
    if finding.cure and finding.outcome is not Outcome.PASSED:
        said.append_text(plain(f"\n→ {finding.cure}", style="dim"))
    return said


def _grounds(finding: Finding, *, names: dict[str, str]) -> tuple[str, ...]:
    if finding.outcome is Outcome.PASSED:
        return (finding.rule,)
    name = plain(names.get(finding.file, finding.file)).plain if finding.file else ""
    place = f"page {finding.page}{f' of {name}' if len(names) > 1 else ''}" if finding.page else name if len(names) > 1 else ""
    return tuple(line for line in (finding.rule, finding.citation, place) if line)


def document_table(document: Document) -> RenderableType:
    """One document with every item that something was read in."""
    pages = ", ".join(str(page) for page in document.pages)
    edition = f" of {document.edition}" if document.edition else ""
    head = plain(f"{document.form}{edition}", style="bold")
    head.append_text(plain(f"  pages {pages} of {document.file_name}, confidence {document.confidence:.2f}", style="dim"))
    missing = ", ".join(str(page) for page in document.missing_pages)
    lines = [head, *([Text(f"missing pages: {missing}", style="red")] if missing else [])]
    made = table("meaning", "value", "item", header=False)
    for mark in document.marks:
        if mark.value not in (False, ""):
            made.add_row(mark.key, _value(mark), Text(f"{mark.item}, page {mark.page}", style="dim"))
    return Group(*lines, made) if made.row_count else Group(*lines)


def _value(mark: Mark) -> Text:
    shown = plain("ticked" if mark.value is True else str(mark.value))
    if mark.confidence < SURE:
        shown.append(f" (confidence {mark.confidence:.2f})", style="yellow")
    return shown


def files_table(files: Sequence[File]) -> RenderableType:
    """Every file with its fate."""
    if not files:
        return Text("Files    none", style="dim")
    made = table("file", "kind", "octets", "what became of it", header=False)
    made.title = "Files"
    made.columns[2].justify = "right"
    for file in files:
        made.add_row(plain(file.name or file.path), file.kind.value, f"{file.size:,}", fate_of(file))
    return made


def fate_of(file: File) -> Text:
    """What became of a file, in words."""
    if file.trouble is None:
        return Text("decoration of the mail, not read" if file.decorative else "opened", style="dim")
    note = f": {file.note}" if file.note else ""
    return plain(f"{words(file.trouble.value)}{note}", style="red")


def letter_panel(letter: Letter) -> RenderableType:
    """One letter as its reader sees it."""
    languages = languages_in_words(by_language(letter.text, language=letter.language))
    head = plain(f"To: {letter.to.email}\nSubject: {letter.subject}\n\n")
    title = f"letter: {words(letter.kind)} ({languages}), {words(letter.state.value)}"
    return Panel(Text.assemble(head, plain(letter.text.strip())), title=title, title_align="left", box=box.ROUNDED)


def _labelled(label: str, *lines: Text) -> RenderableType:
    made = Table.grid(padding=(0, 2))
    made.add_column(style="bold", min_width=7)
    made.add_column(overflow="fold")
    made.add_row(label, Group(*lines))
    return made
