"""Tree pose: upright on one leg, the other foot on its shin or thigh, knee out to the side; front, back or oblique view.

A hold is: one foot above the other by `LIFT` but under the hip, near the carrying leg; that leg straight; the lifted knee
strongly bent and out to its own side; the trunk upright. `side` is the leg that carries.
"""

import math
from typing import Final

from vision.pose_hold import Pose, PoseHoldSegmenter
from vision.reps import Exercise
from vision.types import FeatureFrame, View

LIFT: Final = (0.15, 0.10)
"""Leg lengths that the foot is above the other: to get in, to stay. Toes on the floor, heel at the ankle, is about 0.1."""
MAX_LIFT: Final = 0.75
CARRY: Final = (0.85, 0.78)
MAX_CARRY_KNEE_DEG: Final = (25.0, 35.0)
KNEE_DEG: Final = (45.0, 35.0)
"""Bend of the lifted knee in the picture."""
KNEE_OUT: Final = (0.08, 0.05)
"""Leg lengths by which the lifted knee is out beyond its own hip: a knee raised straight ahead isn't, from the front."""
MAX_FOOT_OFF: Final = 0.25
"""Leg lengths between the lifted foot and the carrying leg, sideways."""
MAX_LEAN_DEG: Final = 25.0
STILL_DEG: Final = 12.0


def _side(frame: FeatureFrame, staying: bool) -> str | None:
    c, i = frame.channels, int(staying)
    lift, scale = c["foot_lift"], c["scale_px"]
    if not math.isfinite(lift + c["hip_height"] + c["trunk_lateral_lean"]):
        return None
    lifted, stands, outward = ("left", "right", c["left_sign"]) if lift > 0.0 else ("right", "left", -c["left_sign"])
    knee_out = outward * (c[f"knee_x_px_{lifted}"] - c[f"hip_x_px_{lifted}"]) / scale
    # The carrying leg where the foot is: between its ankle and its hip.
    share = abs(lift) / max(c["hip_height"], 1e-6)
    leg_x = c[f"ankle_x_px_{stands}"] + share * (c[f"hip_x_px_{stands}"] - c[f"ankle_x_px_{stands}"])
    foot_off = abs(c[f"ankle_x_px_{lifted}"] - leg_x) / scale
    inside = (
        LIFT[i] <= abs(lift) <= MAX_LIFT
        and c["hip_height"] >= CARRY[i]
        and c[f"knee_flexion_{stands}"] <= MAX_CARRY_KNEE_DEG[i]
        and c[f"knee_flexion_{lifted}"] >= KNEE_DEG[i]
        and knee_out >= KNEE_OUT[i]
        and foot_off <= MAX_FOOT_OFF
        and abs(c["trunk_lateral_lean"]) <= MAX_LEAN_DEG
        and c["trunk_fold"] <= 35.0
    )
    return stands if inside else ""


def _rest(frame: FeatureFrame) -> float:
    c = frame.channels
    return c["knee_flexion_left"] if c["foot_lift"] > 0.0 else c["knee_flexion_right"]


def _segmenter() -> PoseHoldSegmenter:
    return PoseHoldSegmenter(Pose(_side, _rest, STILL_DEG))


def _is_neutral(frame: FeatureFrame) -> bool:
    """Upright on two feet."""
    c = frame.channels
    return c["hip_height"] > 0.85 and abs(c["trunk_lateral_lean"]) < 10.0 and abs(c["foot_lift"]) < 0.06


EXERCISE = Exercise(
    name="tree_pose",
    title="Tree pose",
    kind="hold",
    driver="foot_lift",
    views=frozenset({View.FRONT, View.BACK, View.OBLIQUE}),
    setup_help="Face the camera, your whole body in the picture, with room above for your hands",
    segmenter=_segmenter,
    is_neutral=_is_neutral,
    auto=False,
    muscle="side of the hip of the standing leg",
)
