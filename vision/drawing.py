"""Skeletons, labels and gauges drawn onto BGR pictures, in place.

Lines are antialiased and placed to a sixteenth of a pixel; text is set in DejaVu Sans (it comes with matplotlib), on a dark
plate, so that it can be read on any background. Colour is never the only signal: what is marked is also thicker and ringed.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import cv2
import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from vision.skeleton import (
    BONES,
    LEFT_ANKLE,
    LEFT_EAR,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    RIGHT_ANKLE,
    RIGHT_EAR,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
)
from vision.types import Finding, FloatArray, ImageArray, PoseFrame

Colour = tuple[int, int, int]

PAPER: Final[Colour] = (244, 246, 246)
INK: Final[Colour] = (38, 30, 24)
MARK: Final[Colour] = (64, 132, 255)
FINE: Final[Colour] = (150, 196, 104)
BACKDROP: Final[Colour] = (52, 43, 36)
"""BGR: bones and text; plates and outlines; what is marked; the good side of a gauge; a picture with no video behind."""

_SUBPIXEL_BITS = 4
_MIN_VISIBILITY = 0.3
# a judgement may rest on the ends of a limb only: then the whole limb is marked
_THROUGH = {(LEFT_HIP, LEFT_ANKLE): LEFT_KNEE, (RIGHT_HIP, RIGHT_ANKLE): RIGHT_KNEE}
_NECK = ((LEFT_EAR, LEFT_SHOULDER), (RIGHT_EAR, RIGHT_SHOULDER))
_DRAWN = frozenset(landmark for bone in BONES for landmark in bone)


def blank(width: int, height: int) -> ImageArray:
    """An empty dark picture (height, width, 3), for recordings that come without their video."""
    return np.full((height, width, 3), BACKDROP, dtype=np.uint8)


def points_px(frame: PoseFrame, width: int, height: int, keep: Collection[int] = ()) -> FloatArray:
    """The landmarks (33, 2) in px of a picture of that size; NaN where not seen, unless `keep` asks for that landmark."""
    points = np.asarray(frame.landmarks[:, :2] * (width, height), dtype=np.float64)
    hidden = ~(frame.visibility >= _MIN_VISIBILITY)
    hidden[list(keep)] = False
    points[hidden] = np.nan
    return points


def draw_skeleton(image: ImageArray, points: FloatArray, marked: Collection[int] = ()) -> None:
    """Draw bones and landmarks at `points` (33, 2) px, NaN = left out.

    The landmarks in `marked` and the limbs between them stand out.
    """
    seen = np.isfinite(points.sum(axis=1)).tolist()
    width = max(1.5, _scale(image) * 2.6)
    marks = set(marked) | {middle for ends, middle in _THROUGH.items() if set(ends) <= set(marked)}
    plain = [(a, b) for a, b in BONES if seen[a] and seen[b]]
    limbs = [(a, b) for a, b in (*BONES, *_NECK) if {a, b} <= marks and seen[a] and seen[b]]
    for bones, colour, thick in (
        (plain, INK, width * 1.9),
        (plain, PAPER, width),
        (limbs, INK, width * 2.8),
        (limbs, MARK, width * 1.8),
    ):
        for a, b in bones:
            _line(image, points[a], points[b], colour, thick)
    for landmark in sorted(_DRAWN | marks):
        if not seen[landmark]:
            continue
        at, chosen = points[landmark], landmark in marked
        _disc(image, at, width * (2.4 if chosen else 1.3), INK)
        _disc(image, at, width * (2.0 if chosen else 0.95), MARK if chosen else PAPER)
        if chosen:
            _disc(image, at, width * 1.0, PAPER)


def draw_text(
    image: ImageArray,
    at: tuple[float, float],
    text: str,
    height: float,
    *,
    anchor: Literal["left", "middle", "right"] = "left",
    bold: bool = False,
    colour: Colour = PAPER,
    plate: Colour | None = INK,
) -> None:
    """Write `text` with letters of `height` px, its top at `at` (x, y) px; kept inside the picture, cut where too long."""
    mask = _text_mask(text, max(8, round(height)), bold)
    pad = round(height * 0.35) if plate is not None else 0
    w, h = mask.shape[1] + 2 * pad, mask.shape[0] + 2 * pad
    x = at[0] - {"left": 0.0, "middle": w / 2, "right": float(w)}[anchor]
    left = round(min(max(x, 0), max(image.shape[1] - w, 0)))
    top = round(min(max(at[1], 0), max(image.shape[0] - h, 0)))
    area = image[top : top + h, left : left + w]
    if plate is not None:
        area[:] = (area * 0.2 + np.array(plate) * 0.8).astype(np.uint8)
    inner = area[pad : pad + mask.shape[0], pad : pad + mask.shape[1]]
    alpha = mask[: inner.shape[0], : inner.shape[1], None] / 255.0
    inner[:] = (inner * (1 - alpha) + np.array(colour) * alpha).astype(np.uint8)


def text_width(text: str, height: float, *, bold: bool = False) -> int:
    """How many px wide `draw_text` sets this text, without its plate."""
    return int(_text_mask(text, max(8, round(height)), bold).shape[1])


def wrap(text: str, height: float, width: float) -> list[str]:
    """The text in lines that `draw_text` sets within `width` px; a longer word keeps a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", height, bold=True) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def person_box(points: FloatArray, width: int, height: int) -> tuple[int, int, int, int]:
    """A frame (left, top, right, bottom) px around the person with some air, between square and 16:9 where there is room."""
    seen = points[np.isfinite(points.sum(axis=1))]
    if not len(seen):
        return 0, 0, width, height
    low, high = seen.min(axis=0), seen.max(axis=0)
    middle, size = (low + high) / 2, (high - low).max() * 0.28 + (high - low)  # the head reaches past its landmarks
    aspect = min(max(float(size[0] / max(size[1], 1e-9)), 1.0), 16 / 9)
    w, h = max(size[0], size[1] * aspect, 64), max(size[1], size[0] / aspect, 64)
    left, top = (max(0.0, min(middle[i] - (w, h)[i] / 2, (width, height)[i] - (w, h)[i])) for i in (0, 1))
    return round(left), round(top), round(min(width, left + w)), round(min(height, top + h))


