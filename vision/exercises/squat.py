"""Squat: from standing down on two legs and up again, without a weight in hanging hands; front, oblique or side view.

What drives it is how far the hips sink towards the feet, in leg lengths: seen from every side. What tells it from its
neighbours is judged at the bottom: both feet stayed where they were and side by side (a lunge steps or splits), the hips
stayed between them and both knees bent (a lateral lunge shifts to one), the trunk is not folded over hanging hands (a
deadlift) nor lying (a plank, a bridge).

Measured: rendered squats (front, camera 10 degrees off) sink by 0.30 leg lengths, move the hips sideways by less than 0.05
and bend the knees alike within a tenth (world landmarks); lateral lunges bend the straight leg's knee by at most 0.6 of the
other's; deadlifts sink by 0.3..0.5, folded by 59..79 degrees over hands that hang 0.45..0.90 trunk lengths under the hips.
"""

import math
from collections.abc import Sequence
from statistics import median
from typing import Final

from vision.cycle import Cycle, CycleSegmenter, Row
from vision.reps import Exercise
from vision.types import FeatureFrame, Phase, Side, View

OPENS: Final = 0.06
LEAST: Final = 0.12
"""Leg lengths that the hips sink: 0.12 is a knee bend of some 60 degrees, where a squat begins."""
STANDING: Final = 0.75
"""Hips above the feet, leg lengths, of someone who stands up between squats; chairs are at about 0.5."""
LYING: Final = 0.10
MAX_FOLD_DEG: Final = 66.0
MAX_HANG: Final = 0.40
HINGE_FOLD_DEG: Final = 52.0
MAX_FOOT_MOVE: Final = 0.20
MAX_FOOT_LIFT: Final = 0.15
MAX_SPLIT: Final = 0.55
MAX_STANCE: Final = 0.80
MAX_SHIFT: Final = 0.10
"""Leg lengths. Sideways shift only counts from the front: at an angle hips that go back look as if they went sideways."""
MIN_KNEE_DEG: Final = 35.0
KNEES_ALIKE: Final = 0.67
"""The less bent knee over the other, seen from anywhere but the side."""
HEAD_ON: Final = 0.9
"""Cosine of the yaw from which the view counts as from the front or back, `SIDE_ON`: below it as from the side."""
SIDE_ON: Final = 0.35
_NOTES: Final = ("trunk_fold", "hand_hang", "foot_lift", "stance_width", "pelvis_shift", "scale_px", "yaw_deg",
                 "ankle_x_px_left", "ankle_x_px_right", "knee_flexion_left", "knee_flexion_right",
                 "knee_flexion_world_left", "knee_flexion_world_right")  # fmt: skip
_AT: Final = {name: i + 2 for i, name in enumerate(_NOTES)}


def _read(frame: FeatureFrame) -> Row | None:
    """How far the hips are down, in leg lengths, and what the judgement needs; None for a body that doesn't stand."""
    c = frame.channels
    if c["hip_height"] < LYING:
        return None
    return (1.0 - c["hip_height"], *(c[name] for name in _NOTES))


def _judge(rows: Sequence[Row], turn: Row) -> tuple[bool, Side | None]:
    """Whether this went down and up on two feet; what isn't seen doesn't speak against it."""
    near = [row for row in rows if abs(row[0] - turn[0]) <= 0.2]
    before = [row for row in rows if row[0] <= rows[0][0] + 0.2]
    low = [row for row in rows if row[1] > (turn[1] + rows[0][1]) / 2.0]

    def at(name: str, some: Sequence[Row] = near) -> float:
        seen = [row[_AT[name]] for row in some if math.isfinite(row[_AT[name]])]
        return median(seen) if seen else math.nan

    facing = abs(math.cos(math.radians(at("yaw_deg"))))
    scale = at("scale_px")
    moved = [abs(at(f"ankle_x_px_{s}") - at(f"ankle_x_px_{s}", before)) / scale for s in ("left", "right")]
    world = [at(f"knee_flexion_world_{s}") for s in ("left", "right")]
    knees = [*world, at("knee_flexion_left"), at("knee_flexion_right")]
    bent = [knee for knee in knees if math.isfinite(knee)]
    against = (
        min(row[1] for row in rows) > 1.0 - STANDING,
        at("trunk_fold", low) > MAX_FOLD_DEG,
        at("trunk_fold", low) > HINGE_FOLD_DEG and at("hand_hang", low) > MAX_HANG,
        max(moved) > MAX_FOOT_MOVE,
        abs(at("foot_lift") - at("foot_lift", before)) > MAX_FOOT_LIFT,
        facing < SIDE_ON and abs(at("stance_width")) > MAX_SPLIT,
        abs(at("stance_width")) > MAX_STANCE,
        facing > HEAD_ON and abs(at("pelvis_shift") - at("pelvis_shift", before)) > MAX_SHIFT,
        bool(bent) and max(bent) < MIN_KNEE_DEG,
        facing > SIDE_ON and min(world) < KNEES_ALIKE * max(world),
    )
    return not any(against), None


CYCLE: Final = Cycle(_read, _judge, Phase.ECCENTRIC, opens=OPENS, least=LEAST, min_s=0.6, max_s=20.0)


def _segmenter() -> CycleSegmenter:
    return CycleSegmenter(CYCLE)


def _is_neutral(frame: FeatureFrame) -> bool:
    """Upright on straight legs."""
    c = frame.channels
    return c["hip_height"] > 0.85 and c["trunk_fold"] < 20.0


EXERCISE = Exercise(
    name="squat",
    title="Squat",
    kind="rep",
    driver="hip_height",
    views=frozenset({View.FRONT, View.BACK, View.OBLIQUE, View.SIDE}),
    setup_help="Face the camera for your knees, side-on for depth and lean; head and feet both in the picture",
    segmenter=_segmenter,
    is_neutral=_is_neutral,
    auto=False,
    muscle="front of the thighs and glutes",
)
