"""Holds of a pose: the body gets into it, comes to rest, stays, leaves. What the segmenters of balance poses share."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vision.reps import HoldOpen, PhaseMark, RepSpan, Segment
from vision.types import FeatureFrame, Phase, PhaseSpan, Side

MIN_HOLD_S: Final = 2.0
SETTLE_S: Final = 0.5
"""A hold begins once the pose has stood this long with little movement: getting into it is not part of it."""
SETTLE_LATEST_S: Final = 2.0
"""A pose that stands this long holds, even if it never comes to rest."""
BREAK_S: Final = 0.5
"""Out of the pose for so long ends the hold; less is a wobble or a bad frame."""
MAX_GAP_S: Final = 1.0
MAX_LEAVING_S: Final = 1.0
"""How much of the end may be cut off as the way out."""
_MEMORY_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Pose:
    """One pose. `side` is the leg that carries.

    side: of the pose that a frame shows, "left" or "right"; "" = another pose; None = too little is seen to tell. The second
    argument says whether the hold is on: staying may be easier than getting in.
    rest: the angle (deg) whose change means getting in or out; still: how much of it (deg) counts as rest.
    """

    side: Callable[[FeatureFrame, bool], str | None]
    rest: Callable[[FeatureFrame], float]
    still: float


class PoseHoldSegmenter:
    """See `vision.reps.Segmenter`. Bounded memory: three seconds of one angle."""

    def __init__(self, pose: Pose) -> None:
        self._pose = pose
        self._recent: deque[tuple[float, float]] = deque()
        self._forget()

    def _forget(self) -> None:
        self._recent.clear()
        self._side: Side | None = None
        self._since = self._start = math.nan
        self._last_good = -math.inf
        self._bad_since = math.nan

    @property
    def _holding(self) -> bool:
        return math.isfinite(self._start)

    def step(self, frame: FeatureFrame) -> list[Segment]:
        """Take the next frame."""
        t, side = frame.t, self._pose.side(frame, self._holding)
        if side and (self._side is None or side == self._side):
            self._side = "left" if side == "left" else "right"
            self._last_good, self._bad_since = t, math.nan
            self._recent.append((t, self._pose.rest(frame)))
            while t - self._recent[0][0] > _MEMORY_S:
                self._recent.popleft()
            return self._stay(t) if self._holding else self._settle(t)
        if side is not None and math.isnan(self._bad_since):
            self._bad_since = t
        broken = t - self._bad_since >= (BREAK_S if self._holding else 0.0)
        if not broken and t - self._last_good < MAX_GAP_S:
            return []
        return self._end() if self._holding else self._drop()

    def close(self) -> list[Segment]:
        """A hold that is still on counts."""
        return self._end() if self._holding else []

    def _drop(self) -> list[Segment]:
        self._forget()
        return []

    def _stay(self, t: float) -> list[Segment]:
        return [HoldOpen(self._start, self._side)] if t - self._start >= MIN_HOLD_S else []

    def _settle(self, t: float) -> list[Segment]:
        if math.isnan(self._since):
            self._since = t
        if t - self._since < SETTLE_S - 1e-6:
            return []
        window = [row for row in self._recent if row[0] >= t - SETTLE_S - 1e-6]
        values = [value for _, value in window if math.isfinite(value)]
        if values and max(values) - min(values) > self._pose.still and t - self._since < SETTLE_LATEST_S:
            return []
        self._start = window[0][0]
        return [PhaseMark(self._start, Phase.HOLD)]

    def _end(self) -> list[Segment]:
        """Close the hold where it last rested; one that was announced is always returned."""
        start, side, last = self._start, self._side, self._last_good
        end = max(start + MIN_HOLD_S, self._leaving_began())
        self._forget()
        if last - start < MIN_HOLD_S:
            return [PhaseMark(last, Phase.SETUP)]
        middle = (start + end) / 2.0
        return [
            RepSpan("hold", side, start, middle, end, (PhaseSpan(Phase.HOLD, start, end),)),
            PhaseMark(last, Phase.SETUP),
        ]

    def _leaving_began(self) -> float:
        """When the way out began: back from the last good frame while the angle is off what it was before."""
        last = self._last_good
        before = sorted(value for t, value in self._recent if t < last - MAX_LEAVING_S and math.isfinite(value))
        if not before:
            return last
        level = before[len(before) // 2]
        for t, value in reversed(self._recent):
            last = t
            if abs(value - level) <= self._pose.still or t <= self._last_good - MAX_LEAVING_S:
                break
        return last
