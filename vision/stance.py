"""Where someone stands and how the hips are over the feet, frame by frame: what the segmenters of standing work look at."""

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

from vision.depth import levelled, roll_deg
from vision.types import FeatureFrame

SIDE_ON: Final = 0.35
"""Cosine of the yaw below which the camera looks along the shoulders, and what happens sideways can't be told."""
ON_FEET: Final = 0.3
"""Hips above the feet in leg lengths, at the least: the deepest lunge measured has 0.34, a plank 0.25."""
STILL_SPEED: Final = 0.2
"""Leg lengths a second under which a foot stands."""
STILL_S: Final = 0.3
TILT_STILL_DEG: Final = 1.0
"""How near their slow average shoulders and hips are when the trunk is still: a bend that has just begun tilts them too."""
ROLL_STEP_DEG: Final = 3.0
LAG_S: Final = 0.2
RECENT_S: Final = 1.5
_FACING_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Stance:
    """One frame of a levelled picture.

    pelvis, left, right (feet): px, + = towards the person's left; height of the hips: px, + = down; scale: leg length, px;
    in legs: width between the feet, shift of the hips from their middle, leg = hips above the lower foot; left_bend: by
    how many degrees the left knee is bent more than the right one, from world landmarks, NaN without them.
    """

    t: float
    pelvis: float
    left: float
    right: float
    height: float
    scale: float
    width: float
    shift: float
    leg: float
    left_bend: float


class StanceWatch:
    """Turns feature frames into stances and keeps the last 1.5 s of them; knows since when feet and hips have been still."""

    def __init__(self) -> None:
        self.recent: deque[Stance] = deque()
        self._lag: deque[Stance] = deque()  # the last `LAG_S`
        self.roll = 0.0  # of the camera, degrees
        self.reset()

    def reset(self) -> None:
        """Forget the person; the camera stays as it is."""
        self.recent.clear()
        self._lag.clear()
        self.feet_still_since = self.still_since = math.inf
        self.facing = math.nan  # |cos yaw|, slow
        self._tilt, self._tilt_t = math.nan, -math.inf  # of shoulders and hips, slow
        self._sign = 0.0

    def turned_round(self, frame: FeatureFrame) -> bool:
        """Whether left and right have changed places in the picture since the last frame."""
        return self._sign not in (0.0, frame.channels["left_sign"])

    def take(self, frame: FeatureFrame) -> Stance | None:
        """The stance of the next frame; None where it is not seen, lies down or is seen from the side."""
        c = frame.channels
        sign, scale = c["left_sign"], c["scale_px"]
        self._sign = sign
        dt = frame.t - self.recent[-1].t if self.recent else math.inf
        self.facing = slow(self.facing, abs(math.cos(math.radians(c["yaw_deg"]))), dt, _FACING_S)
        pelvis, height = levelled(sign * c["pelvis_x_px"], c["pelvis_y_px"], self.roll)
        left, left_floor = levelled(sign * c["ankle_x_px_left"], c["ankle_y_px_left"], self.roll)
        right, right_floor = levelled(sign * c["ankle_x_px_right"], c["ankle_y_px_right"], self.roll)
        leg = (max(left_floor, right_floor) - height) / scale
        if not math.isfinite(pelvis + left + right) or leg < ON_FEET or self.facing < SIDE_ON:
            return None
        width, shift = (left - right) / scale, (pelvis - (left + right) / 2.0) / scale
        left_bend = c["knee_flexion_world_left"] - c["knee_flexion_world_right"]
        stance = Stance(frame.t, pelvis, left, right, height, scale, width, shift, leg, left_bend)
        self._keep(stance)
        return stance

    def level(self, frame: FeatureFrame) -> bool:
        """Take a new roll of the camera if someone stands still and it has changed: then places before can't be compared."""
        shoulders, hips = frame.channels["shoulder_tilt"], frame.channels["hip_tilt"]
        tilt = (shoulders + hips) / 2.0
        self._tilt = slow(self._tilt, tilt, frame.t - self._tilt_t, STILL_S)
        self._tilt_t = frame.t
        if not (frame.t - self.still_since > STILL_S and abs(tilt - self._tilt) < TILT_STILL_DEG):
            return False
        roll = roll_deg(shoulders, hips)
        if abs(roll - self.roll) <= ROLL_STEP_DEG:
            return False
        self.roll = roll
        self.reset()
        return True

    def _keep(self, stance: Stance) -> None:
        recent = self.recent
        recent.append(stance)
        while stance.t - recent[0].t > RECENT_S:
            recent.popleft()
        lag = self._lag
        lag.append(stance)
        while len(lag) > 1 and stance.t - lag[1].t >= LAG_S:
            lag.popleft()
        past = lag[0]
        if past is stance:
            return
        least = STILL_SPEED * stance.scale * (stance.t - past.t)
        feet = abs(stance.left - past.left) < least and abs(stance.right - past.right) < least
        self.feet_still_since = min(self.feet_still_since, past.t) if feet else math.inf
        still = feet and abs(stance.pelvis - past.pelvis) < least / 2 and abs(stance.height - past.height) < least / 2
        self.still_since = min(self.still_since, past.t) if still else math.inf


def slow(old: float, new: float, dt: float, memory_s: float) -> float:
    """Exponential average that starts at its first value and keeps it where the new one is NaN."""
    if not math.isfinite(new):
        return old
    return old + (1.0 - math.exp(-dt / memory_s)) * (new - old) if math.isfinite(old) else new
