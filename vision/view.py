"""Which way the camera looks at the person, from the landmarks; what each rule may judge from there is the rule's own word.

The yaw of a frame is the direction of the shoulder and hip lines in world landmarks: 0 = front, +90 = the camera is at the
person's left, 180 = back. Measured on rendered clips (true 0, 45, 60, 88, 90 degrees): medians within 5 degrees of
it, single frames within 15 upright and 30 in a deep side bend; hence a window. Recordings without world landmarks
fall back on how much narrower the shoulders look than from the front.
"""

import math
from collections import deque
from typing import Final

from vision.geometry import NAN
from vision.types import Side, View, ViewEstimate

FRONT_WITHIN_DEG: Final = 25.0
"""Up to here the front (or back) view's 2D measures hold. Measured: oblique clips at 45 read 42..50, front clips
under 10.
"""
SIDE_WITHIN_DEG: Final = 27.0
"""How far from 90 still counts as side. Measured: clips 30 degrees off the side read 60..75; the rules that allow
both lose nothing.
"""
SHOULDER_WIDTH_FRONT: Final = 0.60
"""Shoulder width over trunk length seen from the front, measured: 0.53..0.65 (rendered people and motion capture)."""
WINDOW_S: Final = 6.0
_MIN_FRAMES: Final = 3


def frame_yaw_deg(across_world: tuple[float, float], shoulder_width: float, left_sign: float, near_left: float) -> float:
    """Yaw of one frame, -180..180 degrees, NaN where nothing tells.

    across_world: right-to-left shoulder plus hip vector (x, z) in metres, NaN where there are no world landmarks; then
    shoulder_width (over trunk length), left_sign (+1: the person's left is at the picture's right) and near_left (+1
    or -1) serve.
    """
    x, z = across_world
    if math.isfinite(x) and math.isfinite(z):
        return -math.degrees(math.atan2(z, x))
    if not math.isfinite(shoulder_width):
        return NAN
    from_front = math.degrees(math.acos(min(1.0, shoulder_width / SHOULDER_WIDTH_FRONT)))
    if left_sign < 0.0 and from_front < 60.0:  # seen from behind; nearer to side-on the sign of so short a line says nothing
        from_front = 180.0 - from_front
    return math.copysign(from_front, near_left)


def classify(yaw_deg: float) -> View:
    """The view of a yaw in degrees; UNKNOWN for NaN."""
    if not math.isfinite(yaw_deg):
        return View.UNKNOWN
    size = abs(yaw_deg)
    if size <= FRONT_WITHIN_DEG:
        return View.FRONT
    if size >= 180.0 - FRONT_WITHIN_DEG:
        return View.BACK
    if abs(size - 90.0) <= SIDE_WITHIN_DEG:
        return View.SIDE
    return View.OBLIQUE


def estimate(yaws: list[float]) -> ViewEstimate:
    """The view over a window of per-frame yaws (degrees, NaN = not seen).

    confidence = share of frames seen, times how well they agree (length of the mean direction).
    """
    seen = [math.radians(yaw) for yaw in yaws if math.isfinite(yaw)]
    if len(seen) < min(_MIN_FRAMES, len(yaws)) or not seen:
        return ViewEstimate(View.UNKNOWN, 0.0, NAN, None)
    x, y = sum(map(math.cos, seen)) / len(seen), sum(map(math.sin, seen)) / len(seen)
    yaw = math.degrees(math.atan2(y, x))
    near: Side | None = None
    if 10.0 < abs(yaw) < 170.0:
        near = "left" if yaw > 0.0 else "right"
    confidence = math.hypot(x, y) * len(seen) / len(yaws)
    return ViewEstimate(classify(yaw), round(min(1.0, confidence), 3), round(yaw, 1), near)


class ViewWindow:
    """The view over the last few seconds, for the rep that ends now. Bounded: samples at most ten yaws a second."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, float]] = deque()

    def add(self, t: float, yaw_deg: float) -> None:
        """Take the yaw (degrees or NaN) of the frame at t (s)."""
        if self._samples and t - self._samples[-1][0] < 0.1:
            return
        self._samples.append((t, yaw_deg))
        while self._samples and t - self._samples[0][0] > 4.0 * WINDOW_S:
            self._samples.popleft()

    def since(self, t_start: float) -> ViewEstimate:
        """The view from t_start (s) or over the last `WINDOW_S`, whichever is longer, as far as it is remembered."""
        if not self._samples:
            return ViewEstimate(View.UNKNOWN, 0.0, NAN, None)
        begin = min(t_start, self._samples[-1][0] - WINDOW_S)
        return estimate([yaw for t, yaw in self._samples if t >= begin])

    def latest(self) -> ViewEstimate:
        """The view over the last second."""
        if not self._samples:
            return ViewEstimate(View.UNKNOWN, 0.0, NAN, None)
        last = self._samples[-1][0]
        return estimate([yaw for t, yaw in self._samples if t > last - 1.0])