def crop(image: ImageArray, box: tuple[int, int, int, int], width: int) -> ImageArray:
    """A copy of that part of the picture, scaled to `width` px."""
    left, top, right, bottom = box
    part = image[top:bottom, left:right]
    shrink = part.shape[1] > width
    height = max(1, round(part.shape[0] * width / part.shape[1]))
    scaled = cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_CUBIC)
    return np.asarray(scaled, dtype=np.uint8)


def gauge(finding: Finding, width: int, captions: Sequence[str]) -> ImageArray:
    """A strip `width` px wide: where the value stands beside its limit and the error band around that.

    `captions` are the words for (value, limit with error). Needs value and limit; a missing error is drawn as none.
    """
    if finding.value is None or finding.limit is None:
        raise ValueError(f"a gauge needs a value and a limit, got value {finding.value} and limit {finding.limit}")
    value, limit, error = finding.value, finding.limit, finding.error or 0.0
    unit = width / 560
    strip = np.full((round(84 * unit), width, 3), INK, dtype=np.uint8)
    air = max(abs(value - limit) * 0.6, 3 * error, 1e-9)
    low, high = min(value, limit) - air, max(value, limit) + air
    margin = 20 * unit

    def x(reading: float) -> float:
        return float(margin + (reading - low) / (high - low) * (width - 2 * margin))

    y = 52 * unit
    fine_end = low if value >= limit else high
    _line(strip, (margin, y), (width - margin, y), (110, 100, 92), 4 * unit)
    _line(strip, (x(fine_end), y), (x(limit), y), FINE, 4 * unit)
    if error:
        band = slice(round(x(limit - error)), round(x(limit + error)) + 1)
        rows = slice(round(y - 9 * unit), round(y + 9 * unit) + 1)
        strip[rows, band] = (strip[rows, band] * 0.65 + np.array(PAPER) * 0.35).astype(np.uint8)
    _line(strip, (x(limit), y - 13 * unit), (x(limit), y + 13 * unit), PAPER, 2.5 * unit)
    _disc(strip, (x(value), y), 10 * unit, PAPER)
    _disc(strip, (x(value), y), 7.5 * unit, MARK)
    draw_text(strip, (margin, 9 * unit), captions[0], 17 * unit, bold=True, plate=None)
    draw_text(strip, (width - margin, 10 * unit), captions[1], 15 * unit, anchor="right", plate=None, colour=(214, 216, 216))
    return strip


def _scale(image: ImageArray) -> float:
    return float(max(image.shape[0], image.shape[1])) / 640


def _fixed(point: Sequence[float] | FloatArray) -> tuple[int, int]:
    # far outside the picture nothing shows, but the fixed-point numbers must not overflow
    factor = 1 << _SUBPIXEL_BITS
    return (round(min(max(float(point[0]), -1e4), 1e5) * factor), round(min(max(float(point[1]), -1e4), 1e5) * factor))


def _line(
    image: ImageArray, a: Sequence[float] | FloatArray, b: Sequence[float] | FloatArray, colour: Colour, width: float
) -> None:
    cv2.line(image, _fixed(a), _fixed(b), colour, max(1, round(width)), cv2.LINE_AA, _SUBPIXEL_BITS)


def _disc(image: ImageArray, at: Sequence[float] | FloatArray, radius: float, colour: Colour) -> None:
    cv2.circle(image, _fixed(at), round(radius * (1 << _SUBPIXEL_BITS)), colour, -1, cv2.LINE_AA, _SUBPIXEL_BITS)


@lru_cache(maxsize=512)
def _text_mask(text: str, height: int, bold: bool) -> NDArray[np.uint8]:
    font = _font(height, bold)
    ascent, descent = font.getmetrics()
    mask = Image.new("L", (max(1, round(font.getlength(text))), ascent + descent))
    ImageDraw.Draw(mask).text((0, 0), text, fill=255, font=font)
    array = np.array(mask, dtype=np.uint8)
    array.setflags(write=False)
    return array


@lru_cache(maxsize=32)
def _font(height: int, bold: bool) -> ImageFont.FreeTypeFont:
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return ImageFont.truetype(folder / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), height)
