"""A sample's truth and what the desk made of it -> counts that add up. Pure; `forms test` and the benchmark print them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Final

from pdinbox.cli.truth import Paper, Place, Truth
from pdinbox.flows.judging import Judgement
from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Document, Mark, MarkKind, Signature
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.plan import Reading
from pdinbox.model.verdict import Authority

G28: Final = "g-28"
UNSIGNED: Final = frozenset({Signature.NONE.value, Signature.TYPED.value})
"""What no reading may ever call ink."""
UNREAD: Final = "unread"
"""Stands in the table of signatures where the box was not found."""
_SIGNED = frozenset({Signature.INK.value, Signature.DIGITAL.value})
_DERIVED = frozenset({"client.role", "representative.kind"})
_DECIDED = frozenset({Authority.AUTHORISED, Authority.DEFICIENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Items by how they were read. `silent` are those of `wrong` that no person is told to check; `unread` were not found at all."""

    exact: int = 0
    wrong: int = 0
    silent: int = 0
    unread: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            exact=self.exact + other.exact,
            wrong=self.wrong + other.wrong,
            silent=self.silent + other.silent,
            unread=self.unread + other.unread,
        )

    @property
    def total(self) -> int:
        """All of them."""
        return self.exact + self.wrong + self.unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How often a signature box that holds `truth` was read as `read`."""

    truth: str
    read: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts over samples; scores add up with `+` and `sum(scores, Score())`.

    `papers` are the forms in the samples; of those `recognised` were found as that form, `editions` with the right edition, `paged` with
    the right pages in the right order and the right ones missing. `a_numbers` and `a_numbers_by_hand` are not among `texts`.

    `decidable` are samples that a clerk decides alone (authorised or deficient); of those `decided` were decided by the desk,
    `decided_rightly` for the reasons that are right. `decided_wrongly` counts every sample, decidable or not, that was decided otherwise.
    `foreign` are samples without any G-28, `strays` documents called a G-28 that are none. `seconds` are of processor time.
    """

    samples: int = 0
    papers: int = 0
    recognised: int = 0
    editions: int = 0
    paged: int = 0
    texts: Tally = field(default_factory=Tally)
    a_numbers: Tally = field(default_factory=Tally)
    a_numbers_by_hand: Tally = field(default_factory=Tally)
    ticks: Tally = field(default_factory=Tally)
    signatures: tuple[Confusion, ...] = ()
    decidable: int = 0
    decided: int = 0
    decided_rightly: int = 0
    decided_wrongly: int = 0
    foreign: int = 0
    strays: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Score") -> "Score":
        summed = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Score)}
        return Score(**{**summed, "signatures": _gathered((*self.signatures, *other.signatures))})

    @property
    def called_signed(self) -> int:
        """Unsigned boxes, or boxes signed by typing, that were called signed (by ink, or digitally). Must be 0."""
        return sum(one.count for one in self.signatures if one.truth in UNSIGNED and one.read in _SIGNED)

    @property
    def is_safe(self) -> bool:
        """Whether nothing happened that must never happen."""
        return not self.called_signed and not self.strays


def score(truth: Truth, *, reading: Reading, judged: Judgement, sure: float, seconds: float = 0.0) -> Score:
    """One sample. A mark read with less confidence than `sure`, or at which a finding to check points, is one a person is told to check."""
    pairs = tuple(_paired(truth.papers, reading.documents))
    found = [_paper_score(paper, document, findings=judged.findings, sure=sure) for paper, document in pairs]
    return sum((*found, _verdict_score(truth, judged), _strays(truth, reading), Score(samples=1, seconds=seconds)), Score())


def _paired(papers: tuple[Paper, ...], documents: tuple[Document, ...]) -> Iterator[tuple[Paper, Document | None]]:
    """Each paper with the document of its form that shares the most pages with it; no document twice."""
    left = list(documents)
    for paper in papers:
        shared = {place: _shared(paper, one) for place, one in enumerate(left) if one.form == paper.form}
        best = max(shared, key=lambda place: shared[place], default=None)
        yield paper, left.pop(best) if best is not None and shared[best] else None


def _shared(paper: Paper, document: Document) -> int:
    return len(set(paper.places) & set(_places(document, like=paper)))


