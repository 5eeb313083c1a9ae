"""Tables about rules: mistakes, examples, explanations, what is in force, and what would change."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from pdinbox.cli.paint import at_time, plain, table

if TYPE_CHECKING:
    from pdinbox.bootstrap.rule_check import Checked
    from pdinbox.bootstrap.rule_sheets import Shown
    from pdinbox.flows.examples import Tried
    from pdinbox.flows.explanation import Explanation
    from pdinbox.model.edition import Edition
    from pdinbox.policy.sheets import Sheet


def mistakes_view(found: "Checked") -> RenderableType:
    """Mistakes first, then warnings, each with where it stands."""
    made = table("", "where", "what is wrong, and what is allowed", title=found.source)
    for mark, style, told in (("!!", "bold red", found.mistakes), ("?", "yellow", found.warnings)):
        for one in told:
            place = Text(f"{one.file}:{one.line}" if one.line else one.file)
            where = Group(place, Text(one.key, style="dim")) if one.key else place
            made.add_row(Text(mark, style=style), where, plain(one.message))
    return made


def examples_view(tried: Sequence["Tried"]) -> RenderableType:
    """How many of each file came out, then each that did not."""
    counts = table("file", "examples", "fail")
    for file in dict.fromkeys(one.file for one in tried):
        of_file = [one for one in tried if one.file == file]
        counts.add_row(f"rules/{file}", str(len(of_file)), _failing(sum(not one.is_right for one in of_file)))
    counts.add_row("all", str(len(tried)), _failing(sum(not one.is_right for one in tried)))
    wrong = [one for one in tried if not one.is_right]
    if not wrong:
        return counts
    made = table("file", "about", "example", "expected", "found", title="These fail")
    for one in wrong:
        made.add_row(one.file, one.about, plain(one.name), plain(one.expected, style="green"), plain(one.found, style="red"))
    return Group(counts, Text(), made)


def _failing(count: int) -> Text:
    return Text(str(count), style="bold red" if count else "green")


def explanation_view(one: "Explanation", *, line: int) -> RenderableType:
    """What the rules say about one id: facts, words in both languages, examples with how they came out."""
    where = f"rules/{one.file}:{line}" if one.file else "built into the program"
    facts = table("", "", title=f"{one.id}: {one.kind}, {where}", header=False)
    for name, value in one.facts:
        facts.add_row(Text(name, style="dim"), plain(value))
    parts: list[RenderableType] = [facts]
    if one.says:
        parts += [Text(), _sayings(one)]
    if one.examples:
        parts += [Text(), _examples(one)]
    return Group(*parts, Text())


def _sayings(one: "Explanation") -> RenderableType:
    made = table("when", "", "says", "and to do")
    for saying in one.says:
        for place, (language, words, more) in enumerate(saying.words):
            made.add_row(saying.when if place == 0 else "", language, plain(words), plain(more))
    return made


def _examples(one: "Explanation") -> RenderableType:
    made = table("", "example", "expected", "found")
    for tried in one.examples:
        mark = Text("ok", style="green") if tried.is_right else Text("!!", style="bold red")
        made.add_row(mark, plain(tried.name), plain(tried.expected), plain(tried.found))
    return made


def history_view(editions: Sequence["Edition"], *, zone: ZoneInfo) -> RenderableType:
    """What was in force from when on, the newest first."""
    made = table("in force from", "policy", "letters", "all texts", title="The rules of this desk, newest first")
    for place, one in enumerate(editions):
        style = "bold" if place == 0 else ""
        made.add_row(Text(at_time(one.at, zone=zone), style=style), Text(one.policy, style=style), one.letters, one.digest[:12])
    return made


def shown_view(shown: "Shown", chosen: "Sheet | None", *, zone: ZoneInfo) -> RenderableType:
    """One part as its table, or all of them counted; then what changes next."""
    book = shown.rules.book
    title = f"Rules {book.policy.version}, letters {book.letters.version}, as of {shown.day:%A, %Y-%m-%d}"
    head = [Text(title, style="bold")]
    if shown.edition is not None:
        head.append(Text(f"They came into force on {at_time(shown.edition.at, zone=zone)}.", style="dim"))
    return Group(*head, Text(), _sheet(chosen) if chosen else _overview(shown), Text(), _turns(shown))


def _sheet(sheet: "Sheet") -> RenderableType:
    made = table(*sheet.columns, title=f"rules/{sheet.file}")
    for row in sheet.rows:
        made.add_row(*map(plain, row))
    return made


def _overview(shown: "Shown") -> RenderableType:
    made = table("part", "file", "lines in force", "names")
    for sheet in shown.sheets:
        made.add_row(sheet.name, f"rules/{sheet.file}", str(len(sheet.rows)), plain(", ".join(row[0] for row in sheet.rows)))
    return made


def _turns(shown: "Shown") -> RenderableType:
    if not shown.turns:
        return Text(f"Nothing in these rules begins or ends after {shown.day}.")
    made = table("from", "file", "what", title="What changes next")
    for turn in shown.turns:
        made.add_row(f"{turn.day:%a %Y-%m-%d}", f"rules/{turn.file}", plain(turn.words))
    return made
