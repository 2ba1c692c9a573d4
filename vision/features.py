"""PoseFrame -> named channels in degrees or body lengths; NaN = not seen.

2D or world: measured on rendered clips with exact truth. The picture (2D, in pixels) is used for everything that lies in the
picture plane: trunk lean, side bend (world landmarks do not show it: 2 +- 6 degrees for a true 24), the plank's hip line
(2D good to 0.015 of its length), ears against shoulders. World landmarks are used only where the bend points at the camera:
for knee and hip flexion seen from the front (2D reads a 96 degree knee as 79 +- 17, the world 84 +- 4) and for the lean of a
trunk that is also folded forward. They are channels of their own (`*_world_*`), so that no rule takes one for the other.

Lengths: `scale_px` is the person's leg length (hip-knee-ankle) in pixels, `torso_px` the length of the trunk, both as they
look unshortened; positions are pixels (`*_px`), so that a difference over the scale is in leg lengths.
"""

import math
from typing import Final

from vision.geometry import (
    NAN,
    angle_deg,
    distance,
    flexion_3d_deg,
    flexion_deg,
    lean_from_vertical_deg,
    line_tilt_deg,
    midpoint,
    offset_from_line,
)
from vision.posture import across_world, head, hinge, world_lean_deg
from vision.shape import shape
from vision.skeleton import (
    LEFT_ANKLE,
    LEFT_EAR,
    LEFT_ELBOW,
    LEFT_FOOT_INDEX,
    LEFT_HEEL,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    LEFT_WRIST,
    NOSE,
    RIGHT_ANKLE,
    RIGHT_EAR,
    RIGHT_ELBOW,
    RIGHT_FOOT_INDEX,
    RIGHT_HEEL,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
)
from vision.types import FeatureFrame, PoseFrame
from vision.view import frame_yaw_deg

MIN_VISIBILITY: Final = 0.3
"""Below this a landmark is a guess and counts as not seen. Measured in planks: far side 0.2..0.5, near side 0.9."""
OUTSIDE: Final = 0.03
"""A landmark this share of the picture beyond its border is a guess: the model draws limbs that the camera doesn't see."""
_SIDES: Final = (
    ("left", LEFT_SHOULDER, LEFT_ELBOW, LEFT_WRIST, LEFT_HIP, LEFT_KNEE, LEFT_ANKLE, LEFT_HEEL, LEFT_FOOT_INDEX, LEFT_EAR),
    (
        "right",
        RIGHT_SHOULDER,
        RIGHT_ELBOW,
        RIGHT_WRIST,
        RIGHT_HIP,
        RIGHT_KNEE,
        RIGHT_ANKLE,
        RIGHT_HEEL,
        RIGHT_FOOT_INDEX,
        RIGHT_EAR,
    ),
)
_LIMB_CHANNELS: Final = (
    "knee_flexion",
    "hip_flexion",
    "elbow_flexion",
    "ankle_dorsiflexion",
    "knee_flexion_world",
    "hip_flexion_world",
    "shank_to_vertical",
    "thigh_px",
    "shank_px",
    *(f"{part}_{axis}_px" for part in ("hip", "knee", "ankle", "wrist", "shoulder", "elbow") for axis in "xy"),
)
_LIMB_KEYS: Final = {side: tuple(f"{name}_{side}" for name in _LIMB_CHANNELS) for side in ("left", "right")}
_NEAR_KEYS: Final = tuple(
    (f"{part}_x_px_near", f"{part}_y_px_near")
    for part in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe", "ear", "nose")
)
_NEAR_MEMORY_S: Final = 0.5
_SCALE_MEMORY_S: Final = 4.0


