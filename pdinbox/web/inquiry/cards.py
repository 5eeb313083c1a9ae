"""Findings as cards: numbered, with the place on the page, the crop, and the form that sets one aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pdinbox.flows.override import Found
from pdinbox.flows.picture_plan import file_of
from pdinbox.flows.pieces import origin_of
from pdinbox.model.document import Box
from pdinbox.model.finding import Outcome
from pdinbox.model.picture import Picture, PictureKind, place_of, upright
from pdinbox.model.plan import Dossier
from pdinbox.policy.schema import Policy
from pdinbox.web.inquiry.sheets import Paper
from pdinbox.web.inquiry.words import OUTCOMES, confidence

_RADIUS: Final = 9.0
_APART: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One finding. `paper` and `page` say where it is shown ('' and 0 for nowhere); `crop` is its place, None where there is none."""

    number: int
    found: Found
    kind: str
    icon: str
    word: str
    confidence: str
    paper: str = ""
    page: int = 0
    paper_title: str = ""
    crop: Picture | None = None
    mark: Box | None = None
    """The place within the crop, in points from its top left."""
    rule_words: str = ""

    @property
    def key(self) -> str:
        """The name of the finding."""
        return self.found.key

    @property
    def is_open(self) -> bool:
        """Whether somebody must look at it."""
        return self.found.finding.outcome is not Outcome.PASSED and not self.found.is_set_aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One box on a page as it is drawn: `box` and the centre of its number in points of the page upright."""

    card: Card
    box: Box
    x: float
    y: float
    is_current: bool


def cards_of(
    standing: Sequence[Found],
    papers: Sequence[Paper],
    pictures: Sequence[Picture],
    *,
    dossiers: Sequence[Dossier],
    policy: Policy,
) -> tuple[Card, ...]:
    """The cards in the order of the findings; numbers begin with 1. `dossiers` are the mails that count, oldest first."""
    crops = {(one.message, one.file, one.page, one.place): one for one in pictures if one.kind is PictureKind.CROP}
    return tuple(_card(number, found, papers, crops, dossiers=dossiers, policy=policy) for number, found in enumerate(standing, 1))


def spots_on(cards: Sequence[Card], paper: Paper, page: int, picture: Picture, *, current: str) -> tuple[Spot, ...]:
    """The boxes of that page of the paper, with their numbers beside them: outside the box, on the page, none over another."""
    made: list[Spot] = []
    for card in cards:
        box = card.found.finding.box
        if card.paper != paper.id or card.page != page or box is None or box[2] <= box[0] or card.found.is_set_aside:
            continue
        shown = upright(box, picture=picture)
        x, y = shown[0] - _RADIUS - 3, (shown[1] + shown[3]) / 2
        if x < _RADIUS:
            x, y = shown[0] + _RADIUS, shown[1] - _RADIUS - 3
        while any(abs(one.x - x) < _APART and abs(one.y - y) < _APART for one in made):
            x, y = (x - _APART, y) if x - _APART > _RADIUS else (shown[0] - _RADIUS - 3, y + _APART)
        made.append(Spot(card=card, box=shown, x=x, y=min(max(y, _RADIUS), picture.height - _RADIUS), is_current=card.key == current))
    return tuple(made)


def _card(
    number: int,
    found: Found,
    papers: Sequence[Paper],
    crops: dict[tuple[str, str, int, str], Picture],
    *,
    dossiers: Sequence[Dossier],
    policy: Policy,
) -> Card:
    finding = found.finding
    kind, icon, word = OUTCOMES[finding.outcome]
    message, file = origin_of(file_of(finding, found.dossier), dossiers, dossier=found.dossier)
    held = ((paper, page) for paper in papers if (page := paper.holds(finding, message=message, file=file)))
    # of two papers on one page the one that the finding is about
    where = min(held, key=lambda one: one[0].document is None or one[0].document.key != finding.document, default=None)
    rule = policy.rule(finding.rule)
    crop = None
    if finding.box and finding.page:
        crop = crops.get((message, file, finding.page, place_of(finding.box)))
    return Card(
        number=number,
        found=found,
        kind=kind,
        icon=icon,
        word=word,
        confidence=confidence(finding),
        paper=where[0].id if where else "",
        page=where[1] if where else 0,
        paper_title=where[0].title if where else "",
        crop=crop,
        mark=_within(finding.box, crop) if finding.box and crop else None,
        rule_words=rule.because if rule else "",
    )


def _within(box: Box, crop: Picture) -> Box | None:
    """The box within the crop, where the crop is of a page that is not turned; a turned one is cut around its box anyway."""
    if crop.quarters:
        return None
    left, top = crop.area[0], crop.area[1]
    return (max(box[0] - left, 0), max(box[1] - top, 0), min(box[2] - left, crop.width), min(box[3] - top, crop.height))
