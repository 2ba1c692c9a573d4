"""Plank: a hold is a body prone, legs straight, on forearms or straight arms, that has come to rest.

It ends on knees down or standing. Hips too high or too low are faults of a hold (rules/plank_hip_pop.py), not its end.

Measured (near side, in pixels): 69 real holds show a shoulder-ankle line within 9 degrees of level, knees bent by up to 29,
hips bent by up to 64, offsets from the line of -0.13..+0.28; rendered planks 30 degrees off the side slope by 16. Rendered
kneeling set-ups bend the knee by 42 and more (33 with the lite model), planks by 5; standing, squats, lunges and deadlifts
slope by 60 and more.
"""

import math
from collections import deque
from collections.abc import Mapping
from typing import Final

from vision.reps import Exercise, HoldOpen, PhaseMark, RepSpan, Segment
from vision.types import FeatureFrame, Phase, PhaseSpan, View

MIN_HOLD_S: Final = 1.0
SETTLE_S: Final = 0.4
"""A hold begins once the body has been this long in place and at rest: getting into position is not part of it."""
SETTLE_LATEST_S: Final = 1.5
"""A body in place this long holds, even if it never rests (a shaking body, a slow drift from the first moment)."""
BREAK_S: Final = 0.5
"""Out of the plank for this long ends the hold; a shorter dip is a wobble or a bad frame."""
MAX_GAP_S: Final = 1.0
"""Not seen for this long ends the hold where it was last seen."""
MAX_LEAVING_S: Final = 1.0
"""How much of the end may be cut off as the way out (knees sinking, hips lifting to stand)."""
_MEMORY_S: Final = 3.0
KNEE_RISE_DEG: Final = 16.0
"""So much more bend than in the hold so far, beyond what entering allows, is a knee on its way down."""
_KNEE_MEMORY_S: Final = 3.0
TORN_DEG: Final = 30.0
TORN_S: Final = 0.2
"""A knee or hip that turns by more from one frame to the next is a lost leg (measured: 50 to 100 degrees; a fast drop to the
knees 10 to 20): such frames count as not seen, they don't end a hold."""

_ENTER: Final = {"incline": 40.0, "knee": 26.0, "hip": 75.0, "low": -0.22, "high": 0.36, "support": 0.2}
_STAY: Final = {"incline": 46.0, "knee": 34.0, "hip": 85.0, "low": -0.27, "high": 0.42, "support": 0.1}
"""Degrees, shares of the shoulder-ankle line, shares of the trunk; staying is easier than entering."""
NEUTRAL_KNEE_DEG: Final = 15.0
NEUTRAL_OFFSET: Final = (-0.03, 0.05)
"""Hip offsets that no measured fault had, whole hold long: most people's good plank, but not everybody's (up to +0.11)."""


def in_plank(channels: Mapping[str, float], limits: Mapping[str, float]) -> bool | None:
    """Whether one frame shows a plank within `limits`; None where too little is seen to tell.

    Where the ankle is not seen the line from shoulder to knee and the hip speak for the body.
    """
    incline, knee = channels["body_incline"], channels["knee_flexion_near"]
    hip, offset = channels["hip_flexion_near"], channels["hip_line_offset"]
    if not math.isfinite(hip):
        return None
    if math.isfinite(incline) and math.isfinite(knee):
        lying = incline <= limits["incline"] and knee <= limits["knee"] and limits["low"] <= offset <= limits["high"]
    else:
        dx = channels["knee_x_px_near"] - channels["shoulder_x_px_near"]
        dy = channels["knee_y_px_near"] - channels["shoulder_y_px_near"]
        lying = math.degrees(math.atan2(abs(dy), abs(dx))) <= limits["incline"]
    return lying and hip <= limits["hip"] and _supported(channels, limits["support"])


def _supported(channels: Mapping[str, float], least: float) -> bool:
    """The elbow (the wrist where it is hidden) is below the shoulder: the arm carries. Unseen arms are taken to."""
    for part in ("elbow", "wrist"):
        drop = (channels[f"{part}_y_px_near"] - channels["shoulder_y_px_near"]) / channels["torso_px"]
        if math.isfinite(drop):
            return drop >= least
    return True


