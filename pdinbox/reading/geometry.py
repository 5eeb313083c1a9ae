"""Boxes and points on a page: x to the right, y down from the top left, in PDF points."""

from collections.abc import Iterable

from pdinbox.model.document import Box

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f as PDF writes a transformation."""

FLAT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def moved(point: Point, matrix: Matrix) -> Point:
    """The point in the outer system."""
    x, y = point
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def compose(inner: Matrix, outer: Matrix) -> Matrix:
    """First the inner, then the outer transformation."""
    a, b, c, d, e, f = inner
    k, l, m, n, o, p = outer  # noqa: E741
    return (a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p)


def box_around(points: Iterable[Point]) -> Box:
    """The smallest box that holds them all; raises ValueError for none."""
    across, down = zip(*points, strict=True)
    return (min(across), min(down), max(across), max(down))


def overlap(a: Box, b: Box) -> float:
    """The area that both cover."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def touches(a: Box, b: Box) -> bool:
    """Whether they share a point."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def likeness(a: Box, b: Box) -> float:
    """The area both cover by the area either covers: 1 for the same box, 0 for boxes apart."""
    both = overlap(a, b)
    either = area(a) + area(b) - both
    return both / either if either > 0 else 0.0


def area(box: Box) -> float:
    """Width by height."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def grown(box: Box, by: float) -> Box:
    """The box with that margin added on every side (taken away when negative)."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def holds(box: Box, point: Point) -> bool:
    """Whether the point lies in the box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def middle(box: Box) -> Point:
    """The centre."""
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