class FeatureExtractor:
    """Turns filtered pose frames into channels. Keeps only slow state: body scale, the near side, which way left is.

    A new extractor and one after `reset` give the same channels for the same frames.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the person."""
        self._t: float | None = None
        self._near = 0.0  # -1 right .. +1 left, from visibility
        self._left_sign = 0.0  # +1: the person's left is on the right of the picture, as when facing the camera
        self._leg_px = NAN
        self._torso_px = NAN

    def extract(self, frame: PoseFrame) -> FeatureFrame:
        """All channels of one frame; landmarks that are not seen (NaN, low visibility, outside the picture) give NaN."""
        dt = 0.0 if self._t is None else max(0.0, frame.t - self._t)
        self._t = frame.t
        points = _points(frame)
        world: list[list[float]] = frame.world_landmarks.tolist()
        visibility: list[float] = frame.visibility.tolist()
        self._update_near(visibility, dt)
        channels: dict[str, float] = {}
        for side in _SIDES:
            self._limbs(side, points, world, channels)
        self._update_scale(points, dt)
        channels["scale_px"], channels["torso_px"] = self._leg_px, self._torso_px
        self._frontal(points, channels, dt)
        trunk_seen = math.isfinite(channels["trunk_lateral_lean"])
        channels["trunk_lean_world"] = channels["left_sign"] * world_lean_deg(world) if trunk_seen else NAN
        self._sagittal(points, channels)
        channels.update(hinge(points, self._torso_px, left_near=self._near >= 0.0))
        channels.update(shape(channels, points))
        channels["yaw_deg"] = frame_yaw_deg(
            across_world(world), channels["shoulder_width"], channels["left_sign"], channels["near_left"]
        )
        return FeatureFrame(frame.t, channels)

    def _update_near(self, visibility: list[float], dt: float) -> None:
        seen_left = sum(visibility[i] for i in (LEFT_SHOULDER, LEFT_ELBOW, LEFT_HIP, LEFT_KNEE))
        seen_right = sum(visibility[i] for i in (RIGHT_SHOULDER, RIGHT_ELBOW, RIGHT_HIP, RIGHT_KNEE))
        if not seen_left + seen_right > 0.0:
            return
        now = (seen_left - seen_right) / (seen_left + seen_right)
        self._near += _blend(dt, _NEAR_MEMORY_S) * (now - self._near)

    def _limbs(self, side: tuple[str, int, int, int, int, int, int, int, int, int], points: list[tuple[float, float]],
               world: list[list[float]], channels: dict[str, float]) -> None:  # fmt: skip
        name, shoulder, elbow, wrist, hip, knee, ankle, heel, toe, _ = side
        keys = _LIMB_KEYS[name]
        at_hip, at_knee, at_ankle, at_shoulder = points[hip], points[knee], points[ankle], points[shoulder]
        sole = (at_ankle[0] + points[toe][0] - points[heel][0], at_ankle[1] + points[toe][1] - points[heel][1])
        seen = at_knee[0] == at_knee[0] and at_hip[0] == at_hip[0]  # not NaN
        legs_seen = seen and at_ankle[0] == at_ankle[0]
        trunk_seen = seen and at_shoulder[0] == at_shoulder[0]
        channels.update(
            zip(
                keys,
                (
                    flexion_deg(at_hip, at_knee, at_ankle),
                    flexion_deg(at_shoulder, at_hip, at_knee),
                    flexion_deg(at_shoulder, points[elbow], points[wrist]),
                    90.0 - angle_deg(at_knee, at_ankle, sole),
                    flexion_3d_deg(world[hip], world[knee], world[ankle]) if legs_seen else NAN,
                    flexion_3d_deg(world[shoulder], world[hip], world[knee]) if trunk_seen else NAN,
                    abs(lean_from_vertical_deg(at_ankle, at_knee)),
                    distance(at_hip, at_knee),
                    distance(at_knee, at_ankle),
                    *at_hip,
                    *at_knee,
                    *at_ankle,
                    *points[wrist],
                    *at_shoulder,
                    *points[elbow],
                ),
                strict=True,
            )
        )

    def _update_scale(self, points: list[tuple[float, float]], dt: float) -> None:
        """Legs and trunk look shorter when they point at the camera, never longer: follow growth fast, shrinking slowly."""
        legs = []
        for _, _, _, _, hip, knee, ankle, _, _, _ in _SIDES:
            length = distance(points[hip], points[knee]) + distance(points[knee], points[ankle])
            if math.isfinite(length):
                legs.append(length)
        if legs and max(legs) > 0.0:
            self._leg_px = _upper(self._leg_px, max(legs), dt)
        trunk = distance(
            midpoint(points[LEFT_SHOULDER], points[RIGHT_SHOULDER]), midpoint(points[LEFT_HIP], points[RIGHT_HIP])
        )
        if not math.isfinite(trunk):
            trunk = max(
                (distance(points[s[1]], points[s[4]]) for s in _SIDES if math.isfinite(points[s[1]][0] + points[s[4]][0])),
                default=NAN,
            )
        if trunk > 0.0:  # not NaN, and not all landmarks in one place
            self._torso_px = _upper(self._torso_px, trunk, dt)

    def _frontal(self, points: list[tuple[float, float]], channels: dict[str, float], dt: float) -> None:
        """What the front and back views show. Signs are the person's: + = bends or leans to the person's left."""
        shoulders = midpoint(points[LEFT_SHOULDER], points[RIGHT_SHOULDER])
        hips = midpoint(points[LEFT_HIP], points[RIGHT_HIP])
        across = (points[LEFT_SHOULDER][0] - points[RIGHT_SHOULDER][0]) + (points[LEFT_HIP][0] - points[RIGHT_HIP][0])
        if math.isfinite(across):
            memory = _blend(dt, _NEAR_MEMORY_S)
            self._left_sign += memory * (math.copysign(1.0, across) - self._left_sign)
        sign = 1.0 if self._left_sign >= 0.0 else -1.0
        shoulder_tilt = line_tilt_deg(points[LEFT_SHOULDER], points[RIGHT_SHOULDER])
        hip_tilt = line_tilt_deg(points[LEFT_HIP], points[RIGHT_HIP])
        lean = lean_from_vertical_deg(hips, shoulders)
        channels["left_sign"] = sign
        channels["shoulder_tilt"], channels["hip_tilt"] = shoulder_tilt, hip_tilt
        channels["side_bend"] = hip_tilt - shoulder_tilt
        channels["trunk_lateral_lean"] = sign * lean
        channels["trunk_length"] = distance(hips, shoulders) / self._torso_px
        channels["shoulder_width"] = distance(points[LEFT_SHOULDER], points[RIGHT_SHOULDER]) / self._torso_px
        channels["hip_width"] = distance(points[LEFT_HIP], points[RIGHT_HIP]) / self._torso_px
        channels["pelvis_x_px"], channels["pelvis_y_px"] = hips
        ankles_x = channels["ankle_x_px_left"], channels["ankle_x_px_right"]
        channels["stance_width"] = sign * (ankles_x[0] - ankles_x[1]) / self._leg_px
        channels["pelvis_shift"] = sign * (hips[0] - (ankles_x[0] + ankles_x[1]) / 2.0) / self._leg_px

    def _sagittal(self, points: list[tuple[float, float]], channels: dict[str, float]) -> None:
        """What the side view shows, from the near side (the one that is seen better)."""
        near = _SIDES[0] if self._near >= 0.0 else _SIDES[1]
        name, shoulder, elbow, wrist, hip, knee, ankle, heel, toe, ear = near
        channels["near_left"] = 1.0 if name == "left" else -1.0
        channels["near_seen"] = abs(self._near)
        channels["hip_line_offset"] = offset_from_line(points[hip], points[shoulder], points[ankle])
        bend = flexion_deg(points[shoulder], points[hip], points[ankle])
        channels["hip_line_angle"] = math.copysign(bend, channels["hip_line_offset"])
        channels["body_incline"] = abs(line_tilt_deg(points[shoulder], points[ankle]))
        channels["trunk_incline"] = abs(lean_from_vertical_deg(points[hip], points[shoulder]))
        for label in ("knee_flexion", "hip_flexion", "elbow_flexion"):
            channels[f"{label}_near"] = channels[f"{label}_{name}"]
        for (x_key, y_key), index in zip(
            _NEAR_KEYS, (shoulder, elbow, wrist, hip, knee, ankle, heel, toe, ear, NOSE), strict=True
        ):
            channels[x_key], channels[y_key] = points[index]
        channels.update(head(points[hip], points[shoulder], points[ear], points[NOSE]))


def _points(frame: PoseFrame) -> list[tuple[float, float]]:
    """Landmarks in pixels of the original picture, (NaN, NaN) where not seen."""
    width, height = frame.image_size
    low, high = -OUTSIDE, 1.0 + OUTSIDE
    rows: list[list[float]] = frame.landmarks.tolist()
    unseen = (NAN, NAN)
    return [
        (row[0] * width, row[1] * height)
        if visible >= MIN_VISIBILITY and low <= row[0] <= high and low <= row[1] <= high
        else unseen
        for row, visible in zip(rows, frame.visibility.tolist(), strict=True)
    ]


def _blend(dt: float, memory_s: float) -> float:
    """Weight of a new value in an exponential average; 1 for the first frame, so that the average starts at the value."""
    return 1.0 - math.exp(-dt / memory_s) if dt > 0.0 else 1.0


def _upper(old: float, new: float, dt: float) -> float:
    if not math.isfinite(old):
        return new
    return old + _blend(dt, 0.2 if new > old else _SCALE_MEMORY_S * 5.0) * (new - old) if dt > 0.0 else max(old, new)
