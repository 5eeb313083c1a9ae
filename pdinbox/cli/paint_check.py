"""What `pdinbox check` says of one file: the verdict and what must be done first, then each document as a person reads it. One screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pdinbox.cli.paint import COLOURS, plain, table, words
from pdinbox.cli.paint_judgement import fate_of, files_table, route_lines
from pdinbox.flows.evidence import SURE, box_number, value_words
from pdinbox.model.document import Document, Mark, MarkKind, Signature
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.meaning import About, about, form_words, meaning
from pdinbox.model.page_view import PageView
from pdinbox.model.plan import Reading
from pdinbox.model.said import number_of
from pdinbox.model.verdict import Authority, Verdict

if TYPE_CHECKING:
    from pdinbox.flows.judging import Judgement

MEANINGS: Final = {
    Authority.AUTHORISED: "complete: case facts may be told to the one it names",
    Authority.DEFICIENT: "something in the form must be fixed first",
    Authority.UNVERIFIED: "nobody's authority is shown: nothing of a case may be told",
    Authority.NEEDS_PERSON: "no rule can decide it: a person looks",
}
_TITLES: Final = {Outcome.MUST_FIX: "Must fix", Outcome.TO_CHECK: "To check"}
_GOOD: Final = frozenset((Signature.INK.value, Signature.DIGITAL.value))
_NOTHING: Final = frozenset(("", "n/a", "na", "none"))
_SIDES: Final = ((About.MATTER, About.CLIENT), (About.REPRESENTATIVE, About.STUDENT, About.RECIPIENT))
_FED_INTO: Final = {"role.": "client.role", "eligibility.": "representative.kind"}
"""Boxes to tick that one derived item says again, in a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How much is said. `full` lists every item and rule; `is_wide` puts two columns side by side; `views` are the pages drawn, if any."""

    full: bool = False
    is_wide: bool = True
    views: tuple[PageView, ...] = ()


def check_view(reading: Reading, judged: "Judgement", manner: Manner) -> RenderableType:
    """Everything about one file, what matters first."""
    trouble = [plain(f"Trouble  {reading.trouble}", style="red")] if reading.trouble else []
    return Group(
        *trouble,
        _verdict(judged.verdict),
        route_lines(judged.route),
        *_findings(reading, judged, manner),
        *(part for document in reading.documents for part in (Text(), *_document(document, manner))),
        *_files(reading, manner),
    )


def summary_view(verdicts: Sequence[tuple[str, Authority]]) -> RenderableType:
    """Several files at one glance."""
    made = table("verdict", "file", header=False, title="All files")
    for name, outcome in verdicts:
        made.add_row(Text(words(outcome.value), style=COLOURS[outcome]), plain(name))
    return made


def _verdict(verdict: Verdict) -> RenderableType:
    line = Text(words(verdict.outcome.value), style=f"bold {COLOURS[verdict.outcome]}")
    line.append(f"  {MEANINGS[verdict.outcome]}", style="default")
    line.append(f"  (rules {verdict.policy})", style="dim")
    return _labelled("Verdict", line)


# --- findings -------------------------------------------------------------------------------------------------------------------


def _findings(reading: Reading, judged: "Judgement", manner: Manner) -> Iterator[RenderableType]:
    for outcome, title in _TITLES.items():
        some = [one for one in judged.findings if one.outcome is outcome]
        if some:
            yield Text()
            yield Text(f"{title}  {len(some)}", style=f"bold {COLOURS[outcome]}")
            yield _list(some, reading, manner)
    passed = [one for one in judged.findings if one.outcome is Outcome.PASSED]
    if passed:
        yield Text()
        yield Text(f"Passed  {len(passed)}", style=f"bold {COLOURS[Outcome.PASSED]}")
        rules = ", ".join(dict.fromkeys(one.rule for one in passed))
        yield _list(passed, reading, manner) if manner.full else Padding(plain(rules, style="dim"), (0, 0, 0, 2))


def _list(findings: Sequence[Finding], reading: Reading, manner: Manner) -> RenderableType:
    made = Table.grid(padding=(0, 1))
    made.add_column(width=3, justify="right")
    made.add_column(overflow="fold")
    for finding in findings:
        said = plain(finding.message)
        if finding.cure and finding.outcome is not Outcome.PASSED:
            said.append_text(plain(f"\n→ {finding.cure}"))
        said.append_text(plain(f"\n{' · '.join(_grounds(finding, reading, manner))}", style="dim"))
        made.add_row(
            Text({Outcome.MUST_FIX: "×", Outcome.TO_CHECK: "?", Outcome.PASSED: "✓"}[finding.outcome], style=COLOURS[finding.outcome]), said
        )
    return made


def _grounds(finding: Finding, reading: Reading, manner: Manner) -> Iterator[str]:
    """Where the evidence is, the rule, the law."""
    names = {file.path: file.name or file.path for file in reading.files}
    name = names.get(finding.file or "", finding.file or "")
    if finding.page:
        number = box_number(manner.views, file=finding.file, page=finding.page, box=finding.box)
        yield f"page {finding.page}{f' of {name}' if len(names) > 1 else ''}"
        if mark := _marked(finding, reading):
            yield f"{_place(mark) or meaning(mark.key)}: {value_words(mark) or 'empty'}"
        if number:
            yield f"box {number} in its image"
    elif name and len(names) > 1:
        yield name
    yield finding.rule
    if finding.citation:
        yield finding.citation
    if finding.confidence < SURE:
        yield f"confidence {finding.confidence:.2f}"


def _marked(finding: Finding, reading: Reading) -> Mark | None:
    """The item the finding points to."""
    if finding.box is None or finding.box[2] <= finding.box[0] or not finding.document:
        return None
    document = next((one for one in reading.documents if one.key == finding.document), None)
    marks = document.marks if document else ()
    return next((mark for mark in marks if mark.page == finding.page and mark.box == finding.box), None)


# --- documents ------------------------------------------------------------------------------------------------------------------


def _document(document: Document, manner: Manner) -> Iterator[RenderableType]:
    name = form_words(document.form, document.edition)
    head = plain(f"{name[0].upper()}{name[1:]}", style="bold")
    head.append_text(plain(f"  {_where(document)}, confidence {document.confidence:.2f}", style="dim"))
    yield head
    if document.missing_pages:
        missing = ", ".join(map(str, document.missing_pages))
        yield Text(f"  Missing: page {missing} of the form", style="bold red")
    signatures = [
        mark for mark in document.marks if mark.kind is MarkKind.SIGNATURE and (about(mark.key) is not About.STUDENT or _is_filled(mark))
    ]
    if signatures:
        yield Padding(_labelled("Signatures", Text.assemble(*_joined([_signature(mark) for mark in signatures]))), (0, 0, 0, 2))
    if not document.marks:
        return
    yield _every_item(document) if manner.full else _columns(document, manner)
    empty = sum(not _is_filled(mark) for mark in document.marks)
    if empty and not manner.full:
        yield Text(f"  {number_of(empty, 'item')} empty; --all lists every item with its box", style="dim")


def _where(document: Document) -> str:
    parts = [(part.pages, part.file_name) for part in document.parts] or [(document.pages, document.file_name)]
    return " and ".join(f"page{'s' if len(pages) > 1 else ''} {_ranges(pages)} of {name}" for pages, name in parts)


def _ranges(pages: Sequence[int]) -> str:
    """'1-4, 7' for 1, 2, 3, 4, 7; in the order given."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _signature(mark: Mark) -> Text:
    said = Text(f"{about(mark.key).value}: ")
    said.append_text(_value(mark))
    said.append(f" (page {mark.page}{f', {_place(mark)}' if _place(mark) else ''})", style="dim")
    return said


