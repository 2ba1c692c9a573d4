"""Warrior III: balance on one leg, trunk and the other leg raised to level; any view.

A hold is: one foot far above the other, near hip height, the carrying leg long, shoulders down near hip height. Heights
alone tell it, so the camera may stand anywhere; but from the front the head and from behind the sole can hide what is
lifted, and what isn't seen doesn't count. `side` is the leg that carries.
"""

import math
from typing import Final

from vision.pose_hold import Pose, PoseHoldSegmenter
from vision.reps import Exercise
from vision.types import FeatureFrame, View

LIFT: Final = (0.36, 0.30)
"""Leg lengths by which the lifted foot is above the other: to get in, to stay. Level is about 1; 35 degrees low is 0.43,
and less from behind, where the foot is nearer to the camera and looks lower."""
MAX_LIFT: Final = 1.5
CARRY: Final = (0.75, 0.65)
"""Hips above the carrying foot, leg lengths: a leg that is long, if not straight."""
FOLD_DEG: Final = (50.0, 42.0)
"""Trunk against the vertical: level is 90."""
MAX_KNEE_DEG: Final = (60.0, 75.0)
"""Bend of the lifted knee: more is another pose."""
STILL_DEG: Final = 10.0


def _side(frame: FeatureFrame, staying: bool) -> str | None:
    c, i = frame.channels, int(staying)
    lift, fold = c["foot_lift"], c["trunk_fold"]
    if not math.isfinite(lift + fold + c["hip_height"]):
        return None
    lifted, stands = ("left", "right") if lift > 0.0 else ("right", "left")
    # A leg that points at the camera looks bent in the picture, one that the model misjudges in depth in the world.
    knee = min(c[f"knee_flexion_{lifted}"], c[f"knee_flexion_world_{lifted}"])
    inside = (
        LIFT[i] <= abs(lift) <= MAX_LIFT
        and c["hip_height"] >= CARRY[i]
        and fold >= FOLD_DEG[i]
        and not knee > MAX_KNEE_DEG[i]
    )
    return stands if inside else ""


def _rest(frame: FeatureFrame) -> float:
    return frame.channels["trunk_fold"]


def _segmenter() -> PoseHoldSegmenter:
    return PoseHoldSegmenter(Pose(_side, _rest, STILL_DEG))


def _is_neutral(frame: FeatureFrame) -> bool:
    """Upright on two feet."""
    c = frame.channels
    return c["hip_height"] > 0.85 and c["trunk_fold"] < 20.0 and abs(c["foot_lift"]) < 0.1


EXERCISE = Exercise(
    name="warrior_three",
    title="Warrior III",
    kind="hold",
    driver="foot_lift",
    views=frozenset({View.SIDE, View.FRONT, View.BACK, View.OBLIQUE}),
    setup_help="Stand side-on to the camera, with room in the picture for your whole length when you lean forward",
    segmenter=_segmenter,
    is_neutral=_is_neutral,
    auto=False,
    muscle="glutes of the standing leg",
)
