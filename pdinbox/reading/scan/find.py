"""A picture of a page -> which page of which known form it is, and that page laid flat.

`glimpse` compares few landmarks with those of all pages of all forms at once; `place` many with those of one page.

Measured with fixtures/degrade.py over 15 pages of six forms (two editions of the G-28 and the SAMPLE forms, filled in, and the EOIR-28),
16 damages and three seeds: 713 of 720 pages found and placed, none wrongly; five of the seven missed are one dark fax of 98 lines an inch.
Error (95th percentile over a page, then over the pages of a kind of damage): 0.33 to 0.59 points. Landmarks that agree: 246 at least. Of
124 pages that were no known form (a form left out of the known ones, Form I-130A, letters) 7 were glimpsed and none placed. 0.055 s of
processor time to glimpse, 0.09 s to place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pdinbox.model.document import Box
from pdinbox.model.form import Form
from pdinbox.reading.scan.atlas import FIND_LONG, FIND_MOST, PLACE_LONG, PLACE_MOST, PageAtlas, atlas, shrunk
from pdinbox.reading.scan.barcode import read_barcode
from pdinbox.reading.scan.camera import is_by_camera
from pdinbox.reading.scan.fit import Fit, Frame, area_of, corners, fit, is_sane, laid, steps
from pdinbox.reading.scan.landmarks import Landmarks, agree, landmarks, pairs
from pdinbox.reading.scan.placed import SCALE, Gray, Homography, Placed, cut, joined, scaled
from pdinbox.reading.scan.raster import even

_QUICK = (900, 800)
"""Pixels along the longer side and landmarks of a picture that is searched: a photo shows a desk too, so more than a blank's."""
_THOROUGH = ((1350, 1600), (640, 800))
"""The same for two looks more: at a page that is small on its picture, and at one of which half is missing."""
_WITHIN = 4.0
_LEAST_PAIRS = 6
"""Landmarks that must agree for a second, closer look."""
_TRIED = 4
_CLEAR = 2.0
"""A candidate with so many times the landmarks of the next one is looked at alone."""
_REACH = 36.0
"""Points by which the first homography may be off somewhere on the page; the second one `_NEAR`."""
_NEAR = 6.0
_SEEN = 0.40
"""Coverage for a glimpse."""
_IS_PAGE = 0.55
"""Coverage for a page that is placed. Measured on 16 damages: of the true page 0.65 at least, of any other 0.50 at most."""
_LEAST_INLIERS = 80
_EYES = (1, 2)
"""So many times the landmarks of a blank are looked for on a picture, one after the other until it covers enough."""
_SQUEEZED = 0.72
"""A picture shorter than that by its length may be a fax of half the lines, put down without its pixels' shape."""
_WHOLE = 0.55
"""A page that takes that share of the picture is alone on it."""
_OVERLAP = 0.54
"""The share of a picture that each of its halves is looked at with."""
_SAME = 0.3
_AROUND_BARCODE = 12.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glimpse:
    """Which page of which form a picture shows. `homography` takes points of the form to pixels of it, roughly.

    `size` is the picture's rows and columns. `runner_up` is the page it would be if it is not this one.
    """

    form: Form
    page: int
    homography: Homography
    inliers: int
    coverage: float
    size: tuple[int, int]
    runner_up: "Glimpse | None" = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sheet:
    """One page of one form, as it is known."""

    form: Form
    page: int
    known: PageAtlas


def glimpse(gray: Gray, *, forms: Sequence[Form], thorough: bool = False) -> Glimpse | None:
    """The page of a known form that the picture shows best, whatever its turn, at 75 dpi or more; None for none.

    `thorough` looks three times more where nothing is found at first: for photos and faxes, not for every page of a long file.
    """
    return next(iter(glimpses(gray, forms=forms, thorough=thorough)), None)


def glimpses(gray: Gray, *, forms: Sequence[Form], thorough: bool = False) -> tuple[Glimpse, ...]:
    """All pages of known forms on one picture, none over another, best first. Several lie side by side on a large sheet or a glass."""
    sheets = tuple(_sheets(forms))
    whole = _look(gray, sheets, _QUICK) or (_look_thoroughly(gray, sheets) if thorough else None)
    if whole is not None and _share(whole) >= _WHOLE:
        return (whole,)
    height, width = gray.shape
    if whole is None and height >= width:
        return ()
    found = [
        each for part, x, y in _halves(gray) if (each := _look(part, sheets, _QUICK)) is not None and (each := _from_part(each, x, y, gray))
    ]
    return _apart([*([whole] if whole else []), *found])