def _columns(document: Document, manner: Manner) -> RenderableType:
    """What was read, about the client at the left and about the representative at the right."""
    shown = [
        mark for mark in document.marks if mark.kind is not MarkKind.SIGNATURE and _is_filled(mark) and not _is_said_again(mark, document)
    ]
    sides = [[mark for group in side for mark in shown if about(mark.key) is group] for side in _SIDES]
    made = Table.grid(padding=(0, 2), expand=manner.is_wide)
    if not manner.is_wide:
        made.add_row(Group(*(_side(side) for side in sides if side)))
        return made
    for _ in sides:
        made.add_column(ratio=1)
    made.add_row(*(_side(side) for side in sides))
    return made


def _side(marks: Sequence[Mark]) -> RenderableType:
    made = Table.grid(padding=(0, 1))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold", ratio=1)
    last: About | None = None
    for mark in marks:
        group = about(mark.key)
        if group is not last:
            made.add_row("", Text(group.value.upper(), style="bold dim"), "")
        last = group
        made.add_row(f"  {_place(mark).replace(' item ', ' ')}", meaning(mark.key), _value(mark))
    return made


def _every_item(document: Document) -> RenderableType:
    made = table("page", "item", "about", "meaning", "kind", "value", "sure", "box")
    for mark in document.marks:
        made.add_row(
            str(mark.page),
            plain(_place(mark)),
            about(mark.key).value,
            plain(meaning(mark.key)),
            mark.kind.value,
            _value(mark),
            Text(f"{mark.confidence:.2f}", style="yellow" if mark.confidence < SURE else "dim"),
            Text(" ".join(f"{side:.0f}" for side in mark.box), style="dim"),
        )
    return made


def _value(mark: Mark) -> Text:
    said = plain(value_words(mark), style="bold")
    if mark.kind is MarkKind.SIGNATURE:
        said.stylize("green" if mark.value in _GOOD else "red" if mark.value in {"none", "typed"} else "yellow")
    if mark.confidence < SURE and _is_filled(mark):
        said.append(f"  ? {mark.confidence:.2f}", style="not bold yellow")
    return said


def _place(mark: Mark) -> str:
    """The printed item; '' where the page prints none."""
    return mark.item if mark.item.startswith("Part") else ""


def _is_filled(mark: Mark) -> bool:
    return mark.value is not False and str(mark.value).strip().lower() not in _NOTHING


def _is_said_again(mark: Mark, document: Document) -> bool:
    return any(mark.key.startswith(group) and bool(document.says(key)) for group, key in _FED_INTO.items())


# --- files ----------------------------------------------------------------------------------------------------------------------


def _files(reading: Reading, manner: Manner) -> Iterator[RenderableType]:
    """One file that was opened is named in the heading already."""
    if len(reading.files) > 1 or manner.full:
        yield Text()
        yield files_table(reading.files)
    elif reading.files and reading.files[0].trouble:
        yield Text()
        yield _labelled("File", fate_of(reading.files[0]))


def _labelled(label: str, line: Text) -> RenderableType:
    made = Table.grid(padding=(0, 2))
    made.add_column(style="bold", min_width=7)
    made.add_column(overflow="fold")
    made.add_row(label, line)
    return made


def _joined(parts: Sequence[Text]) -> Iterator[Text]:
    for place, part in enumerate(parts):
        if place:
            yield Text("  ·  ", style="dim")
        yield part
