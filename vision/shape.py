"""Channels made of other channels: how the body stands, reaches and lies, for movements that no single landmark tells.

All lengths are shares of the person's own: leg (`scale_px`), shoulders as they look in the picture, or shoulder to ankle.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from vision.geometry import NAN, distance, flexion_deg, midpoint, offset_from_line
from vision.skeleton import LEFT_EAR, LEFT_SHOULDER, RIGHT_EAR, RIGHT_SHOULDER

EDGE_ON: Final = 0.15
"""Trunk lengths: shoulders that look narrower than this are seen edge-on, and nothing can be said in their widths."""
LIFTED: Final = 0.25
"""Trunk lengths by which the near foot of somebody lying must be higher than the other to be the lifted one."""
NAMES: Final = (
    "hip_height",
    "foot_lift",
    "arm_reach_left",
    "arm_reach_right",
    "arm_drop_left",
    "arm_drop_right",
    "planted_left",
    "bridge_rise",
    "bridge_angle",
    "knees_in",
    "neck_px",
)


def shape(c: Mapping[str, float], points: Sequence[tuple[float, float]]) -> dict[str, float]:
    """The channels `NAMES` of one frame; NaN where a landmark they need is not seen. `points` (33): px, NaN = not seen.

    hip_height: hips above the lower foot, leg lengths; foot_lift: how much higher one foot is, leg lengths, + = the left.
    arm_reach_*: wrist beyond its shoulder, sideways and outwards, in shoulder widths as they look: the same from every yaw.
    arm_drop_*: deg by which elbow lies under shoulder, seen from the front: 0 = level, 90 = hanging.
    knees_in: deg by which the shanks lean inwards, mean of both, + = knees inside the feet, seen from front or back; the
    mean, because an angle of the camera tips both shanks the same way. neck_px: ears to shoulders, px as it looks.
    For somebody lying on the back, from the side: planted_left +1 where the left foot carries, -1 the right one;
    bridge_rise: hips over the line from shoulder to that foot, as a share of it; bridge_angle: deg, 0 = shoulder, hip and
    knee in line, negative = hips below the line.
    """
    left_y, right_y = c["ankle_y_px_left"], c["ankle_y_px_right"]
    low = right_y if math.isnan(left_y) or right_y > left_y else left_y
    sign = c["left_sign"]
    shoulders = sign * (c["shoulder_x_px_left"] - c["shoulder_x_px_right"])
    values = [(low - c["pelvis_y_px"]) / c["scale_px"], (right_y - left_y) / c["scale_px"]]
    drops, leans = [], []
    for side, outward in (("left", sign), ("right", -sign)):
        x, y = c[f"shoulder_x_px_{side}"], c[f"shoulder_y_px_{side}"]
        values.append(outward * (c[f"wrist_x_px_{side}"] - x) / shoulders if shoulders > EDGE_ON * c["torso_px"] else NAN)
        across, down = outward * (c[f"elbow_x_px_{side}"] - x), c[f"elbow_y_px_{side}"] - y
        drops.append(math.degrees(math.atan2(down, max(0.0, across))))
        inward = outward * (c[f"ankle_x_px_{side}"] - c[f"knee_x_px_{side}"])
        leans.append(math.degrees(math.atan2(inward, c[f"ankle_y_px_{side}"] - c[f"knee_y_px_{side}"])))
    neck = distance(midpoint(points[LEFT_EAR], points[RIGHT_EAR]), midpoint(points[LEFT_SHOULDER], points[RIGHT_SHOULDER]))
    return dict(zip(NAMES, (*values, *drops, *_bridge(c), (leans[0] + leans[1]) / 2.0, neck), strict=True))


def _bridge(c: Mapping[str, float]) -> tuple[float, float, float]:
    """planted_left, bridge_rise and bridge_angle."""
    near, far = ("left", "right") if c["near_left"] > 0.0 else ("right", "left")
    near_y, far_y = c[f"ankle_y_px_{near}"], c[f"ankle_y_px_{far}"]
    planted = far if far_y - near_y > LIFTED * c["torso_px"] or math.isnan(near_y) else near
    shoulder = c["shoulder_x_px_near"], c["shoulder_y_px_near"]
    hip = c["hip_x_px_near"], c["hip_y_px_near"]
    knee = c[f"knee_x_px_{planted}"], c[f"knee_y_px_{planted}"]
    ankle = c[f"ankle_x_px_{planted}"], c[f"ankle_y_px_{planted}"]
    above = offset_from_line(hip, shoulder, knee)
    return (
        1.0 if planted == "left" else -1.0,
        offset_from_line(hip, shoulder, ankle),
        math.copysign(1.0, above) * flexion_deg(shoulder, hip, knee),
    )