def place(gray: Gray, glimpse: Glimpse, *, size: tuple[float, float]) -> Placed | None:
    """That page laid flat, from the same picture at any resolution; `size` are the points of the page as given that the picture shows.

    None where a closer look says that it is no such page after all.
    """
    grown_by = scaled(gray.shape[1] / glimpse.size[1], gray.shape[0] / glimpse.size[0])
    known = atlas(glimpse.form)
    if known is None:
        return None
    page = known.pages[glimpse.page - 1]
    found = _fitted(gray, joined(glimpse.homography, grown_by), page, form=glimpse.form)
    if found is not None:
        return _placed(gray, glimpse, found, barcode=page.barcode, size=size)
    return place(gray, glimpse.runner_up, size=size) if glimpse.runner_up else None


# --- looking ------------------------------------------------------------------------------------------------------------------------


def _sheets(forms: Sequence[Form]) -> Iterator[_Sheet]:
    for form in forms:
        known = atlas(form)
        for number, page in enumerate(known.pages if known else (), start=1):
            yield _Sheet(form=form, page=number, known=page)


def _look(gray: Gray, sheets: Sequence[_Sheet], care: tuple[int, int]) -> Glimpse | None:
    """The best page on the picture as it is, else on one with the lines of a fax of half the lines doubled."""
    found = _search(gray, sheets, care)
    short, long = sorted(gray.shape)
    if found is not None or short >= _SQUEEZED * long or short < 2:
        return found
    height, width = gray.shape
    across, down = (2, 1) if width < height else (1, 2)
    stretched = _search(np.asarray(cv2.resize(gray, (width * across, height * down)), np.uint8), sheets, care)
    return stretched and _resized(stretched, gray.shape)


def _look_thoroughly(gray: Gray, sheets: Sequence[_Sheet]) -> Glimpse | None:
    """Without the specks of a bad line, and at other sizes."""
    bare = np.asarray(cv2.medianBlur(gray, 3), np.uint8)
    looks = (_look(picture, sheets, care) for picture, care in ((bare, _QUICK), *((gray, care) for care in _THOROUGH)))
    return next((found for found in looks if found is not None), None)


def _search(gray: Gray, sheets: Sequence[_Sheet], care: tuple[int, int]) -> Glimpse | None:
    long, most = care
    small = even(shrunk(gray, long=long))
    seen = landmarks(small, most=most)
    tried = sorted(_candidates(small, seen, sheets), key=lambda found: -found.inliers)[:_TRIED]
    if len(tried) > 1 and tried[0].inliers > _CLEAR * tried[1].inliers + _LEAST_PAIRS:
        tried = tried[:1]
    closer = [found for candidate in tried if (found := _closer(small, candidate)) is not None]
    closer.sort(key=lambda found: (-found.coverage, -found.inliers))
    if not closer:
        return None
    return _resized(replace(closer[0], runner_up=closer[1] if len(closer) > 1 else None), gray.shape)


def _candidates(small: Gray, seen: Landmarks, sheets: Sequence[_Sheet]) -> Iterator[Glimpse]:
    """Pages whose landmarks agree with some of the picture's about a homography that a page on a glass or a desk may have."""
    for sheet in sheets:
        ours, theirs = pairs(seen.bits, sheet.known.find.bits)
        found = agree(sheet.known.find.places[theirs], seen.places[ours], within=_WITHIN) if len(ours) >= _LEAST_PAIRS else None
        if found is None or len(found[1]) < _LEAST_PAIRS or not is_sane(found[0], sheet.form.page_size, small.shape):
            continue
        yield Glimpse(
            form=sheet.form,
            page=sheet.page,
            homography=found[0],
            inliers=len(found[1]),
            coverage=0.0,
            size=(small.shape[0], small.shape[1]),
        )


def _closer(small: Gray, candidate: Glimpse) -> Glimpse | None:
    """The same after the picture was laid flat by it and compared again, place by place."""
    known = atlas(candidate.form)
    if known is None:
        return None
    for times in _EYES:
        frame = Frame(size=candidate.form.page_size, long=FIND_LONG, most=FIND_MOST * times)
        found = fit(small, candidate.homography, known.pages[candidate.page - 1].find, frame=frame, reach=_REACH)
        if found and found.coverage >= _SEEN and is_sane(found.homography, candidate.form.page_size, small.shape):
            break
    else:
        return None
    return replace(candidate, homography=found.homography, inliers=found.inliers, coverage=found.coverage)


# --- several on one picture ---------------------------------------------------------------------------------------------------------


