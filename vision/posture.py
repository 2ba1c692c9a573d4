"""Head, trunk and hinge from landmarks: the pure parts of `features.py`.

`points` are pixels, (NaN, NaN) where not seen; `world` rows are metres (x to the picture's right, y down, z away from the
camera). NaN in, NaN out.
"""

import math
from typing import Final

from vision.geometry import NAN, angle_deg, lean_from_vertical_deg, midpoint
from vision.skeleton import (
    LEFT_EAR,
    LEFT_HIP,
    LEFT_SHOULDER,
    LEFT_WRIST,
    RIGHT_EAR,
    RIGHT_HIP,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
)

MIN_LEAN_DEG: Final = 20.0
"""Below this "under the trunk's line" means nothing: the trunk is upright."""


def head(
    hip: tuple[float, float], shoulder: tuple[float, float], ear: tuple[float, float], nose: tuple[float, float]
) -> dict[str, float]:
    """Ear and face against the trunk's axis (hip -> shoulder), from the near side.

    ear_shoulder_hip: deg; ear_offset: across the axis, + = forward, where the nose is; ear_height: along it; both as a share
    of the trunk as it looks. face_pitch: deg by which the nose lies under the ear.
    """
    ax, ay = shoulder[0] - hip[0], shoulder[1] - hip[1]
    trunk_sq = ax * ax + ay * ay
    if not trunk_sq > 0.0:
        return dict.fromkeys(("ear_shoulder_hip", "ear_offset", "ear_height", "face_pitch"), NAN)
    ex, ey = ear[0] - shoulder[0], ear[1] - shoulder[1]
    across = (ax * ey - ay * ex) / trunk_sq
    forward = math.copysign(1.0, nose[0] - ear[0])
    # The trunk axis points up; rotating it towards the right of the picture is positive `across` (y points down).
    return {
        "ear_shoulder_hip": angle_deg(hip, shoulder, ear),
        "ear_offset": forward * across,
        "ear_height": (ex * ax + ey * ay) / trunk_sq,
        "face_pitch": math.degrees(math.atan2(nose[1] - ear[1], abs(nose[0] - ear[0]))),
    }


def hinge(points: list[tuple[float, float]], torso_px: float, *, left_near: bool) -> dict[str, float]:
    """A standing person who bends forward, seen from any side; both shoulders, hips and ears, lengths over `torso_px`.

    trunk_fold: deg, 0 = upright, 90 = shoulders level with the hips. neck_drop: deg by which the ears lie under the trunk's
    line drawn on through the shoulders, NaN while the trunk leans less than `MIN_LEAN_DEG`.
    ear_lift: ears above shoulders; hand_hang: near wrist under the hips.
    """
    shoulders = midpoint(points[LEFT_SHOULDER], points[RIGHT_SHOULDER])
    hips = midpoint(points[LEFT_HIP], points[RIGHT_HIP])
    ears = midpoint(points[LEFT_EAR], points[RIGHT_EAR])
    wrist = points[LEFT_WRIST if left_near else RIGHT_WRIST]
    upright = (hips[1] - shoulders[1]) / torso_px
    lean = lean_from_vertical_deg(hips, shoulders)
    neck = lean_from_vertical_deg(shoulders, ears)
    drop = math.copysign(1.0, lean) * ((neck - lean + 180.0) % 360.0 - 180.0)
    return {
        "trunk_fold": math.degrees(math.acos(max(-1.0, min(1.0, upright)))) if math.isfinite(upright) else NAN,
        "shoulders_y_px": shoulders[1],
        "neck_drop": drop if abs(lean) >= MIN_LEAN_DEG else NAN,
        "ear_lift": (shoulders[1] - ears[1]) / torso_px,
        "hand_hang": (wrist[1] - hips[1]) / torso_px,
    }


def world_lean_deg(world: list[list[float]]) -> float:
    """Lean of the trunk in the camera's frontal plane from world landmarks, + = to the picture's right; NaN without them.

    Unlike the picture it isn't bent by perspective when the trunk is folded forward. A trunk folded by more than 60
    degrees has hardly any height left to lean by: that height counts as at least half the trunk.
    """
    left, right, hip_left, hip_right = world[LEFT_SHOULDER], world[RIGHT_SHOULDER], world[LEFT_HIP], world[RIGHT_HIP]
    x, y, z = (left[i] + right[i] - hip_left[i] - hip_right[i] for i in range(3))
    length = math.sqrt(x * x + y * y + z * z)
    return math.degrees(math.atan2(x, max(-y, length / 2.0))) if length > 0.0 else NAN


def across_world(world: list[list[float]]) -> tuple[float, float]:
    """Right-to-left vector of shoulders plus hips in the ground plane (x, z), metres."""
    ls, rs, lh, rh = world[LEFT_SHOULDER], world[RIGHT_SHOULDER], world[LEFT_HIP], world[RIGHT_HIP]
    return ls[0] - rs[0] + lh[0] - rh[0], ls[2] - rs[2] + lh[2] - rh[2]
