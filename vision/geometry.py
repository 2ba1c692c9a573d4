"""Angles and distances of points; knows no body parts.

Scalar functions work on plain floats because they run a few dozen times a frame: there a call into NumPy costs more than
the arithmetic. All of them pass NaN through. 2D points must be in pixels or any other square unit, never in 0..1 fractions.
"""

import math
from collections.abc import Sequence

NAN = math.nan
Point = Sequence[float]


def angle_deg(a: Point, vertex: Point, b: Point) -> float:
    """The angle a-vertex-b in degrees, 0..180, in 2D; NaN where a side has no length or a point is NaN."""
    ux, uy, vx, vy = a[0] - vertex[0], a[1] - vertex[1], b[0] - vertex[0], b[1] - vertex[1]
    product = (ux * ux + uy * uy) * (vx * vx + vy * vy)
    return _acos_deg((ux * vx + uy * vy) / math.sqrt(product)) if product > 0.0 else NAN


def angle_3d_deg(a: Point, vertex: Point, b: Point) -> float:
    """The same for points in space."""
    ux, uy, uz = a[0] - vertex[0], a[1] - vertex[1], a[2] - vertex[2]
    vx, vy, vz = b[0] - vertex[0], b[1] - vertex[1], b[2] - vertex[2]
    product = (ux * ux + uy * uy + uz * uz) * (vx * vx + vy * vy + vz * vz)
    return _acos_deg((ux * vx + uy * vy + uz * vz) / math.sqrt(product)) if product > 0.0 else NAN


def _acos_deg(cosine: float) -> float:
    """Arc cosine in degrees; rounding may carry a cosine a hair beyond 1."""
    if cosine >= 1.0:
        return 0.0
    return 180.0 if cosine <= -1.0 else math.degrees(math.acos(cosine))


def flexion_deg(a: Point, vertex: Point, b: Point) -> float:
    """How far a-vertex-b is from straight, in degrees: 0 = straight, 180 = folded; 2D, NaN as in `angle_deg`."""
    return 180.0 - angle_deg(a, vertex, b)


def flexion_3d_deg(a: Point, vertex: Point, b: Point) -> float:
    """The same for points in space."""
    return 180.0 - angle_3d_deg(a, vertex, b)


def distance(a: Point, b: Point) -> float:
    """Euclidean distance of two 2D points; NaN passes through."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def midpoint(a: Point, b: Point) -> tuple[float, float]:
    """The point halfway between two 2D points; NaN passes through."""
    return (a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0


def lean_from_vertical_deg(low: Point, high: Point) -> float:
    """Signed angle of the line low -> high against the picture's vertical, degrees, + = high end to the right."""
    return math.degrees(math.atan2(high[0] - low[0], low[1] - high[1]))


def line_tilt_deg(a: Point, b: Point) -> float:
    """Tilt of the line through a and b against the horizontal, degrees in -90..90, + = a is higher.

    Which of the two is further left is free.
    """
    return math.degrees(math.atan2(b[1] - a[1], abs(a[0] - b[0])))


def offset_from_line(p: Point, a: Point, b: Point) -> float:
    """Signed distance of p from the line a -> b as a share of its length; + = p is above the line in the picture (y down).

    NaN where the line has no length.
    """
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    if not square > 0.0:
        return NAN
    cross = dx * (p[1] - a[1]) - dy * (p[0] - a[0])
    return -math.copysign(1.0, dx) * cross / square
