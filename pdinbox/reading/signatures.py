"""What stands in a signature box: ink, type, a picture, nothing, or something only a person can judge.

The error that must not happen is ink for a box that nobody signed: only strokes of a free hand count, alone in the box. USCIS Policy
Manual vol. 1 part B ch. 2: any handwritten mark signs, a typed name or stamp does not.
"""

from collections.abc import Sequence

from pdinbox.model.document import Box, MarkKind, Signature
from pdinbox.model.form import Item
from pdinbox.reading.geometry import area, grown, holds, middle, overlap
from pdinbox.reading.shapes import Shape, ShapeKind

_BEYOND = 10.0
"""Points by which a pen may leave the box."""
_ASIDE, _ABOVE = 60.0, 30.0
"""Points beside an empty box, and above or below it, within which somebody may have missed it."""
_NO_ARROW = 30.0
"""Points: some forms have the picture of an arrow before the box, which is narrower than any signature."""
_WRITTEN = 3.0
_INSIDE = 0.3
_AROUND = 0.9
_TOO_LARGE = 12.0
"""A picture so many times the box is more than a signature."""

CONFIDENCE = {
    Signature.INK: 0.97,
    Signature.TYPED: 0.98,
    Signature.IMAGE: 0.95,
    Signature.NONE: 0.97,
    Signature.UNSURE: 0.5,
    Signature.DIGITAL: 0.9,
    Signature.DIGITAL_INVALID: 0.9,
}


def judge(box: Box, *, text: str, shapes: Sequence[Shape], is_picture: bool, others: Sequence[Item] = ()) -> Signature:
    """`text` is what is typed in the box, `is_picture` says that the page is one picture. Digital signatures are for `seals` to judge.

    `others` are the page's other items: a pen's strokes or a picture beside an empty box, and in none of them, may be its signature.
    """
    drawn = [shape for shape in shapes if _is_in(shape, box)]
    if is_picture:
        return Signature.UNSURE
    if text:
        return Signature.UNSURE if drawn else Signature.TYPED
    found = _judge_drawing(drawn, box)
    return Signature.UNSURE if found is Signature.NONE and any(_is_beside(shape, box, others) for shape in shapes) else found


def _judge_drawing(drawn: Sequence[Shape], box: Box) -> Signature:
    """Only what is of one kind throughout is decided."""
    kinds = {shape.kind for shape in drawn}
    if not kinds:
        return Signature.NONE
    if kinds == {ShapeKind.PEN}:
        return Signature.INK
    if kinds == {ShapeKind.LETTERS}:
        return Signature.TYPED
    if kinds == {ShapeKind.PICTURE} and all(area(shape.box) <= _TOO_LARGE * area(box) for shape in drawn):
        return Signature.IMAGE
    return Signature.UNSURE


def _is_beside(shape: Shape, box: Box, others: Sequence[Item]) -> bool:
    if shape.kind not in {ShapeKind.PEN, ShapeKind.PICTURE} or area(shape.box) > _TOO_LARGE * area(box):
        return False
    if shape.kind is ShapeKind.PICTURE and shape.box[2] - shape.box[0] < _NO_ARROW:
        return False
    near = holds(beside(box), middle(shape.box))
    return near and not any(_belongs(shape, other) for other in others)


def _belongs(shape: Shape, other: Item) -> bool:
    """A signature reaches far out of its box; what is written or ticked stands in it."""
    return _is_in(shape, other.box) if other.kind is MarkKind.SIGNATURE else holds(grown(other.box, _WRITTEN), middle(shape.box))


def beside(box: Box) -> Box:
    """Where people sign who miss the box."""
    x0, top, x1, bottom = box
    return (x0 - _ASIDE, top - _ABOVE, x1 + _ASIDE, bottom + _ABOVE)


def _is_in(shape: Shape, box: Box) -> bool:
    """Whether it was put into the box: rules are print, and so is what runs around the box."""
    if shape.kind is ShapeKind.RULE:
        return False
    if shape.kind is ShapeKind.FRAME and overlap(shape.box, box) >= _AROUND * area(box):
        return False
    if shape.kind is ShapeKind.PICTURE and overlap(shape.box, box) >= _INSIDE * area(box):
        return True
    whole = area(shape.box)
    return holds(grown(box, _BEYOND), middle(shape.box)) or (whole > 0 and overlap(shape.box, box) >= _INSIDE * whole)