def _places(document: Document, *, like: Paper) -> tuple[Place, ...]:
    """The document's pages in the order of the form, with the files' names where the truth has them."""
    is_named = any(name for name, _ in like.places)
    pieces = [(part.file_name, part.pages) for part in document.parts] or [(document.file_name, document.pages)]
    return tuple((name if is_named else "", page) for name, pages in pieces for page in pages)


def _paper_score(paper: Paper, document: Document | None, *, findings: tuple[Finding, ...], sure: float) -> Score:
    marks = {mark.key: mark for mark in document.marks if mark.key not in _DERIVED} if document else {}
    items = [
        _item_score(
            key, dict(paper.items).get(key), marks.get(key), told=_Told(findings=findings, sure=sure), by_hand=paper.is_hand_printed
        )
        for key in dict.fromkeys((*dict(paper.items), *marks))
    ]
    whole = Score(papers=1)
    if document is not None:
        same_pages = tuple(dict.fromkeys(_places(document, like=paper))) == tuple(dict.fromkeys(paper.places))
        whole = Score(
            papers=1,
            recognised=1,
            editions=int(document.edition == paper.edition),
            paged=int(same_pages and set(document.missing_pages) == set(paper.missing_pages)),
        )
    return sum(items, whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a person is told to check."""

    findings: tuple[Finding, ...]
    sure: float

    def has(self, mark: Mark) -> bool:
        return mark.confidence < self.sure or any(
            finding.outcome is Outcome.TO_CHECK and (finding.page, finding.box) == (mark.page, mark.box) for finding in self.findings
        )


def _item_score(key: str, truth: str | bool | None, mark: Mark | None, *, told: _Told, by_hand: bool) -> Score:
    if key.endswith(".signature"):
        read = str(mark.value) if mark else UNREAD
        return Score(signatures=(Confusion(truth=str(truth), read=read),)) if truth is not None else Score()
    if isinstance(truth, bool) or (mark and mark.kind is MarkKind.TICK):
        return Score(ticks=_tally(is_right=mark is not None and mark.value is bool(truth), mark=mark, told=told))
    if truth is None and (mark is None or not str(mark.value).strip()):
        return Score()
    if not key.endswith(".a_number"):
        return Score(texts=_tally(is_right=mark is not None and _spaced(mark.value) == _spaced(truth), mark=mark, told=told))
    tally = _tally(is_right=mark is not None and _number(mark.value) == _number(truth), mark=mark, told=told)
    return Score(a_numbers_by_hand=tally) if by_hand else Score(a_numbers=tally)


def _tally(*, is_right: bool, mark: Mark | None, told: _Told) -> Tally:
    if mark is None:
        return Tally(unread=1)
    return Tally(exact=1) if is_right else Tally(wrong=1, silent=int(not told.has(mark)))


def _spaced(value: str | bool | None) -> str:
    return " ".join(str(value or "").split())


def _number(value: str | bool | None) -> str:
    return read_a_number(str(value or "")) or _spaced(value)


def _verdict_score(truth: Truth, judged: Judgement) -> Score:
    said = judged.verdict.outcome
    is_decided = said in _DECIDED
    reasons = frozenset(judged.verdict.because) if said is Authority.DEFICIENT else frozenset()
    is_right = said.value == truth.outcome and reasons == truth.must_fix
    is_decidable = truth.outcome in set(_DECIDED)
    return Score(
        decidable=int(is_decidable),
        decided=int(is_decidable and is_decided),
        decided_rightly=int(is_decidable and is_decided and is_right),
        decided_wrongly=int(is_decided and not is_right),
    )


def _strays(truth: Truth, reading: Reading) -> Score:
    """Documents called a G-28 that share no page with one."""
    real = [paper for paper in truth.papers if paper.form == G28]
    strays = [one for one in reading.documents if one.form == G28 and not any(_shared(paper, one) for paper in real)]
    return Score(foreign=int(not real), strays=len(strays))


def _gathered(confusions: Iterable[Confusion]) -> tuple[Confusion, ...]:
    counts: dict[tuple[str, str], int] = {}
    for one in confusions:
        counts[one.truth, one.read] = counts.get((one.truth, one.read), 0) + one.count
    return _sorted(counts)


def _sorted(counts: Mapping[tuple[str, str], int]) -> tuple[Confusion, ...]:
    return tuple(Confusion(truth=truth, read=read, count=count) for (truth, read), count in sorted(counts.items()))