class PlankSegmenter:
    """Finds unbroken holds. Bounded memory: the last three seconds of four channels."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, float, float, float]] = deque()  # t, knee, incline, offset; frames in a plank only
        self._since: float | None = None  # in place without a break since
        self._start: float | None = None
        self._last_good = -math.inf
        self._bad_since: float | None = None
        self._knee_level = 0.0  # degrees, slow average over the hold
        self._before = (-math.inf, math.nan, math.nan)  # t, knee, hip of the frame before
        self._torn_until = -math.inf

    def step(self, frame: FeatureFrame) -> list[Segment]:
        """See `vision.reps.Segmenter`."""
        t, channels = frame.t, frame.channels
        state = in_plank(channels, _ENTER if self._start is None else self._staying())
        if self._is_torn(t, channels["knee_flexion_near"], channels["hip_flexion_near"]) and not state:
            state = None
        if state:
            self._recent.append((t, channels["knee_flexion_near"], channels["body_incline"], channels["hip_line_offset"]))
            while t - self._recent[0][0] > _MEMORY_S:
                self._recent.popleft()
        if self._start is None:
            return self._wait(t, state)
        return self._go_on(t, state)

    def close(self) -> list[Segment]:
        """See `vision.reps.Segmenter`."""
        return self._end() if self._start is not None else []

    def _staying(self) -> dict[str, float]:
        return {**_STAY, "knee": min(_STAY["knee"], max(_ENTER["knee"], self._knee_level + KNEE_RISE_DEG))}

    def _is_torn(self, t: float, knee: float, hip: float) -> bool:
        """Whether the legs jumped just now or a moment ago (`TORN_S`)."""
        t_before, knee_before, hip_before = self._before
        self._before = (t, knee, hip)
        if t - t_before <= TORN_S and (abs(knee - knee_before) > TORN_DEG or abs(hip - hip_before) > TORN_DEG):
            self._torn_until = t + TORN_S
        return t <= self._torn_until

    def _wait(self, t: float, state: bool | None) -> list[Segment]:
        if state is False or (state is None and t - self._last_good >= MAX_GAP_S):
            self._since = None
            self._recent.clear()
        if not state:
            return []
        self._last_good = t
        if self._since is None:
            self._since = t
        if t - self._since < SETTLE_S - 1e-6:
            return []
        window = [row for row in self._recent if row[0] >= t - SETTLE_S - 1e-6]
        if not (_at_rest(window) or t - self._since >= SETTLE_LATEST_S):
            return []
        self._start, self._bad_since = window[0][0], None
        knees = [row[1] for row in window if math.isfinite(row[1])]
        self._knee_level = sum(knees) / len(knees) if knees else 0.0
        return [PhaseMark(self._start, Phase.HOLD)]

    def _go_on(self, t: float, state: bool | None) -> list[Segment]:
        assert self._start is not None
        if state:
            knee = self._recent[-1][1]
            if math.isfinite(knee):
                self._knee_level += min(1.0, (t - self._last_good) / _KNEE_MEMORY_S) * (knee - self._knee_level)
            self._last_good, self._bad_since = t, None
            return [HoldOpen(self._start)] if t - self._start >= MIN_HOLD_S else []
        if state is False and self._bad_since is None:
            self._bad_since = t
        broken = state is False and self._bad_since is not None and t - self._bad_since >= BREAK_S
        return self._end() if broken or t - self._last_good >= MAX_GAP_S else []

    def _end(self) -> list[Segment]:
        """Close the hold where the body last rested in it; a hold that was announced is always returned."""
        assert self._start is not None
        start, end = self._start, self._leaving_began(max(self._start + MIN_HOLD_S, self._last_good - MAX_LEAVING_S))
        long_enough = self._last_good - start >= MIN_HOLD_S
        self._start = self._since = self._bad_since = None
        self._recent.clear()
        if not long_enough:
            return []
        return [RepSpan("hold", None, start, (start + end) / 2.0, end, (PhaseSpan(Phase.HOLD, start, end),))]

    def _leaving_began(self, earliest: float) -> float:
        """When the way out began: back from the last good frame while knees bend or hips move, to `earliest` at most."""
        before = sorted(row[1] for row in self._recent if row[0] < self._last_good - MAX_LEAVING_S and math.isfinite(row[1]))
        knee_level = before[len(before) // 2] if before else math.inf
        rows = list(self._recent)
        end = self._last_good
        for i in range(len(rows) - 1, 0, -1):
            t, knee, _, offset = rows[i]
            if t < earliest:
                break
            end = t
            j = i
            while j > 0 and t - rows[j][0] < 0.3:
                j -= 1
            # 0.04 in 0.3 s: a pop or sag within a hold moves at 0.02..0.035, the way out at 0.05 and more.
            if not (knee > knee_level + 6.0 or abs(offset - rows[j][3]) > 0.04):
                break
        return end


def _at_rest(rows: list[tuple[float, float, float, float]]) -> bool:
    """Knee and slope within a few degrees, hips within 0.025 of the line over these frames; unseen channels don't object."""
    for column, most in ((1, 6.0), (2, 4.0), (3, 0.025)):
        values = [row[column] for row in rows if math.isfinite(row[column])]
        if values and max(values) - min(values) > most:
            return False
    return True


def is_good_plank(frame: FeatureFrame) -> bool:
    """A straight, ordinary plank: what a later hold may be compared with."""
    channels = frame.channels
    low, high = NEUTRAL_OFFSET
    ordinary = channels["knee_flexion_near"] <= NEUTRAL_KNEE_DEG and low <= channels["hip_line_offset"] <= high
    return ordinary and bool(in_plank(channels, _ENTER))


EXERCISE = Exercise(
    name="plank",
    title="Plank",
    kind="hold",
    driver="hip_line_offset",
    views=frozenset({View.SIDE, View.OBLIQUE}),
    setup_help="Put the camera low and side-on to you, far enough away that your head and feet are both in the picture.",
    segmenter=PlankSegmenter,
    is_neutral=is_good_plank,
)
