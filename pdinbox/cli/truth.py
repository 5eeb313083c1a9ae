"""The truth about a sample, as it lies beside the sample in NAME.json: what stands on its papers, and what a careful clerk would say."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

Place = tuple[str, int]
"""A file's name, '' where the sample is one file, and a page of it from 1."""


class TruthError(ValueError):
    """The text is no truth; it says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One form as it lies in the sample.

    `items` are the items of its pages by key: texts, ticked boxes and every signature box, empty texts and boxes left out. `places` are its
    pages in the order of the form, the same one twice where two lie on one sheet.
    """

    form: str
    edition: str | None
    places: tuple[Place, ...]
    items: tuple[tuple[str, str | bool], ...]
    missing_pages: tuple[int, ...] = ()
    is_hand_printed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """About one sample. `kind` is how it was sent; `outcome` the verdict that is right, `must_fix` the rules that make it."""

    kind: str
    papers: tuple[Paper, ...]
    outcome: str
    must_fix: frozenset[str] = frozenset()


class _Lenient(BaseModel):
    """Others may write more beside what is needed here."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _PartText(_Lenient):
    file: str
    pages: list[int]


class _PaperText(_Lenient):
    form: str
    edition: str | None = None
    pages: list[int] = []
    parts: list[_PartText] = []
    missing_pages: list[int] = []
    items: dict[str, str | bool] = {}
    hand_printed: bool = False


class _TruthText(_Lenient):
    kind: str
    documents: list[_PaperText]
    outcome: str
    must_fix: list[str] = []


def parse_truth(text: str | bytes) -> Truth:
    """The truth in that JSON. Raises TruthError with every mistake in one line."""
    try:
        read = _TruthText.model_validate_json(text)
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}".removeprefix(": ") for detail in error.errors(include_url=False))
        raise TruthError("; ".join(wrong)) from error
    return Truth(
        kind=read.kind, papers=tuple(_paper(paper) for paper in read.documents), outcome=read.outcome, must_fix=frozenset(read.must_fix)
    )


def _paper(text: _PaperText) -> Paper:
    places = tuple((part.file, page) for part in text.parts for page in part.pages) or tuple(("", page) for page in text.pages)
    return Paper(
        form=text.form,
        edition=text.edition,
        places=places,
        items=tuple(text.items.items()),
        missing_pages=tuple(text.missing_pages),
        is_hand_printed=text.hand_printed,
    )
