"""What the commands about forms print."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.text import Text

from pdinbox.cli.paint import plain, table, words
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.bootstrap.known_forms import KnownForms
    from pdinbox.cli.forms_test import Tried
    from pdinbox.cli.score import Confusion, Score, Tally
    from pdinbox.model.form import Form, Item

_MOST_NAMED: Final = 12
"""Samples that are named where something is wrong with them; the rest is counted."""
_NUMBERS: Final = "right"


def forms_view(known: "KnownForms", stale: Callable[["Form"], tuple[str, ...]]) -> RenderableType:
    """Every edition, one a line, and the folder they lie in."""
    made = table("Form", "Edition", "Called", "Pages", "Items", "Scans, faxes and photos", title=f"Known forms in {known.folder}")
    for column in made.columns[3:5]:
        column.justify = _NUMBERS
    for form in known.forms:
        label = Text.assemble(plain(form.label), Text(" practice only", style="dim") if form.sample else "")
        made.add_row(plain(form.name), plain(form.edition), label, str(form.pages), _counted(form), _seen(form))
    return Group(made, *_waiting(known.forms, stale))


def form_view(form: "Form", stale: Callable[["Form"], tuple[str, ...]]) -> RenderableType:
    """How it is recognised, what waits for a person, then its items page by page."""
    facts = table("", "", header=False)
    for name, words_of in (
        ("Title", " · ".join(form.title)),
        ("Foot", " · ".join(form.footer)),
        ("Never prints", " · ".join(form.rivals) or "no rivals known"),
        ("Pages", f"{form.pages}, {form.page_size[0]:g} by {form.page_size[1]:g} points"),
    ):
        facts.add_row(Text(name, style="dim"), plain(words_of))
    facts.add_row(Text("Scans", style="dim"), _seen(form))
    parts: list[RenderableType] = [plain(f"{form.label} ({form.name} {form.edition})", style="bold"), facts]
    if form.sample:
        parts.append(Text("For practice: it counts only where the settings accept samples.", style="dim"))
    for page in range(1, form.pages + 1):
        items = [item for item in (*form.items, *form.unconfirmed) if item.page == page]
        if items:
            parts += [Text(), _page_table(page, items, form=form)]
    return Group(*parts, Text(), *_waiting((form,), stale))


def _page_table(page: int, items: list["Item"], *, form: "Form") -> RenderableType:
    made = table("Printed", "Meaning", "Kind", "Box", "Cells", "", title=f"Page {page}")
    for item in sorted(items, key=lambda item: (item.box[0] > form.page_size[0] / 2, item.box[1], item.box[0])):
        is_open = item in form.unconfirmed
        box = ", ".join(f"{side:g}" for side in item.box)
        note = Text("confirm", style="yellow") if is_open else Text()
        made.add_row(
            plain(item.item), plain(item.key, style="yellow" if is_open else ""), item.kind.value, box, str(item.cells or ""), note
        )
    return made


def _counted(form: "Form") -> Text:
    if not form.unconfirmed:
        return Text(str(len(form.items)) if form.items else "by meaning", style="" if form.items else "dim")
    return Text(f"{len(form.items)} and {len(form.unconfirmed)} to confirm", style="yellow")


def _seen(form: "Form") -> Text:
    return Text(f"{len(form.features) / 1000:,.0f} kB of features") if form.features else Text("none: digital files only", style="dim")


def _waiting(forms: Iterable["Form"], stale: Callable[["Form"], tuple[str, ...]]) -> Iterable[RenderableType]:
    """What a person has to do."""
    for form in forms:
        if form.unconfirmed:
            count = number_of(len(form.unconfirmed), "item")
            yield plain(f"{form.name} {form.edition}: {count} to confirm, and not in force until then: see docs/forms.md", style="yellow")
        if named := stale(form):
            words_of = f"{number_of(len(named), 'item')} named since its features were made: pdinbox forms learn BLANK.pdf --update FOLDER"
            yield plain(f"{form.name} {form.edition}: {words_of}", style="yellow")


def scores_view(kinds: Mapping[str, "Score"], tried: tuple["Tried", ...]) -> RenderableType:
    """The scores by kind, the signatures, and what must never happen."""
    total = list(kinds.values())[-1]
    parts = [_documents_table(kinds), Text(), _items_table(kinds), Text(), _signatures_table(total.signatures), Text()]
    return Group(*parts, *_verdicts(total), *_never(total, tried))


def _documents_table(kinds: Mapping[str, "Score"]) -> RenderableType:
    made = table(
        "Kind", "Samples", "Forms", "Recognised", "Edition", "Pages", "Decided", "Rightly", "Wrongly", "Seconds", title="Documents"
    )
    for column in made.columns[1:]:
        column.justify = _NUMBERS
    for kind, score in kinds.items():
        made.add_row(
            plain(kind),
            f"{score.samples:,}",
            f"{score.papers:,}",
            _share(score.recognised, score.papers),
            _share(score.editions, score.papers),
            _share(score.paged, score.papers),
            _share(score.decided, score.decidable),
            _share(score.decided_rightly, score.decided),
            _bad(score.decided_wrongly),
            f"{score.seconds / max(score.samples, 1):.2f}",
        )
    return made


def _items_table(kinds: Mapping[str, "Score"]) -> RenderableType:
    made = table("Kind", "Texts", "silent", "A-numbers", "silent", "by hand", "silent", "Ticks", "silent", title="Items read exactly")
    for column in made.columns[1:]:
        column.justify = _NUMBERS
    for kind, score in kinds.items():
        tallies = (score.texts, score.a_numbers, score.a_numbers_by_hand, score.ticks)
        made.add_row(plain(kind), *(cell for tally in tallies for cell in _tally(tally)))
    return made


def _tally(tally: "Tally") -> tuple[Text, Text]:
    return _share(tally.exact, tally.total), _bad(tally.silent) if tally.total else Text()


def _signatures_table(confusions: Iterable["Confusion"]) -> RenderableType:
    counts = {(one.truth, one.read): one.count for one in confusions}
    read = sorted({one for _, one in counts})
    made = table("Signature is", *(f"read {words(one)}" for one in read), title="Signatures")
    for column in made.columns[1:]:
        column.justify = _NUMBERS
    for truth in sorted({one for one, _ in counts}):
        made.add_row(plain(words(truth)), *(f"{counts[truth, one]:,}" if (truth, one) in counts else "" for one in read))
    return made


def _verdicts(total: "Score") -> Iterable[RenderableType]:
    decided, rightly = _share(total.decided, total.decidable), _share(total.decided_rightly, total.decided)
    yield Text.assemble("Decided without a person: ", decided, ", rightly: ", rightly)
    wrong = total.decided_wrongly
    yield Text(f"Decided otherwise than a clerk would: {number_of(wrong, 'sample')}", style="yellow" if wrong else "")


def _never(total: "Score", tried: tuple["Tried", ...]) -> Iterable[RenderableType]:
    """What makes the exit status."""
    for count, what in ((total.called_signed, "Unsigned boxes called signed"), (total.strays, "Foreign forms called a G-28")):
        yield Text(f"{what}: {count}", style="bold red" if count else "green")
    named = [one.sample.path.name for one in tried if not one.score.is_safe]
    wrongly = [one.sample.path.name for one in tried if one.score.decided_wrongly and one.score.is_safe]
    for title, names in (("See", named), ("Decided wrongly", wrongly)):
        if names:
            more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
            yield plain(f"{title}: {', '.join(names[:_MOST_NAMED])}{more}", style="dim")


def _share(part: int, whole: int) -> Text:
    """'98.4 %' of what there is, '' of nothing."""
    if not whole:
        return Text()
    return Text("100 %" if part == whole else f"{100 * part / whole:.1f} %", style="" if part == whole else "yellow")


def _bad(count: int) -> Text:
    return Text(f"{count:,}", style="red" if count else "dim")