def _halves(gray: Gray) -> Iterator[tuple[Gray, int, int]]:
    """The two halves along the longer side, a little more than half each, and where they begin (x, y)."""
    height, width = gray.shape
    if width >= height:
        part = round(width * _OVERLAP)
        yield from ((gray[:, :part], 0, 0), (gray[:, width - part :], width - part, 0))
    else:
        part = round(height * _OVERLAP)
        yield from ((gray[:part], 0, 0), (gray[height - part :], 0, height - part))


def _from_part(found: Glimpse, x: int, y: int, gray: Gray) -> Glimpse:
    """The same, of the whole picture."""
    shift = np.array([(1.0, 0.0, x), (0.0, 1.0, y), (0.0, 0.0, 1.0)])
    moved = found.runner_up and _from_part(found.runner_up, x, y, gray)
    return replace(found, homography=joined(found.homography, shift), size=(gray.shape[0], gray.shape[1]), runner_up=moved)


def _resized(found: Glimpse, shape: tuple[int, ...]) -> Glimpse:
    """The same, of the picture with so many rows and columns."""
    by = scaled(shape[1] / found.size[1], shape[0] / found.size[0])
    again = found.runner_up and _resized(found.runner_up, shape)
    return replace(found, homography=joined(found.homography, by), size=(shape[0], shape[1]), runner_up=again)


def _share(found: Glimpse) -> float:
    """The share of the picture that the page takes."""
    return area_of(corners(found.homography, found.form.page_size)) / (found.size[0] * found.size[1])


def _apart(found: Sequence[Glimpse]) -> tuple[Glimpse, ...]:
    """Those that lie on no better one."""
    kept: list[Glimpse] = []
    for each in sorted(found, key=lambda each: -each.inliers):
        if all(_shared(each, other) < _SAME for other in kept):
            kept.append(each)
    return tuple(kept)


def _shared(one: Glimpse, other: Glimpse) -> float:
    """The area that both take by that of the smaller."""
    first, second = (corners(each.homography, each.form.page_size).astype(np.float32) for each in (one, other))
    both, _ = cv2.intersectConvexConvex(first, second)
    return float(both) / max(min(area_of(first.astype(np.float64)), area_of(second.astype(np.float64))), 1.0)


# --- laying flat --------------------------------------------------------------------------------------------------------------------


def _fitted(gray: Gray, homography: Homography, known: PageAtlas, *, form: Form) -> Fit | None:
    """Where too little agrees at first, with twice as many landmarks of the picture: bold or large hands take those of the print."""
    least, _ = steps(homography, form.page_size)
    small = shrunk(gray, long=round(max(gray.shape) * min(1.0, 1.5 * PLACE_LONG / max(form.page_size) / least)))
    by = scaled(small.shape[1] / gray.shape[1], small.shape[0] / gray.shape[0])
    lit = even(small)
    for times in _EYES:
        frame = Frame(size=form.page_size, long=PLACE_LONG, most=PLACE_MOST * times)
        best = _fitted_in(lit, joined(homography, by), known, frame=frame)
        if best is not None:
            return replace(best, homography=joined(best.homography, scaled(1 / by[0, 0], 1 / by[1, 1])))
    return None


def _fitted_in(lit: Gray, homography: Homography, known: PageAtlas, *, frame: Frame) -> Fit | None:
    """Twice: from a rough homography to a good one, and from that to the best; what either covers shows that it is the page."""
    rough = fit(lit, homography, known.place, frame=frame, reach=_REACH)
    best = rough and fit(lit, rough.homography, known.place, frame=frame, reach=_NEAR)
    if not rough or not best or best.inliers < _LEAST_INLIERS or max(rough.coverage, best.coverage) < _IS_PAGE:
        return None
    return best if is_sane(best.homography, frame.size, lit.shape) else None


def _placed(gray: Gray, found: Glimpse, best: Fit, *, barcode: Box | None, size: tuple[float, float]) -> Placed:
    raw = laid(gray, best.homography, size=found.form.page_size, scale=SCALE)
    flat = even(raw)
    read = read_barcode(cut(flat, barcode, margin=_AROUND_BARCODE)) if barcode else None
    return Placed(
        form=found.form,
        page=found.page,
        flat=flat,
        to_page=joined(best.homography, scaled(size[0] / gray.shape[1], size[1] / gray.shape[0])),
        inliers=best.inliers,
        dpi=steps(best.homography, found.form.page_size)[0] * 72,
        from_photo=is_by_camera(raw, best.homography, found.form.page_size),
        barcode=read.text if read else "",
        shown=size,
    )
